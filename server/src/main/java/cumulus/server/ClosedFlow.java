package cumulus.server;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.Session;

/** What stands in for a flow that cannot be opened any more: it does nothing. */
record ClosedFlow(Session session) implements SendFlow {
  @Override
  public long id() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public void write(int headLength, long head, Payload body, Delivery delivery) {}

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  @Override
  public long unsentAgeNanos() {
    return 0;
  }

  @Override
  public int discardUnsent() {
    return 0;
  }

  @Override
  public void close() {}
}
