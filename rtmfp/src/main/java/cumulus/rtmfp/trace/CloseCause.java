package cumulus.rtmfp.trace;

/** Why a session ended, or never opened. */
public sealed interface CloseCause {
  /** We closed it in order. */
  record NearClosed() implements CloseCause {}

  /** We closed it at once. */
  record NearAborted() implements CloseCause {}

  /** The far end closed it in order. */
  record FarClosed() implements CloseCause {}

  /** The far end closed it at once. */
  record FarAborted() implements CloseCause {}

  /** Nothing was heard for too long. */
  record Silent(long nanos) implements CloseCause {}

  /** Data or pings stayed unacknowledged for too long. */
  record Unreachable(long nanos) implements CloseCause {}

  /** No answer to the handshake, at none of so many addresses. */
  record OpenTimeout(int addresses) implements CloseCause {}

  /** The handshake was answered and failed. */
  record OpenFailed(DropReason reason) implements CloseCause {}

  /** The same far end opened a new session in its place. */
  record Overridden() implements CloseCause {}

  /** A limit of ours was passed; the text says which, for the log. */
  record LimitExceeded(String limit) implements CloseCause {}

  /** The user of the session failed it; the text says why, for the log. */
  record Failed(String reason) implements CloseCause {}
}
