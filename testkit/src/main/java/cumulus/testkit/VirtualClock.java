package cumulus.testkit;

import java.time.Duration;

/**
 * Time that moves only when a test moves it. Starts far from zero, so that nobody relies on an
 * origin.
 */
public final class VirtualClock {
  private long nowNanos = 1_000_000_000_000L;

  public VirtualClock() {}

  /** Now, in nanoseconds of an arbitrary origin, as {@link System#nanoTime()} would give it. */
  public long nanos() {
    return nowNanos;
  }

  /** Moves on to an instant, which must not lie in the past. */
  public void advanceTo(long nanos) {
    if (nanos - nowNanos < 0) {
      throw new IllegalArgumentException("time would go back by " + (nowNanos - nanos) + " ns");
    }
    nowNanos = nanos;
  }

  /** Moves on by a span. */
  public void advance(Duration span) {
    advanceTo(nowNanos + span.toNanos());
  }
}
