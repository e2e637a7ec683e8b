package cumulus.rtmfp;

/** Takes what a far end's flow delivers. */
public interface RecvFlowListener {
  /** A whole message. */
  void onMessage(RecvFlow flow, Payload message);

  /**
   * {@code fragments} sequence numbers will never be delivered here; the next message stands behind
   * them.
   */
  default void onGap(RecvFlow flow, long fragments) {}

  /**
   * The far end has finished the flow and everything was delivered. Not called at the session's
   * end.
   */
  default void onComplete(RecvFlow flow) {}
}
