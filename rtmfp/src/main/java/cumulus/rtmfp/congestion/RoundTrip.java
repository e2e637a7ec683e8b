package cumulus.rtmfp.congestion;

import cumulus.rtmfp.Params;

/**
 * Time-stamps and the round-trip estimate of one session (RFC 7016 section 3.5.2.2).
 *
 * <pre>
 * RTTVAR' = 3/4 RTTVAR + 1/4 |SRTT - RTT|    SRTT' = 7/8 SRTT + 1/8 RTT
 * MRTO = SRTT + 4 RTTVAR + 200 ms            ERTO = max(MRTO, 250 ms)
 * </pre>
 *
 * The wire unit is 4 ms ticks modulo 2^16. The far end advances the echo by the time it held it, so
 * its delayed acknowledgements are no part of the round trip.
 */
public final class RoundTrip {
  private static final int TICKS = 0x10000;
  private static final int NONE = -1;

  private boolean hasSample;
  private long smoothedNanos;
  private long variationNanos;
  private long measuredTimeoutNanos = Params.MIN_TIMEOUT_NANOS;
  private long effectiveTimeoutNanos = Params.INITIAL_TIMEOUT_NANOS;

  private int receivedTimestamp = NONE;
  private long receivedAtNanos;
  private int lastEchoSent = NONE;
  private int lastEchoReceived = NONE;

  public RoundTrip() {}

  /** Our own clock in ticks. */
  public static int ticks(long nowNanos) {
    return (int) Math.floorMod(Math.floorDiv(nowNanos, Params.TICK_NANOS), (long) TICKS);
  }

  /** Takes the times of a packet that verified; below 0 means absent. */
  public void onPacket(long nowNanos, int timestamp, int echo) {
    if (timestamp >= 0 && timestamp != receivedTimestamp) {
      receivedTimestamp = timestamp;
      receivedAtNanos = nowNanos;
    }
    if (echo >= 0 && echo != lastEchoReceived) {
      lastEchoReceived = echo;
      int elapsed = ticks(nowNanos) - echo & TICKS - 1;
      if (elapsed < TICKS / 2) {
        sample(elapsed * Params.TICK_NANOS);
      }
    }
  }

  private void sample(long roundTripNanos) {
    if (hasSample) {
      variationNanos = (3 * variationNanos + Math.abs(smoothedNanos - roundTripNanos)) / 4;
      smoothedNanos = (7 * smoothedNanos + roundTripNanos) / 8;
    } else {
      hasSample = true;
      smoothedNanos = roundTripNanos;
      variationNanos = roundTripNanos / 2;
    }
    measuredTimeoutNanos = smoothedNanos + 4 * variationNanos + Params.TIMEOUT_SLACK_NANOS;
    effectiveTimeoutNanos = Math.max(measuredTimeoutNanos, Params.MIN_TIMEOUT_NANOS);
  }

  /** The echo for a packet that leaves now, or -1 if there is nothing new to echo. */
  public int echo(long nowNanos) {
    if (receivedTimestamp == NONE) {
      return NONE;
    }
    long elapsedNanos = nowNanos - receivedAtNanos;
    if (elapsedNanos > Params.ECHO_VALID_NANOS) {
      receivedTimestamp = NONE;
      return NONE;
    }
    int echo = (int) (receivedTimestamp + elapsedNanos / Params.TICK_NANOS) & TICKS - 1;
    return echo == lastEchoSent ? NONE : echo;
  }

  /** A packet left with this echo, or with none (-1). */
  public void echoSent(int echo) {
    lastEchoSent = echo == NONE ? lastEchoSent : echo;
  }

  /**
   * After a time-out with loss: the effective time-out grows up to 10 s, or to the measured one if
   * that is more.
   */
  public void backOff() {
    long grown =
        Math.min((long) (effectiveTimeoutNanos * Params.BACKOFF), Params.MAX_TIMEOUT_NANOS);
    effectiveTimeoutNanos = Math.max(grown, measuredTimeoutNanos);
  }

  /** Forgets the estimate: the path is another one. */
  public void reset() {
    hasSample = false;
    smoothedNanos = 0;
    measuredTimeoutNanos = Params.MIN_TIMEOUT_NANOS;
    effectiveTimeoutNanos = Params.INITIAL_TIMEOUT_NANOS;
  }

  /** SRTT, 0 before the first sample. */
  public long smoothedNanos() {
    return smoothedNanos;
  }

  /** ERTO. */
  public long timeoutNanos() {
    return effectiveTimeoutNanos;
  }

  /** What pacing counts with: SRTT, or the initial MRTO before the first sample. */
  public long pacingNanos() {
    return hasSample ? smoothedNanos : Params.MIN_TIMEOUT_NANOS;
  }
}
