package cumulus.simulation;

import cumulus.testkit.VirtualClock;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The mailbox of one thread in virtual time: one queue for all posters, as the transport has it.
 * Its owner looks into it at random moments and takes a random part of what waits.
 */
final class SimMailbox<P> {
  private static final int LIMIT = 1 << 18;

  private final ArrayDeque<P> waiting = new ArrayDeque<>();
  private final VirtualClock clock;
  private final SplittableRandom random;
  private final long maxDelayNanos;
  private long lookNanos = Long.MAX_VALUE;
  private long busyUntilNanos;

  SimMailbox(VirtualClock clock, SplittableRandom random, long maxDelayNanos) {
    this.clock = clock;
    this.random = random;
    this.maxDelayNanos = maxDelayNanos;
    this.busyUntilNanos = clock.nanos();
  }

  void post(P post) {
    if (waiting.size() == LIMIT) {
      throw new AssertionError("more than " + LIMIT + " posts wait");
    }
    waiting.add(post);
    if (lookNanos == Long.MAX_VALUE) {
      plan();
    }
  }

  /** The owner is busy with something else until then. */
  void busyUntil(long nanos) {
    busyUntilNanos = nanos;
  }

  /** When the owner looks next. */
  long nextNanos() {
    return lookNanos == Long.MAX_VALUE ? lookNanos : Math.max(lookNanos, busyUntilNanos);
  }

  int size() {
    return waiting.size();
  }

  /** Hands over what the owner takes now; answers how many. */
  int take(Consumer<P> handler) {
    if (nextNanos() > clock.nanos()) {
      return 0;
    }
    int count = 1 + random.nextInt(waiting.size());
    for (int i = 0; i < count; i++) {
      handler.accept(waiting.remove());
    }
    if (waiting.isEmpty()) {
      lookNanos = Long.MAX_VALUE;
    } else {
      plan();
    }
    return count;
  }

  private void plan() {
    lookNanos = clock.nanos() + random.nextLong(maxDelayNanos + 1);
  }
}
