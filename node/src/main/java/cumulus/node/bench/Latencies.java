package cumulus.node.bench;

import java.util.Arrays;

/** A histogram of spans of time: 32 steps for each power of two, so that none is off by 3 %. */
public final class Latencies {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int MAX_BITS = 40;

  private final long[] counts = new long[(MAX_BITS - STEP_BITS + 1) * STEPS];
  private long total;
  private long maxNanos;

  /** An empty histogram. */
  public Latencies() {}

  /** Counts a span; longer than 18 minutes counts as that. */
  public void add(long nanos) {
    long counted = counted(nanos);
    counts[bucket(counted)]++;
    total++;
    maxNanos = Math.max(maxNanos, counted);
  }

  /** Number of spans. */
  public long count() {
    return total;
  }

  /** Number of spans longer than this, within the 3 % of a step. */
  public long countOver(long nanos) {
    return Arrays.stream(counts, bucket(counted(nanos)) + 1, counts.length).sum();
  }

  /** The longest, nanoseconds; 0 if there is none. */
  public long maxNanos() {
    return maxNanos;
  }

  /** The span that this share of all (0 to 1) does not exceed, nanoseconds; 0 if there is none. */
  public long percentileNanos(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length && total > 0; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(upperEnd(i), maxNanos);
      }
    }
    return 0;
  }

  private static long counted(long nanos) {
    return Math.clamp(nanos, 0, (1L << MAX_BITS) - 1);
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
    return (shift << STEP_BITS) + (int) (nanos >>> shift);
  }

  private static long upperEnd(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = (bucket >>> STEP_BITS) - 1;
    return ((long) (bucket - (shift << STEP_BITS) + 1) << shift) - 1;
  }
}
