package cumulus.node;

import java.util.List;

/** Something that is looked at before a server is started. */
interface Check {
  /** What is wrong, in the order of reading. The settings may have problems themselves. */
  List<Problem> run(Config.Reading reading);

  /** Exit code if there is an error. */
  int exitCode();
}
