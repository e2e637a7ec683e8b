package cumulus.client;

import cumulus.client.ConnectionEnd.Kind;
import cumulus.rtmfp.trace.CloseCause;

/** What the end of a session means to a connection. */
final class SessionEnds {
  private SessionEnds() {}

  static ConnectionEnd of(CloseCause cause) {
    return switch (cause) {
      case CloseCause.NearClosed _, CloseCause.NearAborted _ -> new ConnectionEnd(Kind.CLOSED, "");
      case CloseCause.FarClosed _, CloseCause.FarAborted _ ->
          new ConnectionEnd(Kind.CLOSED_BY_SERVER, "");
      case CloseCause.Silent _, CloseCause.Unreachable _ -> new ConnectionEnd(Kind.LOST, "");
      case CloseCause.OpenTimeout _ -> new ConnectionEnd(Kind.NO_ANSWER, "");
      case CloseCause.OpenFailed(var reason) ->
          new ConnectionEnd(Kind.FAILED, "the handshake failed: " + reason);
      case CloseCause.Overridden _ ->
          new ConnectionEnd(Kind.FAILED, "another session took its place");
      case CloseCause.LimitExceeded(String limit) ->
          new ConnectionEnd(Kind.FAILED, "limit exceeded: " + limit);
      case CloseCause.Failed(String reason) -> new ConnectionEnd(Kind.FAILED, reason);
    };
  }
}
