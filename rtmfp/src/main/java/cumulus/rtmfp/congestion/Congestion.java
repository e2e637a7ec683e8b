package cumulus.rtmfp.congestion;

import cumulus.rtmfp.Params;

/**
 * Congestion window of one session (RFC 7016 appendix A), in bytes of chunks in flight. Time
 * critical senders lose less on a loss, and others hold back while time critical data flows to the
 * same host.
 */
public final class Congestion {
  private static final long HIGH_PATH = 67_200;
  private static final long MIN_STEP = 64;
  private static final long MAX_STEP = 4800;
  private static final long MAX_STEP_TIME_CRITICAL = 2400;
  private static final long FAST_INCREMENT = 48;
  private static final long SLOW_INCREMENT = 24;

  private long window = Params.CWND_INIT;
  private long threshold = Long.MAX_VALUE;
  private long acknowledged;

  public Congestion() {}

  /**
   * Bytes that may be in flight; a packet may begin while less is, and so overshoot by one packet.
   */
  public long window() {
    return window;
  }

  /** Slow-start threshold. */
  public long threshold() {
    return threshold;
  }

  /**
   * The time-out alarm fired; {@code hasLoss} if anything was in flight, else the session was idle.
   */
  public void onTimeout(boolean hasLoss) {
    threshold = Math.max(threshold, window * 3 / 4);
    acknowledged = 0;
    window = hasLoss ? Params.CWND_TIMEDOUT : Params.CWND_INIT;
  }

  /**
   * One packet with acknowledgements was worked off.
   *
   * @param before bytes in flight before it
   * @param acked bytes that it acknowledged
   * @param hasLoss fragments were found lost
   * @param hasNak fragments in flight were passed over, lost or not yet
   * @param timeCriticalSent we sent time critical data here within 800 ms
   * @param fastGrow no time critical data slows this session down
   */
  public void onAcks(
      long before,
      long acked,
      boolean hasLoss,
      boolean hasNak,
      boolean timeCriticalSent,
      boolean fastGrow) {
    if (hasLoss) {
      boolean isMild = timeCriticalSent || before > HIGH_PATH && fastGrow;
      threshold = Math.max(isMild ? before * 7 / 8 : before / 2, Params.CWND_INIT);
      window = threshold;
      acknowledged = 0;
    } else if (!hasNak && before >= window) {
      grow(acked, timeCriticalSent, fastGrow);
    }
  }

  private void grow(long acked, boolean timeCriticalSent, boolean fastGrow) {
    long increase;
    if (fastGrow) {
      increase = window < threshold ? acked : creep(acked, MAX_STEP, FAST_INCREMENT);
    } else if (window < threshold && timeCriticalSent) {
      increase = (acked + 3) / 4;
    } else {
      increase = creep(acked, timeCriticalSent ? MAX_STEP_TIME_CRITICAL : MAX_STEP, SLOW_INCREMENT);
    }
    window = Math.max(window + Math.min(increase, Params.SEGMENT), Params.CWND_INIT);
  }

  private long creep(long acked, long maxStep, long increment) {
    acknowledged += acked;
    long step = Math.clamp(window / 16, MIN_STEP, maxStep);
    long steps = acknowledged / step;
    acknowledged -= steps * step;
    return steps * increment;
  }
}
