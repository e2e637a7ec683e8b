package cumulus.node;

/**
 * Whether a collection would give memory back, from looks at the heap at equal times. What grows
 * again after a collection is needed, so the next one is waited for twice as long.
 */
final class HeapSlack {
  /** The launcher begins with as much, and the JVM does not go below it. */
  static final long LEAST_BYTES = 32L << 20;

  /** Looks between two collections at most. */
  static final int MOST_PATIENCE = 64;

  private long committedBefore;
  private int patience = 1;
  private int waited;

  /**
   * True if much more is committed than is used, and no longer growing.
   *
   * @param usedBytes with garbage
   */
  boolean isWorthCollecting(long usedBytes, long committedBytes) {
    boolean isSteady = committedBytes == committedBefore;
    committedBefore = committedBytes;
    // The launcher has half of what is used left free: -XX:MaxHeapFreeRatio=35.
    long wanted = Math.max(LEAST_BYTES, usedBytes + usedBytes / 2);
    if (committedBytes <= wanted + wanted / 8) {
      waited = 0;
      patience = Math.max(1, patience - 1);
      return false;
    }
    if (!isSteady || ++waited < patience) {
      return false;
    }
    waited = 0;
    patience = Math.min(2 * patience, MOST_PATIENCE);
    return true;
  }
}
