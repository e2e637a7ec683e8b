package cumulus.group;

/** Takes what a peer's flow delivers. */
public interface InFlowListener {
  /** For a flow of which nothing is to be known. */
  InFlowListener NONE = (_, _, _) -> {};

  /** A whole message; the array may be kept and must not be changed. */
  void onMessage(long nowNanos, InFlow flow, byte[] message);

  /** The peer has finished the flow. Not called at the session's end. */
  default void onComplete(long nowNanos, InFlow flow) {}
}
