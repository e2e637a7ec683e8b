package cumulus.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a thread alive through errors of our own and reports them, without letting one that comes
 * back in every turn flood the log.
 */
final class Guard {
  static final int MAX_REPORTS = 10;
  private static final long PERIOD_NANOS = 1_000_000_000L;

  private final String thread;
  private final FailureHandler handler;
  private final AtomicLong failures = new AtomicLong();
  private long periodStartNanos;
  private int reports;

  Guard(String thread, FailureHandler handler) {
    this.thread = thread;
    this.handler = handler;
  }

  /** Owner thread only. */
  void failed(long nowNanos, String activity, Throwable failure) {
    failures.incrementAndGet();
    if (reports == 0 || nowNanos - periodStartNanos >= PERIOD_NANOS) {
      periodStartNanos = nowNanos;
      reports = 0;
    }
    if (reports < MAX_REPORTS) {
      reports++;
      handler.onFailure(thread, activity, failure);
    }
  }

  long failures() {
    return failures.get();
  }
}
