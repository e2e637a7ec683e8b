package cumulus.script;

import cumulus.rtmfp.trace.CloseCause;

/** Why a session failed, in the words of the original where it had some (lua-api section 9.1). */
final class FailureTexts {
  private FailureTexts() {}

  static String of(CloseCause cause) {
    return switch (cause) {
      case CloseCause.Silent _ -> "Timeout no client message";
      case CloseCause.Unreachable _ -> "Timeout keepalive attempts";
      case CloseCause.LimitExceeded(String limit) ->
          "FlowWriter can't deliver its data, " + limit + " exceeded";
      case CloseCause.Failed(String reason) -> reason;
      case CloseCause.FarClosed _ -> "failed on client side";
      case CloseCause.OpenTimeout _, CloseCause.OpenFailed _ -> "the handshake failed";
      case CloseCause.NearClosed _,
          CloseCause.NearAborted _,
          CloseCause.FarAborted _,
          CloseCause.Overridden _ ->
          "closed";
    };
  }
}
