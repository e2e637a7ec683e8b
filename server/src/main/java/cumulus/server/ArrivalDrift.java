package cumulus.server;

import java.util.Arrays;

/**
 * How much later media comes, against its time-stamps, than the best of the last five seconds
 * (lua-api section 8). The clocks of both ends need not agree, and nothing adds up.
 */
final class ArrivalDrift {
  /** Time-stamps that jump by more begin anew. */
  private static final int JUMP_MILLIS = 10_000;

  private static final int NONE = Integer.MAX_VALUE;

  private final int[] lowest = new int[RateWindow.PERIODS];
  private int base;
  private int last;
  private int lowestNow = NONE;
  private long sum;
  private int count;
  private int periods;
  private double lateMillis;

  ArrivalDrift() {
    Arrays.fill(lowest, NONE);
  }

  /**
   * A message came.
   *
   * @param timestamp milliseconds of the publisher, modulo 2^32
   */
  void arrived(long nowNanos, int timestamp) {
    int drift = (int) (nowNanos / 1_000_000) - timestamp;
    if (Math.abs((long) (drift - base) - last) > JUMP_MILLIS) {
      base = drift;
      Arrays.fill(lowest, NONE);
      lowestNow = NONE;
      sum = 0;
      count = 0;
    }
    last = drift - base;
    lowestNow = Math.min(lowestNow, last);
    sum += last;
    count++;
  }

  /** A second is over; the mean lateness of what came in it, the former if nothing did. */
  double sample() {
    lowest[periods++ % RateWindow.PERIODS] = lowestNow;
    if (count > 0) {
      int best = NONE;
      for (int each : lowest) {
        best = Math.min(best, each);
      }
      lateMillis = (double) sum / count - best;
    }
    lowestNow = NONE;
    sum = 0;
    count = 0;
    return lateMillis;
  }
}
