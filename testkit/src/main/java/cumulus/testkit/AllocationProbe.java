package cumulus.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** Counts the heap bytes that the current thread allocates; other threads are not seen. */
public final class AllocationProbe {
  private final ThreadMXBean threads;

  /**
   * @throws IllegalStateException if this Java runtime does not count allocations
   */
  public AllocationProbe() {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting)
        || !counting.isThreadAllocatedMemorySupported()) {
      throw new IllegalStateException("this Java runtime does not count allocated bytes");
    }
    counting.setThreadAllocatedMemoryEnabled(true);
    threads = counting;
  }

  /** Bytes allocated while the work ran once. */
  public long bytes(Runnable work) {
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * Mean bytes allocated by one call of the work, once it is warm. A few hundred bytes of class
   * loading or compilation that fall into the measured calls vanish in the mean: compare with a
   * fraction of a byte, not with zero.
   *
   * @param warmup calls made first and not measured, with 0, 1, 2 ...
   * @param measured calls measured, 1 or more; their argument goes on counting
   */
  public double perIteration(int warmup, int measured, IntConsumer work) {
    if (measured < 1) {
      throw new IllegalArgumentException("nothing to measure: " + measured);
    }
    for (int i = 0; i < warmup; i++) {
      work.accept(i);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < measured; i++) {
      work.accept(warmup + i);
    }
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / measured;
  }
}
