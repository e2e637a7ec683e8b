package cumulus.rtmfp.trace;

/**
 * A protocol event. Times are nanoseconds of the endpoint's clock; a session is named by its near
 * id.
 */
public sealed interface TraceEvent {
  long atNanos();

  int sessionId();

  /** Keys are agreed. */
  record SessionOpened(long atNanos, int sessionId, boolean isInitiator) implements TraceEvent {}

  /** The session left the open state or failed to reach it. */
  record SessionClosed(long atNanos, int sessionId, CloseCause cause) implements TraceEvent {}

  /** A data chunk was found lost. */
  record FragmentLost(long atNanos, int sessionId, long flowId, long sequence, Loss loss)
      implements TraceEvent {}

  /** The time-out alarm fired with data in flight; the next one comes after {@code nextNanos}. */
  record TimedOut(long atNanos, int sessionId, long nextNanos) implements TraceEvent {}

  /** A flow was rejected by {@code nearSide ? us : the far end}. */
  record FlowRejected(long atNanos, int sessionId, long flowId, long code, boolean nearSide)
      implements TraceEvent {}

  /** Fragments of a receiving flow were given up. */
  record Gap(long atNanos, int sessionId, long flowId, long fragments) implements TraceEvent {}

  /** Packets go to a new, proven address. */
  record AddressChanged(long atNanos, int sessionId, String address) implements TraceEvent {}

  /** How a loss was found. */
  enum Loss {
    NEGATIVE_ACKNOWLEDGEMENT,
    TIME_OUT
  }
}
