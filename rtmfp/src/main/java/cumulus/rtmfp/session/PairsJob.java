package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.crypto.KeyPairPool;
import java.util.Optional;

/** Key pairs for nobody yet. */
record PairsJob(KeyPairPool.Order order, Responder responder) implements CoreJob {
  @Override
  public Optional<Address> source() {
    return Optional.empty();
  }

  @Override
  public void run() {
    order.run();
  }

  @Override
  public void complete() {
    responder.onPairs(order);
  }
}
