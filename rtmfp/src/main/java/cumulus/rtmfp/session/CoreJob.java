package cumulus.rtmfp.session;

import cumulus.rtmfp.KeyJob;

/** A job on its way through a worker, with what is to be done in the core when it is back. */
interface CoreJob extends KeyJob {
  void complete();
}
