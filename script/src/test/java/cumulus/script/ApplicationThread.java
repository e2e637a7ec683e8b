package cumulus.script;

import cumulus.server.Control;
import cumulus.server.ToControl;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An application thread of its own for a bed: transport goes on while a script is busy. Until it
 * is, each turn of the bed waits for it. A script is busy when it reads the clock again and again;
 * a turn then waits until it has read the turn's time, so that neither runs ahead of the other.
 */
final class ApplicationThread implements AutoCloseable {
  private static final int BUSY_READS = 1000;

  private final Control control;
  private final Queue<ToControl> posts;
  private final Thread thread = new Thread(this::run, "application");
  private final AtomicInteger clockReads = new AtomicInteger();
  private volatile long nowNanos;
  private volatile long asked;
  private volatile long done;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable failure;

  ApplicationThread(Control control, Queue<ToControl> posts, long nowNanos) {
    this.control = control;
    this.posts = posts;
    this.nowNanos = nowNanos;
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets it work off what there is, or go on with what it is busy with. */
  void turn(long now) {
    nowNanos = now;
    int before = clockReads.get();
    long round = asked + 1;
    asked = round;
    LockSupport.unpark(thread);
    while (done < round && !hasReadAgain(before)) {
      Throwable failed = failure;
      if (failed != null) {
        throw new AssertionError("the application thread has failed", failed);
      }
      Thread.onSpinWait();
    }
  }

  private boolean hasReadAgain(int before) {
    int now = clockReads.get();
    return now >= BUSY_READS && now != before;
  }

  boolean isBusy() {
    return done < asked && clockReads.get() >= BUSY_READS;
  }

  /** What scripts are told of the time. */
  long clockNanos() {
    clockReads.incrementAndGet();
    return nowNanos;
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        long round = asked;
        if (round == done) {
          LockSupport.park(this);
          continue;
        }
        control.advance(nowNanos);
        clockReads.set(0);
        for (var post = posts.poll(); post != null; post = posts.poll()) {
          control.handle(nowNanos, post);
          clockReads.set(0);
        }
        done = round;
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }
}
