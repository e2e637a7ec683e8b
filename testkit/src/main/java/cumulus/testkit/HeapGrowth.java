package cumulus.testkit;

/**
 * What many equal steps leave behind in the heap: its reachable bytes after a quarter of them, when
 * caches and classes are there, are compared with those at the end.
 */
public final class HeapGrowth {
  private static final int COLLECTIONS = 3;

  private final int first;
  private long before;

  /** For so many steps, 1 or more. */
  public HeapGrowth(int steps) {
    first = steps / 4;
  }

  /** To be called in each step, with 0, 1, 2 ... */
  public void step(int number) {
    if (number == first) {
      before = liveBytes();
    }
  }

  /** Bytes more than after a quarter of the steps; negative if there are less. */
  public long bytes() {
    return liveBytes() - before;
  }

  /** Bytes in the heap after a full collection. */
  public static long liveBytes() {
    var runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
