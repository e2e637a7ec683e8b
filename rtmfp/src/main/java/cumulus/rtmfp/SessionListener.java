package cumulus.rtmfp;

import cumulus.rtmfp.trace.CloseCause;

/** Follows one session. Calls come from within the endpoint's turn, on its thread. */
public interface SessionListener {
  /** Keys are agreed; only for sessions that we began. */
  default void onOpen(Session session) {}

  /**
   * The far end opened a flow. Return who takes its messages; call {@link RecvFlow#reject} to
   * refuse it (what is returned is then not used).
   */
  RecvFlowListener onFlow(Session session, RecvFlow flow);

  /**
   * The session ended, or never opened. Called once, at the end of the turn that noticed it; whole
   * messages held behind gaps of bounded flows were delivered before.
   */
  void onClose(Session session, CloseCause cause);
}
