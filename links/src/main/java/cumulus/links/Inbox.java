package cumulus.links;

import cumulus.links.wire.Received;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Carries events from the links to the application thread. Messages wait within a common bound of
 * bytes; beyond it the links stop reading, which is the back-pressure of a slow application. Ups
 * and downs always fit: there are no more of them than links.
 */
final class Inbox {
  private final ConcurrentLinkedQueue<ToServers> events = new ConcurrentLinkedQueue<>();
  private final Semaphore room;
  private final int capacity;
  private final Runnable wakeUp;

  /**
   * An empty inbox.
   *
   * @param maxFrame bytes of the largest frame, which always fits alone
   * @param wakeUp ends the sleep of the application thread; may be called from any thread
   */
  Inbox(int maxFrame, Runnable wakeUp) {
    this.capacity = Math.max(LinkLimits.WAITING_BYTES, maxFrame + LinkLimits.MESSAGE_OVERHEAD);
    this.room = new Semaphore(capacity, true);
    this.wakeUp = wakeUp;
  }

  /** The thread of a link: a message, when there is room for it. */
  void message(LinkedServer server, Received received, int payloadBytes)
      throws InterruptedException {
    int cost = payloadBytes + LinkLimits.MESSAGE_OVERHEAD;
    room.acquire(cost);
    post(new ToServers.Message(server, received, cost));
  }

  /** The thread of a link: its beginning or end. */
  void post(ToServers event) {
    events.add(event);
    wakeUp.run();
  }

  /** The application thread: the next event. */
  Optional<ToServers> poll() {
    return Optional.ofNullable(events.poll());
  }

  /** The application thread: a message has been handled. */
  void handled(int cost) {
    room.release(cost);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Bytes that wait. */
  int waitingBytes() {
    return capacity - room.availablePermits();
  }
}
