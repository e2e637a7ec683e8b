package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.KeyAgreement;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A key agreement on its way through a worker, with what is to be done in the core when it is back.
 */
final class AgreementJob implements CoreJob {
  private final Address source;
  private final Certificate far;
  private final KeyAgreement agreement;
  private final Consumer<KeyAgreement> whenDone;

  AgreementJob(
      Address source, Certificate far, KeyAgreement agreement, Consumer<KeyAgreement> whenDone) {
    this.source = source;
    this.far = far;
    this.agreement = agreement;
    this.whenDone = whenDone;
  }

  @Override
  public Optional<Address> source() {
    return Optional.of(source);
  }

  /** The proven address of the far end. */
  Address address() {
    return source;
  }

  /** With whom keys are agreed. */
  Certificate far() {
    return far;
  }

  @Override
  public void run() {
    agreement.run();
  }

  @Override
  public void complete() {
    whenDone.accept(agreement);
  }
}
