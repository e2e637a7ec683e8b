package cumulus.node.admin;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a connection that takes too long, whatever it is blocked in. */
final class Deadline implements AutoCloseable {
  private final Closeable guarded;
  private final Thread thread = Thread.ofVirtual().name("admin-deadline").unstarted(this::watch);
  private volatile long endNanos;

  Deadline(Closeable guarded, Duration time) {
    this.guarded = guarded;
    this.endNanos = System.nanoTime() + time.toNanos();
    thread.start();
  }

  /** So much time from now on. */
  void extend(Duration time) {
    endNanos = System.nanoTime() + time.toNanos();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      for (long left = left(); left > 0; left = left()) {
        Thread.sleep(Duration.ofNanos(left));
      }
      guarded.close();
    } catch (InterruptedException e) {
      // It was done in time.
    } catch (IOException e) {
      // It is closed as far as it can be.
    }
  }

  private long left() {
    return endNanos - System.nanoTime();
  }
}
