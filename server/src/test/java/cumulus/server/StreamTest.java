package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.trace.CloseCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Statuses and order: who is told what, compared flow by flow. */
final class StreamTest {
  private static final String BEGIN = "StreamBegin[streamId=1]";
  private static final String RESET = "onStatus NetStream.Play.Reset status";
  private static final String START = "onStatus NetStream.Play.Start status";
  private static final String NOTIFY = "onStatus NetStream.Play.PublishNotify status";
  private static final String UNPUBLISH = "onStatus NetStream.Play.UnpublishNotify status";
  private static final String STOP = "onStatus NetStream.Play.Stop status";

  private final List<String> events = new ArrayList<>();
  private final Bed bed = new Bed(new Recorder());

  @Test
  void flashProfileCheck6_playBeforePublish() {
    var player = play("cat");
    assertThat(player.flowLogs(1))
        .containsExactly(
            List.of(BEGIN, RESET, START, "sync 0/3"), List.of("sync 0/3"), List.of("sync 0/3"));
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(40).key(40).sound(41).inter(80).close();
    bed.settle();
    assertThat(player.flowLogs(1))
        .containsExactly(
            List.of(BEGIN, RESET, START, "sync 0/3", NOTIFY, "sync 1/3", UNPUBLISH),
            List.of("sync 0/3", "audio 0 af0012", "audio 1 af0129", "sync 1/3"),
            List.of("sync 0/3", "video 0 170064", "video 0 170128", "video 40 270150", "sync 1/3"));
    assertThat(camera.client.codes(1))
        .containsExactly("NetStream.Publish.Start", "NetStream.Unpublish.Success");
    assertThat(events)
        .containsExactly("subscribe cat false", "publish cat false", "unpublish cat true");
  }

  @Test
  void flashProfileCheck6_publishBeforePlay() {
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(1000).key(1000).sound(1000);
    bed.settle();
    var player = play("cat");
    camera.inter(1040).sound(1020);
    bed.settle();
    assertThat(player.flowLogs(1))
        .containsExactly(
            List.of(BEGIN, RESET, START, "sync 0/3"),
            List.of("sync 0/3", "audio 0 af0012", "audio 20 af01fc"),
            List.of("sync 0/3", "video 0 170064", "video 0 1701e8", "video 40 270110"));
  }

  @Test
  void flashProfileCheck6_twoPlayersSeeTheSameAndTheSecondPublisherIsRefused() {
    var camera = camera().publish("cat");
    var first = play("cat");
    var second = play("cat");
    bed.settle();
    camera.headers(0).key(0).inter(40).sound(50);
    bed.settle();
    assertThat(second.flowLogs(1)).isEqualTo(first.flowLogs(1));
    var intruder = camera().publish("cat");
    bed.settle();
    assertThat(intruder.client.log(1)).containsExactly("onStatus NetStream.Publish.BadName error");
    var info = (AmfNamed) intruder.client.commands.getLast().argument(0);
    assertThat(info.get("description").textOr("")).isEqualTo("cat is already published");
    intruder.headers(0).key(0);
    bed.settle();
    assertThat(second.flowLogs(1)).isEqualTo(first.flowLogs(1));
    assertThat(bed.control.publications()).hasSize(1);
    assertThat(bed.control.publications().getFirst().listeners()).hasSize(2);
  }

  @Test
  void flashProfileCheck7_timesStartAtZeroAndGoOnAcrossPublications() {
    var player = play("cat");
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(5000).key(5000).inter(5040).sound(5050);
    bed.settle();
    camera.publish("dog");
    bed.settle();
    camera.publish("cat");
    bed.settle();
    camera.headers(7).key(7).inter(47).sound(40);
    bed.settle();
    assertThat(player.log(1, "audio"))
        .containsExactly("audio 0 af0012", "audio 50 af01ba", "audio 50 af0012", "audio 83 af0128");
    assertThat(player.log(1, "video"))
        .containsExactly(
            "video 0 170064",
            "video 0 170188",
            "video 40 2701b0",
            "video 50 170064",
            "video 50 170107",
            "video 90 27012f");
    assertThat(player.codes(1))
        .endsWith(
            "NetStream.Play.PublishNotify",
            "NetStream.Play.UnpublishNotify",
            "NetStream.Play.PublishNotify");
    assertThat(camera.client.codes(1))
        .containsExactly(
            "NetStream.Publish.Start",
            "NetStream.Unpublish.Success",
            "NetStream.Publish.Start",
            "NetStream.Unpublish.Success",
            "NetStream.Publish.Start");
  }

