package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.crypto.KeyAgreement;
import java.util.function.Consumer;

/**
 * A key agreement on its way through a worker, with what is to be done in the core when it is back.
 */
final class AgreementJob implements KeyJob {
  private final Address source;
  private final KeyAgreement agreement;
  private final Consumer<KeyAgreement> whenDone;

  AgreementJob(Address source, KeyAgreement agreement, Consumer<KeyAgreement> whenDone) {
    this.source = source;
    this.agreement = agreement;
    this.whenDone = whenDone;
  }

  @Override
  public Address source() {
    return source;
  }

  @Override
  public void run() {
    agreement.run();
  }

  void complete() {
    whenDone.accept(agreement);
  }
}
