package cumulus.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue with many posters and one owner. Commands of one poster keep their order. Posting
 * never blocks and wakes the owner only when it sleeps; the owner drains a bounded batch a turn.
 *
 * <p>A ring: posters claim a place by advancing {@code tail}, then fill it; the owner takes filled
 * places at {@code head} and empties them.
 */
final class Mailbox<C> {
  private final AtomicReferenceArray<@Nullable C> ring;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicBoolean isOwnerAsleep = new AtomicBoolean();
  private final Runnable wakeUp;

  /**
   * @param capacity commands that may wait; a power of two
   * @param wakeUp ends the owner's sleep; may be called from any thread
   */
  Mailbox(int capacity, Runnable wakeUp) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
    }
    this.ring = new AtomicReferenceArray<>(capacity);
    this.mask = capacity - 1;
    this.wakeUp = wakeUp;
  }

  /** Commands that may wait. */
  int capacity() {
    return mask + 1;
  }

  /** Any thread: queues a command. False, and counted, when the mailbox is full. */
  boolean offer(C command) {
    long place;
    do {
      place = tail.get();
      if (place - head.get() > mask) {
        refused.incrementAndGet();
        return false;
      }
    } while (!tail.compareAndSet(place, place + 1));
    ring.set((int) place & mask, command);
    if (isOwnerAsleep.get() && isOwnerAsleep.compareAndSet(true, false)) {
      wakeUp.run();
    }
    return true;
  }

  /** The owner: gives up to {@code limit} commands to {@code handler}; answers how many. */
  int drain(int limit, Consumer<? super C> handler) {
    int done = 0;
    while (done < limit) {
      long place = head.get();
      C command = ring.get((int) place & mask);
      if (command == null) {
        break;
      }
      ring.set((int) place & mask, null);
      head.set(place + 1);
      done++;
      handler.accept(command);
    }
    return done;
  }

  /** The owner: announces sleep. False if a command waits: then it must not sleep. */
  boolean tryToSleep() {
    isOwnerAsleep.set(true);
    if (isEmpty()) {
      return true;
    }
    isOwnerAsleep.set(false);
    return false;
  }

  /** The owner: sleep is over. */
  void awake() {
    isOwnerAsleep.set(false);
  }

  /** Any thread: commands that wait, give or take those that come and go meanwhile. */
  int size() {
    return Math.clamp(tail.get() - head.get(), 0, capacity());
  }

  /** True if no command is ready to be drained. */
  boolean isEmpty() {
    return ring.get((int) head.get() & mask) == null;
  }

  /** Commands refused so far because the mailbox was full. */
  long refused() {
    return refused.get();
  }
}
