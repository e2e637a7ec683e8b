package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the server says of itself to people, and of the sessions that are traced. */
final class ReportTest {
  private static final int ALL = 100;
  private static final int FRAME_BYTES = 60_000;

  private final Bed bed = new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT);

  private TestClient play(int loop, String name) {
    return play(bed.client(loop).connect(), name);
  }

  private TestClient play(TestClient player, String name) {
    int stream = player.createStream();
    player.command(stream, "play", AmfValue.of(name));
    bed.settle();
    return player;
  }

  private void film(Camera camera, int frames) {
    for (int i = 0; i < frames; i++) {
      camera.video(40 * i, IntStream.range(0, FRAME_BYTES).map(at -> at == 0 ? 0x17 : 1).toArray());
      bed.run(Duration.ofMillis(40));
    }
  }

  @Test
  void aLoopTellsItsClientsPublicationsAndSubscribers() {
    var camera = new Camera(bed.client(0).connect()).publish("cat");
    var near = play(0, "cat");
    var far = play(1, "cat");
    bed.settle();
    film(camera, 100);
    LoopReport home = bed.report(0, ALL);
    LoopReport other = bed.report(1, ALL);

    assertThat(home.loop()).isZero();
    assertThat(home.sessions()).isEqualTo(2);
    assertThat(home.clients()).hasSize(2);
    LoopReport.Client publisher =
        home.clients().stream()
            .filter(each -> each.address().equals(camera.client.address()))
            .findFirst()
            .orElseThrow();
    assertThat(publisher.peerId()).hasSize(32);
    assertThat(publisher.ageNanos()).isBetween(4_000_000_000L, 8_000_000_000L);
    assertThat(publisher.silentNanos()).isBetween(0L, 1_000_000_000L);
    assertThat(publisher.statistics().bytesReceived()).isGreaterThan(1_000_000);
    assertThat(publisher.statistics().smoothedRoundTripNanos()).isBetween(15_000_000L, 40_000_000L);

    LoopReport.Publication cat = home.publications().getFirst();
    assertThat(home.publications()).hasSize(1);
    assertThat(cat.name()).isEqualTo("cat");
    assertThat(cat.client()).isEqualTo(publisher.client());
    assertThat(cat.figures().messages()).isEqualTo(100);
    assertThat(cat.bytesPerSecond()).isBetween(1_350_000L, 1_650_000L);
    assertThat(cat.ageNanos()).isBetween(4_000_000_000L, 8_000_000_000L);
    assertThat(other.publications()).isEmpty();

    assertThat(home.subscribers())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.name()).isEqualTo("cat");
              assertThat(each.droppedFrames()).isZero();
              assertThat(each.isPaused()).isFalse();
              assertThat(each.isWaitingForKeyFrame()).isFalse();
            });
    assertThat(other.subscribers())
        .singleElement()
        .satisfies(each -> assertThat(each.client()).isEqualTo(1L << 48 | 1));
    assertThat(near.closed).isEmpty();
    assertThat(far.closed).isEmpty();
  }

  @Test
  void aSubscriberThatDoesNotReadIsFirstAndItsQueueIsShown() {
    var limits = new Limits(10, 1024, 1 << 20, 48 << 20, 48 << 20, 16, 200);
    var camera = new Camera(bed.client(0).connect()).publish("cat");
    play(0, "cat");
    var stalled = play(bed.client(0, limits).connect(), "cat");
    play(0, "cat");
    film(camera, 5);
    stalled.stall();
    film(camera, 400);
    LoopReport report = bed.report(0, 1);

    assertThat(report.statistics().subscribers()).isEqualTo(3);
    assertThat(report.statistics().clients()).isEqualTo(4);
    LoopReport.Subscriber worst = report.subscribers().getFirst();
    assertThat(report.subscribers()).hasSize(1);
    assertThat(worst.waitingBytes()).isPositive();
    assertThat(worst.waitingNanos()).isPositive().isLessThan(4_000_000_000L);
    assertThat(worst.droppedFrames()).isPositive();
    assertThat(report.clients()).hasSize(1);
    assertThat(report.clients().getFirst().address()).isEqualTo(stalled.address());
    assertThat(report.clients().getFirst().queuedBytes()).isGreaterThan(worst.waitingBytes());
  }

  @Test
  void theApplicationThreadTellsPathsAndNames() {
    new Camera(bed.client(0).connect()).publish("cat");
    play(0, "cat");
    play(1, "cat");
    play(1, "nobody's");
    var clients = bed.report(0, ALL).clients().stream().map(LoopReport.Client::client).toList();
    var asked = new ArrayList<>(clients);
    asked.add(77L);
    ControlReport report = bed.report(asked, 1);

    assertThat(report.clients()).hasSize(2);
    assertThat(report.clients())
        .allSatisfy(each -> assertThat(each.path()).isEqualTo("app/one"))
        .allSatisfy(each -> assertThat(each.isConnected()).isTrue());
    assertThat(report.nameCount()).isEqualTo(2);
    assertThat(report.names())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.name()).isEqualTo("cat");
              assertThat(each.publication()).isPositive();
              assertThat(each.listeners()).isEqualTo(2);
            });
    assertThat(bed.report(List.of(), ALL).names())
        .extracting(ControlReport.Name::publication)
        .contains(0L);
  }

  @Test
  void topPicksTheLargestInOrder() {
    var numbers = IntStream.range(0, 1000).map(i -> i * 7919 % 1000).boxed().toList();
    assertThat(Top.of(numbers, 3, n -> n / 10, n -> n)).containsExactly(999, 998, 997);
    assertThat(Top.of(numbers, 3, _ -> 0, n -> -n)).containsExactly(0, 1, 2);
    assertThat(Top.of(numbers, 0, n -> n, n -> n)).isEmpty();
    assertThat(Top.of(List.of(5), 3, n -> n, n -> n)).containsExactly(5);
  }

  private void trace(boolean isOn) {
    for (ServerLoop loop : bed.loops) {
      loop.handle(
          bed.clock.nanos(), new ToLoop.VisitSessions((_, session) -> session.setTraced(isOn)));
    }
  }

  @Test
  void whatATracedClientDoesAndIsToldIsTold() {
    var camera = new Camera(bed.client(0).connect());
    bed.settle();
    assertThat(bed.domainEvents).as("nobody is traced").isEmpty();
    trace(true);
    assertThat(bed.report(0, ALL).clients().getFirst().isTraced()).isTrue();
    camera.publish("cat");
    bed.settle();
    camera.close();
    bed.settle();
    int stream = camera.stream;
    assertThat(bed.domainEvents)
        .filteredOn(each -> !(each instanceof DomainEvent.MessageSent))
        .extracting(each -> each.getClass().getSimpleName() + " " + each.stream())
        .containsExactly(
            "CommandReceived " + stream,
            "PublishBegan " + stream,
            "CommandReceived " + stream,
            "PublishEnded " + stream);
    assertThat(bed.domainEvents).hasAtLeastOneElementOfType(DomainEvent.MessageSent.class);

    bed.domainEvents.clear();
    trace(false);
    new Camera(bed.client(0).connect()).publish("dog");
    bed.settle();
    assertThat(bed.domainEvents).isEmpty();
  }

  @Test
  void theLifeOfASubscriptionIsTold() {
    var camera = new Camera(bed.client(0).connect()).publish("cat");
    var limits = new Limits(10, 1024, 1 << 20, 48 << 20, 48 << 20, 16, 200);
    var player = bed.client(0, limits).connect();
    trace(true);
    play(player, "cat");
    film(camera, 5);
    player.stall();
    film(camera, 400);
    player.resume();
    player.session().close();
    bed.settle();

    var began = only(DomainEvent.PlayBegan.class).getFirst();
    var ended = only(DomainEvent.PlayEnded.class).getFirst();
    assertThat(began.name()).isEqualTo("cat");
    assertThat(ended.listener()).isEqualTo(began.listener());
    assertThat(ended.droppedFrames()).isPositive();
    assertThat(only(DomainEvent.PublisherSlowed.class))
        .startsWith(
            new DomainEvent.PublisherSlowed(camera.stream, "cat", true),
            new DomainEvent.PublisherSlowed(camera.stream, "cat", false));
    assertThat(only(DomainEvent.QueueDropped.class))
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.bytes()).isPositive();
              assertThat(each.name()).isEqualTo("cat");
            });
  }

  private <E extends DomainEvent> List<E> only(Class<E> kind) {
    return bed.domainEvents.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
