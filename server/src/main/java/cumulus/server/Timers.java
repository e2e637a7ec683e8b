package cumulus.server;

import java.util.ArrayList;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Work after a delay, ordered by deadline and then by the order of asking. Delays count from the
 * next {@link #advance}, which ends the turn that asked: nobody who asks needs to know the time.
 * One owner thread. Its size is bounded by what asks: a handful for each client and publication.
 */
final class Timers {
  private static final long FAR_NANOS = 3_600_000_000_000L;

  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private final ArrayList<Timer> fresh = new ArrayList<>();
  private long asked;

  /** Runs {@code work} once, in a later {@link #advance}. */
  Timer in(long delayNanos, Work work) {
    var timer = new Timer(delayNanos, asked++, work);
    fresh.add(timer);
    return timer;
  }

  /** Runs what is due. */
  void advance(long nowNanos) {
    start(nowNanos);
    for (var head = queue.peek();
        head != null && (head.cancelled || nowNanos - head.nanos >= 0);
        head = queue.peek()) {
      queue.poll();
      if (!head.cancelled) {
        Work due = head.work;
        head.cancel();
        due.run();
      }
    }
    start(nowNanos);
  }

  /** Nanoseconds until {@link #advance} has something to do, at most an hour. */
  long untilDueNanos(long nowNanos) {
    if (!fresh.isEmpty()) {
      return 0;
    }
    var head = queue.peek();
    return head == null ? FAR_NANOS : Math.clamp(head.nanos - nowNanos, 0, FAR_NANOS);
  }

  private void start(long nowNanos) {
    if (fresh.isEmpty()) {
      return;
    }
    for (Timer timer : fresh) {
      timer.nanos += nowNanos;
      queue.add(timer);
    }
    fresh.clear();
  }

  /** What a timer does. */
  interface Work {
    void run();
  }

  /** One asked-for time. */
  static final class Timer implements Comparable<Timer> {
    private static final Work NOTHING = () -> {};

    /** For a field that waits for nothing. */
    static final Timer NONE = new Timer(0, 0, NOTHING);

    private long nanos; // the delay, then the deadline
    private final long number;
    private Work work;
    private boolean cancelled;

    private Timer(long nanos, long number, Work work) {
      this.nanos = nanos;
      this.number = number;
      this.work = work;
    }

    /** Lets go of the work at once: it may hold a whole client. */
    void cancel() {
      cancelled = true;
      work = NOTHING;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.signum(nanos - other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }
}