  @Test
  void flashProfileCheck6_closeStreamAndDeleteStreamEndAPlay() {
    var player = play("cat");
    player.command(1, "closeStream");
    bed.settle();
    assertThat(player.codes(1)).endsWith("NetStream.Play.Stop");
    assertThat(player.flowLogs(1).get(1)).endsWith("complete");
    assertThat(player.flowLogs(1).get(2)).endsWith("complete");
    player.command(
        1, "play", AmfValue.of("dog"), AmfValue.of(-2000), AmfValue.of(-1), AmfValue.of(false));
    bed.settle();
    player.command(1, "play", AmfValue.of("cow"));
    bed.settle();
    assertThat(player.flowLogs(1).getFirst())
        .containsExactly(
            BEGIN,
            RESET,
            START,
            "sync 0/3",
            STOP,
            BEGIN,
            START,
            "sync 1/3",
            STOP,
            BEGIN,
            RESET,
            START,
            "sync 2/3");
    player.command(0, "deleteStream", AmfValue.of(1));
    bed.settle();
    assertThat(player.flowLogs(1).getFirst()).endsWith("sync 2/3", "complete");
    assertThat(bed.total(LoopStatistics::subscribers)).isZero();
    assertThat(events)
        .containsExactly(
            "subscribe cat false",
            "unsubscribe cat",
            "subscribe dog false",
            "unsubscribe dog",
            "subscribe cow false",
            "unsubscribe cow");
  }

  @Test
  void flashProfileCheck6_refusalsOfTheApplicationAreErrors() {
    var camera = camera().publish("secret");
    var player = play("secret");
    player.command(1, "play", AmfValue.of("movie"), AmfValue.of(0));
    bed.settle();
    assertThat(camera.client.log(1)).containsExactly("onStatus NetStream.Publish.Failed error");
    assertThat(player.log(1))
        .containsExactly(
            "onStatus NetStream.Play.Failed error", "onStatus NetStream.Play.StreamNotFound error");
    assertThat(bed.control.publications()).isEmpty();
  }

  @Test
  void flashProfileCheck15_aVanishedPublisherIsToldToItsListeners() {
    var player = play("cat");
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(0).key(0);
    bed.settle();
    bed.kill(camera.client);
    bed.until(
        () -> player.codes(1).contains("NetStream.Play.UnpublishNotify"), Duration.ofMinutes(10));
    assertThat(events).endsWith("failed", "unpublish cat true", "disconnected");
    assertThat(bed.control.publications()).isEmpty();
  }

  @Test
  void theOrderlyEndOfAPublisherWhoPlaysItselfIsReportedInTheOrderOfItsStreams() {
    var camera = camera().publish("cat");
    int second = camera.client.createStream();
    camera.client.command(second, "play", AmfValue.of("cat"));
    bed.settle();
    camera.client.session().close();
    bed.settle();
    assertThat(events)
        .containsExactly(
            "publish cat false",
            "subscribe cat true",
            "unpublish cat true",
            "unsubscribe cat",
            "disconnected");
    assertThat(bed.total(LoopStatistics::publications)).isZero();
  }

  @Test
  void flashProfileCheck25_theTailArrivesAfterCloseStreamAndBeforeUnpublishNotify() {
    var player = play("cat");
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(0).key(0);
    bed.settle();
    // The command overtakes what follows it: the media flows are still open.
    camera.client.command(1, "closeStream");
    bed.run(Duration.ofMillis(300));
    camera.inter(40).inter(80).sound(60);
    bed.run(Duration.ofMillis(300));
    assertThat(player.codes(1)).doesNotContain("NetStream.Play.UnpublishNotify");
    camera.inter(120);
    camera.audio.close();
    camera.video.close();
    bed.run(Duration.ofMillis(100));
    assertThat(player.log(1, "video")).hasSize(5).last().isEqualTo("video 120 270178");
    assertThat(player.log(1)).last().isEqualTo(UNPUBLISH);
    assertThat(camera.client.codes(1)).endsWith("NetStream.Unpublish.Success");
  }

  @Test
  void flashProfileCheck25_theWaitForTheTailIsBoundedAndEndedByANewPublisher() {
    var player = play("cat");
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(0).key(0);
    bed.settle();
    camera.client.command(1, "closeStream");
    bed.run(Duration.ofMillis(900));
    assertThat(player.codes(1)).doesNotContain("NetStream.Play.UnpublishNotify");
    bed.run(Duration.ofMillis(200));
    assertThat(player.codes(1)).endsWith("NetStream.Play.UnpublishNotify");
    camera.publish("cat");
    bed.settle();
    camera.client.command(1, "closeStream");
    bed.run(Duration.ofMillis(100));
    var other = camera().publish("cat");
    bed.run(Duration.ofMillis(100));
    assertThat(other.client.codes(1)).containsExactly("NetStream.Publish.Start");
    assertThat(player.codes(1))
        .endsWith("NetStream.Play.UnpublishNotify", "NetStream.Play.PublishNotify");
  }

