package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.links.wire.Frame;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkSender;
import cumulus.links.wire.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What keeps links within bounds: queues, connections, lines in the log, attempts. */
class BoundsTest {
  private static final InetAddress BUSY = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress QUIET = InetAddress.ofLiteral("10.0.0.2");

  private static Frame frame(int bytes) {
    return new Frame(new byte[5], new byte[bytes]);
  }

  @Test
  void anOutboxWritesInOrderAndEndsWhenItIsFinished() throws IOException {
    var outbox = new Outbox(1 << 20, 1_000);
    var expected = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      var piece = new byte[i * 37];
      Arrays.fill(piece, (byte) i);
      expected.writeBytes(new byte[] {(byte) i});
      expected.writeBytes(piece);
      assertThat(outbox.offer(new Frame(new byte[] {(byte) i}, piece), 0)).isEmpty();
    }
    assertThat(outbox.bytes()).isPositive();
    outbox.finish();
    var out = new ByteArrayOutputStream();
    outbox.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(outbox.bytes()).isZero();
  }

  @Test
  void anOutboxWritesLargeFramesInPieces() throws IOException {
    var outbox = new Outbox(1 << 20, 1_000);
    outbox.offer(frame(500_000), 0);
    outbox.finish();
    var largest = new AtomicLong();
    outbox.writeTo(
        new OutputStream() {
          @Override
          public void write(int one) {
            largest.set(Long.MAX_VALUE);
          }

          @Override
          public void write(byte[] from, int offset, int length) {
            largest.accumulateAndGet(length, Math::max);
          }
        });
    assertThat(largest.get()).isBetween(1L, 64L << 10);
  }

  @Test
  void anOutboxRefusesWhatIsTooMuchAndWhatWaitsTooLong() {
    var outbox = new Outbox(1_000, 60_000_000_000L);
    assertThat(outbox.offer(frame(500), 5)).isEmpty();
    assertThat(outbox.offer(frame(500), 5))
        .hasValueSatisfying(why -> assertThat(why).contains("more than 1000 bytes wait"));
    assertThat(outbox.offer(frame(1), 60_000_000_004L)).isEmpty();
    assertThat(outbox.offer(frame(1), 60_000_000_005L))
        .hasValueSatisfying(why -> assertThat(why).contains("not read for 60 s"));
  }

  @Test
  void theOldestConnectionOfTheBusiestHostGoesWhenTooManyWait() {
    var admission = new Admission<String>(3, 10);
    assertThat(admission.arrived("q1", QUIET)).isEmpty();
    assertThat(admission.arrived("b1", BUSY)).isEmpty();
    assertThat(admission.arrived("b2", BUSY)).isEmpty();
    assertThat(admission.arrived("b3", BUSY)).contains("b1");
    assertThat(admission.arrived("b4", BUSY)).contains("b2");
    assertThat(admission.pendingCount()).isEqualTo(3);
    assertThat(admission.linked("q1")).isTrue();
    assertThat(admission.arrived("b5", BUSY)).isEmpty();
    admission.gone("b4");
    assertThat(admission.pendingCount()).isEqualTo(2);
    assertThat(admission.linkedCount()).isEqualTo(1);
  }

  @Test
  void linksAreBounded() {
    var admission = new Admission<Integer>(100, 2);
    for (int i = 0; i < 3; i++) {
      admission.arrived(i, BUSY);
    }
    assertThat(List.of(admission.linked(0), admission.linked(1), admission.linked(2)))
        .containsExactly(true, true, false);
    admission.gone(0);
    assertThat(admission.linked(2)).isTrue();
  }

  @Test
  void noticesThatOthersCauseAreLimitedAndCounted() {
    var told = new ArrayList<LinkNotice>();
    var now = new AtomicLong();
    var limiter = new NoticeLimiter(told::add, now::get);
    var damaged = new LinkNotice.Damaged("a:1", "x");
    for (int i = 0; i < 1_000; i++) {
      limiter.accept(damaged);
    }
    limiter.accept(new LinkNotice.Joining("b:1"));
    assertThat(told).hasSize(LinkLimits.NOTICES + 2);
    assertThat(told.get(LinkLimits.NOTICES)).isEqualTo(new LinkNotice.Suppressed("Damaged", 0));
    now.addAndGet(NoticeLimiter.PERIOD.toNanos());
    limiter.accept(damaged);
    assertThat(told)
        .endsWith(new LinkNotice.Suppressed("Damaged", 1_000 - LinkLimits.NOTICES), damaged);
  }

  @Test
  void multiServerCheck2_attemptsKeepToTheTenSecondsOfTheOriginal() {
    LinkTimings timings = LinkTimings.DEFAULT;
    assertThat(timings.join()).isEqualTo(Duration.ofSeconds(10));
    assertThat(timings.untilNextJoinNanos(0)).isEqualTo(10_000_000_000L);
    assertThat(timings.untilNextJoinNanos(3_000_000_000L)).isEqualTo(7_000_000_000L);
    assertThat(timings.untilNextJoinNanos(123_999_999_999L)).isEqualTo(6_000_000_001L);
  }

  @Test
  void aFullInboxMakesItsPosterWaitAndNothingIsLost() throws InterruptedException {
    var inbox = new Inbox(1 << 30, () -> {});
    var servers = new Servers(1 << 20, inbox, _ -> {});
    var server =
        new LinkedServer(
            servers,
            new FarEnd("a:1", "a", true),
            Map.of(),
            new Hello("", 1, Map.of()),
            new LinkSender(),
            new Outlet() {
              @Override
              public void send(Frame frame, long nowNanos) {}

              @Override
              public long queuedBytes() {
                return 0;
              }
            });
    var first = new Received.Damaged("1");
    inbox.message(server, first, 1 << 30);
    Thread poster =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    inbox.message(server, first, 1);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(inbox.poll()).isPresent();
    assertThat(inbox.poll()).isEqualTo(Optional.empty());
    inbox.handled((1 << 30) + LinkLimits.MESSAGE_OVERHEAD);
    poster.join();
    assertThat(inbox.poll()).isPresent();
    inbox.handled(1 + LinkLimits.MESSAGE_OVERHEAD);
    assertThat(inbox.waitingBytes()).isZero();
  }
}
