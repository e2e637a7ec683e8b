package cumulus.server;

import java.util.List;

/**
 * Sees when most subscribers of a share lag: more waits for each of them than an eighth of what
 * may. Queues are looked at after so many bytes of media, which costs nothing per message, and
 * while they lag after so much time, as media may then have stopped.
 */
final class LagWatch {
  /** Told of each change. */
  interface Teller {
    void tell(int lagging, int subscribers);
  }

  private static final int PART_OF_QUEUE = 8;
  private static final int LOOK_BYTES = 32 << 10;
  private static final long LOOK_NANOS = 5_000_000L;

  private final Timers timers;
  private final List<Subscriber> subscribers;
  private final long lagBytes;
  private final Teller teller;
  private Timers.Timer next = Timers.Timer.NONE;
  private long unseenBytes;
  private int lagging;
  private int of;

  LagWatch(Timers timers, List<Subscriber> subscribers, int queueBytes, Teller teller) {
    this.timers = timers;
    this.subscribers = subscribers;
    this.lagBytes = queueBytes / PART_OF_QUEUE;
    this.teller = teller;
  }

  /** So much media went to each subscriber. */
  void added(int bytes) {
    unseenBytes += bytes;
    if (unseenBytes >= LOOK_BYTES && !doMostLag()) {
      look();
    }
  }

  /** The publication is over. */
  void reset() {
    next.cancel();
    lagging = 0;
    of = 0;
  }

  private void look() {
    unseenBytes = 0;
    int laggingNow = 0;
    for (int i = 0; i < subscribers.size(); i++) {
      laggingNow += subscribers.get(i).waitingBytes() > lagBytes ? 1 : 0;
    }
    if (laggingNow != lagging || subscribers.size() != of) {
      lagging = laggingNow;
      of = subscribers.size();
      teller.tell(lagging, of);
    }
    if (doMostLag()) {
      next = timers.in(LOOK_NANOS, this::look);
    }
  }

  private boolean doMostLag() {
    return 2 * lagging > of;
  }
}