  @Test
  void deleteStreamOfAPublisherFreesItsIdAfterTheTail() {
    var camera = camera().publish("cat");
    bed.settle();
    camera.headers(0).key(0);
    bed.settle();
    camera.client.command(0, "deleteStream", AmfValue.of(1));
    assertThat(camera.client.createStream()).isEqualTo(2);
    bed.run(Duration.ofMillis(1200));
    assertThat(camera.client.rejectedFlows).contains(camera.audio.id(), camera.video.id());
    assertThat(camera.client.createStream()).isEqualTo(1);
    assertThat(bed.control.publications()).isEmpty();
  }

  @Test
  void aFlowOfAStreamNeverCreatedIsRejected() {
    var client = bed.client().connect();
    SendFlow stray = client.commandFlow(99);
    client.command(99, "play", AmfValue.of("cat"));
    bed.settle();
    assertThat(client.rejectedFlows).containsExactly(stray.id());
    assertThat(client.createStream()).isEqualTo(1);
  }

  @Test
  void bufferTimeIsAnsweredOnTheControlFlow() {
    var client = bed.client().connect();
    client.createStream();
    TestClient.control(client.controlFlow.orElseThrow(), new UserControl.SetBufferLength(1, 3000));
    TestClient.control(client.controlFlow.orElseThrow(), new UserControl.SetBufferLength(7, 3000));
    TestClient.control(client.controlFlow.orElseThrow(), new UserControl.PingRequest(55));
    bed.settle();
    assertThat(client.log(0)).endsWith(BEGIN, "PingResponse[timestampMillis=55]").hasSize(4);
  }

  @Test
  void theServerCanCloseAClientsPublicationAndPublishItself() {
    var player = play("cat");
    var camera = camera().publish("cat");
    bed.settle();
    assertThat(bed.control.publish("cat")).isEmpty();
    bed.control.publications().getFirst().close("NetStream.Publish.Idle", "too quiet");
    bed.settle();
    assertThat(camera.client.log(1))
        .endsWith("onStatus NetStream.Publish.Idle status", "close UNDEFINED");
    camera.close();
    bed.settle();
    var own = bed.control.publish("cat").orElseThrow();
    own.push(9, 10, cumulus.rtmfp.Payload.wrap(new byte[] {0x17, 1}), 0);
    own.close("", "");
    bed.settle();
    assertThat(player.log(1)).endsWith("video 0 1701", "sync 2/3", UNPUBLISH);
    assertThat(own.isLive()).isFalse();
  }

  private TestClient play(String name) {
    var client = bed.client().connect();
    int stream = client.createStream();
    client.command(stream, "play", AmfValue.of(name));
    bed.settle();
    return client;
  }

  private Camera camera() {
    return new Camera(bed.client().connect());
  }

  private final class Recorder implements Application {
    @Override
    public Verdict onPublish(Client client, Publication publication) {
      events.add("publish " + publication.name() + " " + publication.isLive());
      return publication.name().equals("secret") ? new Verdict.Refuse("") : Verdict.ACCEPT;
    }

    @Override
    public void onUnpublish(Client client, Publication publication) {
      events.add("unpublish " + publication.name() + " " + publication.isLive());
    }

    @Override
    public Verdict onSubscribe(Client client, Listener listener) {
      events.add(
          "subscribe " + listener.publication().name() + " " + listener.publication().isLive());
      return listener.publication().name().equals("secret")
          ? new Verdict.Refuse("no")
          : Verdict.ACCEPT;
    }

    @Override
    public void onUnsubscribe(Client client, Listener listener) {
      events.add("unsubscribe " + listener.publication().name());
    }

    @Override
    public void onFailed(Client client, CloseCause cause) {
      events.add("failed");
    }

    @Override
    public void onDisconnection(Client client) {
      events.add("disconnected");
    }
  }

  /** For readers: an empty optional stands for the server as publisher. */
  @Test
  void aPublicationOfTheServerHasNoPublisher() {
    var own = bed.control.publish("mine").orElseThrow();
    assertThat(own.publisher()).isEqualTo(Optional.empty());
    assertThat(own.publisherId()).isPositive();
  }
}
