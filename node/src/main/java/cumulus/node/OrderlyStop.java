package cumulus.node;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a command end in order on Ctrl-C and SIGTERM: the first signal asks it to stop, and its exit
 * code is then its own; a second one ends the process at once with the signal's.
 */
final class OrderlyStop {
  private static final int SIGNAL_BASE = 128;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  /** Watches for signals from now on. */
  void watch(PrintStream err) {
    Signals.handle(number -> onSignal(number, err));
  }

  /** Asks for the end, as a signal does. */
  void ask() {
    asked.complete(null);
  }

  boolean isAsked() {
    return asked.isDone();
  }

  /** Waits until somebody asks for the end. */
  void await() throws InterruptedException {
    try {
      asked.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a span, or until somebody asks for the end. */
  void await(Duration span) throws InterruptedException {
    try {
      asked.get(span.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // The usual case.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same result, or a {@link CancellationException} as soon as the end is asked for. */
  <T> CompletableFuture<T> orStop(CompletableFuture<T> future) {
    CompletableFuture<T> guarded = future.copy();
    var _ = asked.thenRun(() -> guarded.cancel(false));
    return guarded;
  }

  private void onSignal(int number, PrintStream err) {
    if (!isAsked()) {
      ask();
      return;
    }
    err.println("cumulus: asked twice: stops at once");
    Logs.close();
    Runtime.getRuntime().halt(SIGNAL_BASE + number);
  }
}
