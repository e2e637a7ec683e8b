package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.UserData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gap of a media flow is waited for no longer than its window. */
final class ReorderWindowTest {
  private static final long WINDOW_NANOS = 1_000_000_000L;
  private static final Duration SHORT = Duration.ofMillis(1);

  private final Bed bed = new Bed(12);
  private Bed.Host server;
  private RawPeer peer;
  private Bed.SessionLog log;
  private boolean isBounded = true;

  @BeforeEach
  void open() throws ProtocolException {
    server = bed.server();
    peer = RawPeer.opened(bed, 1, server);
    log = server.accepted.getFirst();
    log.onFlow =
        each -> {
          if (isBounded) {
            each.flow.setReorderWindow(WINDOW_NANOS, firstByte -> firstByte != '!');
          }
        };
  }

  private void sendAWithAHoleBehindIt() {
    send(Chunks.opening(2, "media", "a"));
    send(Chunks.data(2, 3, 2, 0, "c"));
    send(Chunks.data(2, 4, 3, 0, "d"));
  }

  @Test
  void transportCheck36_deliveryGoesOnBehindTheHoleByTheTimerAlone() {
    sendAWithAHoleBehindIt();
    bed.run(Duration.ofMillis(990));
    assertThat(texts()).containsExactly("a");

    peer.clear();
    bed.run(Duration.ofMillis(20));
    assertThat(texts()).containsExactly("a", "c", "d");
    assertThat(log.flows.getFirst().gaps).containsExactly(1L);
    assertThat(log.session().statistics().fragmentsMissed()).isEqualTo(1);
    assertThat(server.events(TraceEvent.Gap.class)).hasSize(1);
  }

  @Test
  void transportCheck36_acksStillShowTheGapAndTheLateFragmentIsAckedAndNotDelivered() {
    sendAWithAHoleBehindIt();
    bed.run(Duration.ofSeconds(2));
    peer.clear();
    send(Chunks.data(2, 5, 4, 0, "e"));
    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(1);
    assertThat(Chunks.acks(peer.packets).getLast().ranges()).isEqualTo(List.of(3L, 5L));

    send(Chunks.data(2, 2, 1, 0, "late"));
    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(5);
    assertThat(texts()).containsExactly("a", "c", "d", "e");
  }

  @Test
  void transportCheck36_eachGapHasItsOwnClock() {
    send(Chunks.opening(2, "media", "a"));
    send(Chunks.data(2, 3, 2, 0, "c"));
    bed.run(Duration.ofMillis(600));
    send(Chunks.data(2, 5, 4, 0, "e"));
    bed.run(Duration.ofMillis(600));
    assertThat(texts()).containsExactly("a", "c");
    bed.run(Duration.ofMillis(600));
    assertThat(texts()).containsExactly("a", "c", "e");
  }

  @Test
  void transportCheck36_clockOfAGapStartsWithTheFirstDataBehindItInTime() {
    send(Chunks.opening(2, "media", "a"));
    send(Chunks.data(2, 5, 4, 0, "e"));
    bed.run(Duration.ofMillis(600));
    send(Chunks.data(2, 3, 2, 0, "c"));
    bed.run(Duration.ofMillis(420));

    assertThat(texts()).as("both gaps began when e came").containsExactly("a", "c", "e");
  }

  @Test
  void transportCheck36_messagesTouchedByTheGapAreLostWhole() {
    send(Chunks.opening(2, "media", "a"));
    send(Chunks.data(2, 2, 1, UserData.BEGIN, "b"));
    send(Chunks.data(2, 4, 3, UserData.END, "b"));
    send(Chunks.data(2, 5, 4, 0, "c"));
    bed.run(Duration.ofSeconds(2));

    assertThat(texts()).containsExactly("a", "c");
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  @Test
  void transportCheck36_holeClosedInTimeIsNoLoss() {
    sendAWithAHoleBehindIt();
    bed.run(Duration.ofMillis(900));
    send(Chunks.data(2, 2, 1, 0, "b"));
    bed.run(Duration.ofSeconds(2));

    assertThat(texts()).containsExactly("a", "b", "c", "d");
    assertThat(log.flows.getFirst().gaps).isEmpty();
  }

  @Test
  void transportCheck36_wholeMessagesHeldAreDeliveredFirstWhenTheSessionEnds() {
    sendAWithAHoleBehindIt();
    send(Chunks.data(2, 6, 5, 0, "f"));
    log.session().close();
    bed.run(SHORT);

    assertThat(texts()).containsExactly("a", "c", "d", "f");
    assertThat(log.flows.getFirst().gaps).containsExactly(1L, 1L);
    assertThat(log.closed).isPresent();
  }

  @Test
  void transportCheck36_wholeMessagesHeldAreDeliveredFirstWhenTheFlowEnds() {
    sendAWithAHoleBehindIt();
    send(Chunks.data(2, 6, 5, UserData.ABANDONED | UserData.FINAL, ""));
    assertThat(texts()).containsExactly("a");
    log.flows.getFirst().flow.reject(0);

    assertThat(texts()).containsExactly("a", "c", "d");
  }

  @Test
  void transportCheck36_flowDeliversWhatItHoldsWhenAskedTo() {
    sendAWithAHoleBehindIt();
    log.flows.getFirst().flow.deliverHeld();

    assertThat(texts()).containsExactly("a", "c", "d");
  }

  @Test
  void transportCheck36_commandFlowWaitsWithoutLimit() {
    isBounded = false;
    sendAWithAHoleBehindIt();
    for (int i = 0; i < 50; i++) {
      bed.run(Duration.ofSeconds(60));
      send(Chunks.data(2, 3, 2, 0, "c"));
    }
    assertThat(texts()).containsExactly("a");

    send(Chunks.data(2, 2, 1, 0, "b"));
    assertThat(texts()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void gapIsNotGivenUpWhileAMessageIsHeldThatMustNotBeOvertaken() {
    sendAWithAHoleBehindIt();
    send(Chunks.data(2, 6, 5, 0, "!f"));
    bed.run(Duration.ofSeconds(5));
    assertThat(texts()).containsExactly("a");

    send(Chunks.data(2, 2, 1, 0, "b"));
    send(Chunks.data(2, 5, 4, 0, "e"));
    assertThat(texts()).containsExactly("a", "b", "c", "d", "e", "!f");
  }

  private void send(byte[] chunk) {
    peer.send(chunk);
    bed.run(SHORT);
  }

  private List<String> texts() {
    return log.flows.stream()
        .flatMap(each -> each.messages.stream())
        .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
