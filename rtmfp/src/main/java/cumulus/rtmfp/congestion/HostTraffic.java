package cumulus.rtmfp.congestion;

import cumulus.rtmfp.Params;

/**
 * When time critical traffic was last seen to and from one host (RFC 7016 section 3.5.2.1). A
 * server counts per far IP address; a client has one for all its sessions. Shared by the sessions
 * concerned.
 */
public final class HostTraffic {
  private static final int NOBODY = 0;

  private boolean hasSent;
  private long sentNanos;
  private int receivedBy = NOBODY;
  private long receivedNanos;
  private boolean hasOther;
  private long otherNanos;

  public HostTraffic() {}

  /** Some session sent time critical data to the host. */
  public void sent(long nowNanos) {
    hasSent = true;
    sentNanos = nowNanos;
  }

  /** A session received time critical data from the host. */
  public void received(long nowNanos, int sessionId) {
    if (receivedBy != sessionId) {
      hasOther = receivedBy != NOBODY;
      otherNanos = receivedNanos;
      receivedBy = sessionId;
    }
    receivedNanos = nowNanos;
  }

  /** True if any session sent time critical data there within 800 ms. */
  public boolean isSending(long nowNanos) {
    return hasSent && nowNanos - sentNanos < Params.TIME_CRITICAL_NANOS;
  }

  /** True if a session other than this one received time critical data within 800 ms. */
  public boolean isReceivedByOthers(long nowNanos, int sessionId) {
    if (receivedBy == NOBODY) {
      return false;
    }
    boolean counts = receivedBy != sessionId || hasOther;
    long lastNanos = receivedBy == sessionId ? otherNanos : receivedNanos;
    return counts && nowNanos - lastNanos < Params.TIME_CRITICAL_NANOS;
  }
}
