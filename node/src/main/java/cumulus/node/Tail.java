package cumulus.node;

/**
 * What still comes of a stream behind the news of its end, which some servers let overtake the last
 * media: waited for until nothing has come for a while.
 */
final class Tail {
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long MAX_NANOS = 10_000_000_000L;

  private boolean hasBegun;
  private long beginNanos;
  private long lastNanos;

  /** Asked often after the news of the end: true when nothing more is to be waited for. */
  boolean isOver(long nowNanos, boolean hasMedia) {
    if (!hasBegun) {
      hasBegun = true;
      beginNanos = nowNanos;
      lastNanos = nowNanos;
    }
    if (hasMedia) {
      lastNanos = nowNanos;
    }
    return nowNanos - lastNanos >= QUIET_NANOS || nowNanos - beginNanos >= MAX_NANOS;
  }
}
