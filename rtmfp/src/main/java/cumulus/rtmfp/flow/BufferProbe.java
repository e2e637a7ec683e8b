package cumulus.rtmfp.flow;

import cumulus.rtmfp.Params;

/**
 * When a flow whose receiver advertised no buffer asks again (RFC 7016 section 3.6.2.9): first
 * after 1 s, then after max(1 s, ERTO), each time 1.4142 times later up to max(60 s, ERTO).
 */
final class BufferProbe {
  private boolean isRunning;
  private boolean isDue;
  private long periodNanos;
  private long atNanos;

  BufferProbe() {}

  boolean isRunning() {
    return isRunning;
  }

  /** True if a probe is to be sent now. */
  boolean isDue() {
    return isDue;
  }

  /** When the next one will be due; only while running. */
  long atNanos() {
    return atNanos;
  }

  void start(long nowNanos) {
    isRunning = true;
    periodNanos = 0;
    atNanos = nowNanos + Params.PROBE_NANOS;
  }

  /** There is buffer again; a probe that is due is not sent, as it ends sessions of old peers. */
  void stop() {
    isRunning = false;
    isDue = false;
  }

  void sent() {
    isDue = false;
  }

  /** The next one is due if its time has come. */
  void onTimer(long nowNanos, long timeoutNanos) {
    if (nowNanos - atNanos < 0) {
      return;
    }
    isDue = true;
    long grown = (long) (periodNanos * Params.BACKOFF);
    periodNanos =
        periodNanos == 0
            ? Math.max(Params.PROBE_NANOS, timeoutNanos)
            : Math.min(grown, Math.max(Params.MAX_PROBE_NANOS, timeoutNanos));
    atNanos = nowNanos + periodNanos;
  }
}
