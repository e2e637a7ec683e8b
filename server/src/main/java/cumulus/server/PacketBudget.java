package cumulus.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of media that may wait between two threads: the sender takes before it posts, the receiver
 * gives back when it has handled the post. What does not fit is dropped as a whole packet by the
 * sender. Beside mailboxes and counters the only thing that two threads touch.
 */
public final class PacketBudget {
  private final long capacityBytes;
  private final AtomicLong takenBytes = new AtomicLong();
  private final AtomicLong droppedPackets = new AtomicLong();

  public PacketBudget(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /**
   * True if the bytes fit; an empty queue takes anything, so that no packet is too large for ever.
   */
  boolean take(int bytes) {
    long before = takenBytes.getAndAdd(bytes);
    if (before == 0 || before + bytes <= capacityBytes) {
      return true;
    }
    takenBytes.addAndGet(-bytes);
    droppedPackets.incrementAndGet();
    return false;
  }

  /** Gives back what {@link #take} took. */
  void give(int bytes) {
    takenBytes.addAndGet(-bytes);
  }

  /** Packets that found no room so far. */
  public long droppedPackets() {
    return droppedPackets.get();
  }
}
