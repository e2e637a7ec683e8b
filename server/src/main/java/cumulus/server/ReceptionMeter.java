package cumulus.server;

/** Measures one medium of a publication on its home loop. */
final class ReceptionMeter {
  /** Counted for each message beside its body. */
  static final int MESSAGE_BYTES = 5;

  private final RateWindow window;
  private final ArrivalDrift drift = new ArrivalDrift();
  private long bytes;
  private long fragments;
  private long lost;
  private long sampledNanos;
  private double latencyMillis;

  ReceptionMeter(long nowNanos) {
    window = new RateWindow(nowNanos, 0, 0);
    sampledNanos = nowNanos;
  }

  void message(long nowNanos, int timestamp, int length) {
    bytes += length + MESSAGE_BYTES;
    drift.arrived(nowNanos, timestamp);
  }

  void arrived(long count) {
    fragments += count;
  }

  void lost(long count) {
    lost += count;
  }

  /** A second is over. */
  QualityOfService sample(long nowNanos, double pingMillis, long droppedFrames) {
    window.sample(nowNanos, bytes, fragments, lost);
    double before = latencyMillis;
    latencyMillis = pingMillis / 2 + drift.sample();
    double gradient = (latencyMillis - before) * 1e6 / Math.max(1, nowNanos - sampledNanos);
    sampledNanos = nowNanos;
    return new QualityOfService(
        window.byteRate(),
        window.lostRate(),
        Math.clamp(gradient + window.lostRate(), -1, 1),
        latencyMillis,
        droppedFrames);
  }
}
