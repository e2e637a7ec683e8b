package cumulus.rtmfp.congestion;

import cumulus.rtmfp.Params;

/**
 * Burst limit of one session (RFC 7016 section 3.6.2.3.1): after six data packets without an
 * acknowledgement sending goes on at one packet per SRTT * SMSS / CWND. It never stops: acks of one
 * burst arrive together, and a stop would hold a session at six packets per round trip.
 */
public final class Pacer {
  private int burst;
  private long nextNanos;

  public Pacer() {}

  /** An acknowledgement or a time-out allows a new burst. */
  public void restart() {
    burst = 0;
  }

  /** True if a data packet may leave now. */
  public boolean allows(long nowNanos) {
    return burst < Params.BURST_PACKETS || nowNanos - nextNanos >= 0;
  }

  /** When the next data packet may leave; only meaningful while {@link #allows} says no. */
  public long nextNanos() {
    return nextNanos;
  }

  /** A data packet leaves. */
  public void onPacket(long nowNanos, RoundTrip roundTrip, long window) {
    long intervalNanos = roundTrip.pacingNanos() * Params.SEGMENT / Math.max(window, 1);
    if (++burst <= Params.BURST_PACKETS) {
      nextNanos = nowNanos + intervalNanos;
      return;
    }
    // A timer that comes late is made up for, up to a few packets.
    long earliest = nowNanos - Params.PACING_SLACK_NANOS;
    nextNanos = (nextNanos - earliest < 0 ? earliest : nextNanos) + intervalNanos;
  }
}
