package cumulus.rtmfp.flow;

import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;

/** What flows need of their session. */
public interface FlowOwner {
  Session session();

  /** Time of the current turn. */
  long nowNanos();

  /** True if events of the session are wanted: nobody builds one otherwise. */
  boolean isTraced();

  /** Tells the trace an event of the session. */
  void emit(TraceEvent event);

  /** Something that arrived was dropped. */
  void drop(DropReason reason);

  /** ERTO: what the session waits for an acknowledgement now. */
  long timeoutNanos();

  /** A sending flow may have something to send. */
  void wantsToSend(SendQueue flow);

  /** An acknowledgement of this flow is owed: at once, or with the delayed ones. */
  void owesAck(ReceiveQueue flow, boolean atOnce);

  /** A flow wants its {@code onTimer} called at this time or soon after. */
  void timerAt(long nanos);

  /** A sending flow's id is free again. */
  void released(SendQueue flow);

  /** A receiving flow's lingering is over. */
  void released(ReceiveQueue flow);
}
