package cumulus.server;

/** Rates of the last five seconds, from totals that are sampled once a second. */
final class RateWindow {
  static final int PERIODS = 5;

  private static final double SECOND = 1e9;

  private final long[] times = new long[PERIODS];
  private final long[] bytes = new long[PERIODS];
  private final long[] arrived = new long[PERIODS];
  private final long[] lost = new long[PERIODS];
  private int samples;
  private double byteRate;
  private double lostRate;

  /** Begins with totals that are not of the window. */
  RateWindow(long nowNanos, long arrivedBefore, long lostBefore) {
    add(nowNanos, 0, arrivedBefore, lostBefore);
  }

  void sample(long nowNanos, long bytesNow, long arrivedNow, long lostNow) {
    int oldest = samples < PERIODS ? 0 : samples % PERIODS;
    long span = nowNanos - times[oldest];
    byteRate = span > 0 ? (bytesNow - bytes[oldest]) * SECOND / span : 0;
    long missing = lostNow - lost[oldest];
    long all = missing + arrivedNow - arrived[oldest];
    lostRate = all > 0 ? (double) missing / all : 0;
    add(nowNanos, bytesNow, arrivedNow, lostNow);
  }

  double byteRate() {
    return byteRate;
  }

  double lostRate() {
    return lostRate;
  }

  private void add(long nowNanos, long bytesNow, long arrivedNow, long lostNow) {
    int slot = samples++ % PERIODS;
    times[slot] = nowNanos;
    bytes[slot] = bytesNow;
    arrived[slot] = arrivedNow;
    lost[slot] = lostNow;
  }
}
