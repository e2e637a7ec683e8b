package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MailboxThreadTest {
  private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final class Recorder implements Actor<String> {
    private long dueNanos = Long.MAX_VALUE;

    @Override
    public void handle(long nowNanos, String command) {
      if (command.equals("throw")) {
        throw new IllegalStateException("asked to");
      }
      if (command.equals("timer")) {
        dueNanos = nowNanos + 20_000_000;
      }
      seen.add(command);
    }

    @Override
    public void advance(long nowNanos) {
      if (dueNanos != Long.MAX_VALUE && nowNanos - dueNanos >= 0) {
        dueNanos = Long.MAX_VALUE;
        seen.add("due");
      }
    }

    @Override
    public long untilDueNanos(long nowNanos) {
      return dueNanos == Long.MAX_VALUE ? Long.MAX_VALUE : dueNanos - nowNanos;
    }

    @Override
    public void stop(long nowNanos) {
      seen.add("stop");
    }
  }

  @Test
  void commandsTimersFailuresAndStopComeInTheirOrder() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    var thread =
        new MailboxThread<String>(
            "control", 16, Duration.ofSeconds(1), (_, _, e) -> failure.set(e));
    thread.post("before the start");
    thread.start(new Recorder());
    assertThat(next()).isEqualTo("before the start");
    thread.post("timer");
    assertThat(next()).isEqualTo("timer");
    assertThat(next()).isEqualTo("due");
    thread.post("throw");
    thread.post("after");
    assertThat(next()).isEqualTo("after");
    assertThat(failure.get()).hasMessage("asked to");
    thread.post("last");
    thread.close();
    assertThat(seen).containsExactly("last", "stop");
    assertThat(thread.failures()).isEqualTo(1);
  }

  private String next() throws InterruptedException {
    String next = seen.poll(5, TimeUnit.SECONDS);
    return next == null ? "nothing came" : next;
  }
}
