package cumulus.rtmfp.flow;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;

/** A session that only keeps the time, which stands still. */
final class QuietOwner implements FlowOwner {
  @Override
  public Session session() {
    throw new AssertionError("nobody asks for the session");
  }

  @Override
  public long nowNanos() {
    return 0;
  }

  @Override
  public boolean isTraced() {
    return false;
  }

  @Override
  public void emit(TraceEvent event) {
    throw new AssertionError("not traced");
  }

  @Override
  public void drop(DropReason reason) {
    throw new AssertionError("nothing is dropped: " + reason);
  }

  @Override
  public long timeoutNanos() {
    return Params.INITIAL_TIMEOUT_NANOS;
  }

  @Override
  public void wantsToSend(SendQueue flow) {}

  @Override
  public void owesAck(ReceiveQueue flow, boolean atOnce) {}

  @Override
  public void timerAt(long nanos) {}

  @Override
  public void released(SendQueue flow) {}

  @Override
  public void released(ReceiveQueue flow) {}
}
