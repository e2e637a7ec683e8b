package cumulus.group;

/** What happens to a flow that we opened. */
public interface OutFlowListener {
  /** The peer rejected the flow: it does not want it. */
  default void onRejected(long nowNanos, OutFlow flow) {}

  /**
   * The peer opened a flow in return to this one. Return who takes its messages, or reject it (what
   * is returned is then not used).
   */
  default InFlowListener onReturn(long nowNanos, InFlow flow) {
    flow.reject();
    return InFlowListener.NONE;
  }
}
