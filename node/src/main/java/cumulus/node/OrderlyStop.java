package cumulus.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order on Ctrl-C and SIGTERM: the signal asks it to stop and waits, within a
 * bound, until it has; the exit code is then the command's, not the signal's.
 */
final class OrderlyStop {
  private static final long MAX_WAIT_SECONDS = 10;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onSignal, "stop");
  private volatile int exitCode;

  /** Watches for signals from now on. */
  void watch() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Asks for the end, as a signal does. */
  void ask() {
    asked.countDown();
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits until somebody asks for the end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** The command has done everything; a signal that waits may end the program now. */
  void finish(int code) {
    exitCode = code;
    finished.countDown();
  }

  private void onSignal() {
    boolean isOver = finished.getCount() == 0;
    ask();
    try {
      if (isOver || !finished.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      return;
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
