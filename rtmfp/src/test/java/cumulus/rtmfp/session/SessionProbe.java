package cumulus.rtmfp.session;

import cumulus.rtmfp.Session;
import cumulus.rtmfp.crypto.SessionKeys;

/** Looks into an open session. */
public final class SessionProbe {
  private SessionProbe() {}

  private static Link link(Session session) {
    return ((SessionCore) session).link().orElseThrow();
  }

  /** Bytes of chunks in flight. */
  public static long bytesInFlight(Session session) {
    return link(session).flight.bytes();
  }

  /** Bytes that receiving flows hold. */
  public static long reassemblyBytes(Session session) {
    return link(session).budget.usedBytes();
  }

  public static SessionKeys keys(Session session) {
    return link(session).keys;
  }
}
