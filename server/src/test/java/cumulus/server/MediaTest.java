package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners get of a publication, and from which point on. */
final class MediaTest {
  private final Bed bed = new Bed(Application.ACCEPT_ALL);

  @Test
  void flashProfileCheck8_headersComeFirstToLateJoinersAndAfterUnmuting() {
    var camera = live("cat");
    camera.headers(0).key(0).inter(40).sound(45);
    bed.settle();
    var player = play("cat", 3);
    assertThat(player.log(1, "audio")).containsExactly("audio 0 af0012");
    assertThat(player.log(1, "video")).containsExactly("video 0 170064", "video 0 170100");
    player.command(1, "receiveVideo", AmfValue.of(false));
    player.command(1, "receiveAudio", AmfValue.of(false));
    bed.settle();
    camera.key(80).sound(80);
    bed.settle();
    assertThat(player.log(1)).hasSize(3 + 3 + 3);
    assertThat(listener().reception()).isEqualTo(new Reception(false, false, false, false));
    player.command(1, "receiveVideo", AmfValue.of(true));
    player.command(1, "receiveAudio", AmfValue.of(true));
    bed.settle();
    camera.inter(120).key(160).inter(200).sound(125);
    bed.settle();
    assertThat(player.log(1, "audio").subList(1, 3))
        .containsExactly("audio 35 af0012", "audio 80 af017d");
    assertThat(player.log(1, "video").subList(2, 5))
        .containsExactly("video 35 170064", "video 115 1701a0", "video 155 2701c8");
  }

  @Test
  void applicationsCanMuteAndGrantSampleAccess() {
    live("cat");
    var player = play("cat", 0);
    listener().receive(new Reception(true, false, true, false));
    bed.settle();
    listener().receive(new Reception(true, false, true, false));
    bed.settle();
    assertThat(player.log(1, "data")).containsExactly("data18 0 |RtmpSampleAccess");
  }

  @Test
  void flashProfileCheck9_setDataFramesAreReplayedUntilTheyAreCleared() {
    var early = play("cat", 0);
    var camera = live("cat");
    camera.data("@setDataFrame", AmfValue.of("onMetaData"), AmfValue.of(25)).data("cuePoint");
    bed.settle();
    assertThat(early.log(1, "data")).containsExactly("data18 0 onMetaData", "data18 0 cuePoint");
    var late = play("cat", 3);
    assertThat(late.flowLogs(1).getFirst())
        .containsSubsequence(
            "onStatus NetStream.Play.Start status", "data15 0 onMetaData", "sync 0/3");
    assertThat(late.log(1, "data")).hasSize(1);
    camera.data("@clearDataFrame", AmfValue.of("onMetaData"));
    bed.settle();
    assertThat(play("cat", 3).log(1, "data")).isEmpty();
    assertThat(early.log(1, "data")).hasSize(2);
  }

  @Test
  void flashProfileCheck23_extendedHeadersAreKeptAndRelayedUnchanged() {
    var camera = live("cat");
    camera.video(0, 0x90, 'h', 'v', 'c', '1', 7).video(0, 0x91, 'h', 'v', 'c', '1', 1, 2);
    camera.video(40, 0xa1, 'h', 'v', 'c', '1', 9);
    bed.settle();
    var player = play("cat", 3);
    camera.video(80, 0xa1, 'h', 'v', 'c', '1', 3).video(120, 0x91, 'h', 'v', 'c', '1', 4);
    camera.video(160, 0xa1, 'h', 'v', 'c', '1', 5);
    bed.settle();
    var bodies = new ArrayList<String>();
    for (Payload message : player.messages) {
      if (message.bytes()[0] == MessageType.VIDEO) {
        bodies.add(Arrays.toString(Arrays.copyOfRange(message.bytes(), 5, message.bytes().length)));
      }
    }
    assertThat(bodies)
        .containsExactly(
            "[-112, 104, 118, 99, 49, 7]",
            "[-111, 104, 118, 99, 49, 1, 2]",
            "[-111, 104, 118, 99, 49, 4]",
            "[-95, 104, 118, 99, 49, 5]");
    assertThat(player.log(1, "video").getLast()).startsWith("video 120 ");
  }

  @Test
  void flashProfileCheck24_anOldKeyFrameComesAtNowAndInterFramesWaitForTheNext() {
    var camera = live("cat");
    camera.headers(1000).key(1000);
    for (int time = 1040; time <= 2800; time += 40) {
      camera.inter(time);
    }
    bed.settle();
    // Reordering toward the listener: only the barrier keeps the metadata in front.
    camera.data("@setDataFrame", AmfValue.of("onMetaData"), AmfValue.of(1));
    bed.settle();
    bed.network.everyLink(
        LinkModel.PERFECT.delay(Duration.ofMillis(10)).reorder(0.5, Duration.ofMillis(60)));
    var player = play("cat", 3);
    camera.inter(2840).inter(2880).key(2920).inter(2960);
    bed.settle();
    assertThat(player.log(1, "video"))
        .containsExactly(
            "video 0 170064", "video 0 1701e8", "video 120 170168", "video 160 270190");
    int metadata = player.log(1).indexOf("data15 0 onMetaData");
    assertThat(metadata).isNotNegative().isLessThan(player.log(1).indexOf("video 0 170064"));
    assertThat(metadata).isLessThan(player.log(1).indexOf("audio 0 af0012"));
  }

  @Test
  void flashProfileCheck17_aFlowInOrderOfArrivalIsAccepted() {
    var client = bed.client().connect();
    var camera = new Camera(client).publish("cat");
    var player = play("cat", 3);
    SendFlow flow =
        client
            .session()
            .openFlow(
                new FlowMetadata.Stream(1, true).toByteArray(),
                Optional.empty(),
                Priority.PRIORITY,
                SendFlowListener.NONE);
    loseOnce(client.address(), client.server(), 1);
    TestClient.media(flow, MessageType.AUDIO, 0, 1);
    bed.run(Duration.ofMillis(1));
    TestClient.media(flow, MessageType.AUDIO, 20, 2);
    bed.run(Duration.ofSeconds(5));
    assertThat(camera.client.rejectedFlows).isEmpty();
    assertThat(player.log(1, "audio")).hasSize(2);
  }

  @Test
  void flashProfileCheck18_aDataMessageOf16MebibytesLessOnePassesAndALargerOneIsRejected() {
    bed.network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(1)));
    var camera = live("cat");
    var player = play("cat", 0);
    SendFlow huge = camera.client.flow(1);
    byte[] head = {18, 0, 0, 0, 0, 2, 0, 3, 'b', 'i', 'g', 0x0c};
    byte[] message = Arrays.copyOf(head, (16 << 20) - 1);
    int text = message.length - head.length - 4;
    message[head.length] = (byte) (text >> 24);
    message[head.length + 1] = (byte) (text >> 16);
    message[head.length + 2] = (byte) (text >> 8);
    message[head.length + 3] = (byte) text;
    Arrays.fill(message, head.length + 4, message.length, (byte) 'x');
    huge.write(Payload.wrap(message), Delivery.RELIABLE);
    bed.until(() -> !player.log(1, "data").isEmpty(), Duration.ofMinutes(5));
    assertThat(player.messages.getLast().bytes()).isEqualTo(message);
    camera.headers(0).key(0);
    huge.write(Payload.wrap(new byte[(16 << 20) + 4096]), Delivery.RELIABLE);
    bed.until(() -> !camera.client.rejectedFlows.isEmpty(), Duration.ofMinutes(5));
    camera.inter(40);
    bed.settle();
    assertThat(camera.client.rejectedFlows).containsExactly(huge.id());
    assertThat(player.log(1, "video")).hasSize(3);
    assertThat(player.closed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void flashProfileCheck21_unbufferedMediaIsNotSentAgainButHeadersAndStatusesAre(long seed) {
    var lossy =
        new Bed(
            seed,
            Variant.loops(),
            Application.ACCEPT_ALL,
            ServerSettings.DEFAULT,
            cumulus.rtmfp.Limits.DEFAULT);
    var camera = new Camera(lossy.client().connect()).publish("cat");
    var player = lossy.client().connect();
    player.createStream();
    var link = LinkModel.PERFECT.delay(Duration.ofMillis(20)).loss(0.2);
    lossy.network.link(player.server(), player.address(), link);
    player.command(1, "play", AmfValue.of("cat"), AmfValue.of(-3000));
    lossy.run(Duration.ofSeconds(3));
    camera.headers(0);
    int frames = 200;
    for (int i = 0; i < frames; i++) {
      camera.key(i * 20).sound(i * 20);
      lossy.run(Duration.ofMillis(20));
    }
    camera.close();
    lossy.run(Duration.ofSeconds(20));
    assertThat(player.codes(1))
        .containsExactly(
            "NetStream.Play.Reset", "NetStream.Play.Start", "NetStream.Play.UnpublishNotify");
    assertThat(player.log(1, "sync")).hasSize(6);
    assertThat(player.log(1)).contains("audio 0 af0012", "video 0 170064");
    int video = player.log(1, "video").size() - 1;
    int audio = player.log(1, "audio").size() - 1;
    assertThat(video).isBetween(frames / 2, frames - 10);
    assertThat(audio).isBetween(frames / 2, frames - 10);
    assertThat(player.log(1)).last().isEqualTo("onStatus NetStream.Play.UnpublishNotify status");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void flashProfileCheck22_afterALossOfTheUnreliablePublisherAKeyFrameComesFirst(long seed) {
    var lossy =
        new Bed(
            seed,
            Variant.loops(),
            Application.ACCEPT_ALL,
            ServerSettings.DEFAULT,
            cumulus.rtmfp.Limits.DEFAULT);
    var camera = new Camera(lossy.client().connect()).publish("cat");
    camera.headers(0);
    var player = lossy.client().connect();
    player.createStream();
    player.command(1, "play", AmfValue.of("cat"));
    lossy.settle();
    lossy.network.link(
        camera.client.address(),
        camera.client.server(),
        LinkModel.PERFECT.delay(Duration.ofMillis(20)).loss(0.1));
    camera.delivery = Delivery.ONCE;
    int frames = 400;
    for (int i = 0; i < frames; i++) {
      if (i % 20 == 0) {
        frame(camera, 0x17, i);
      } else {
        frame(camera, 0x27, i);
      }
      lossy.run(Duration.ofMillis(20));
    }
    lossy.run(Duration.ofSeconds(3));
    assertThat(lossy.total(LoopStatistics::fragmentsLost)).isPositive();
    var figures = lossy.control.publications().getFirst().figures();
    assertThat(figures.lostRate()).isBetween(0.02, 0.3);
    assertThat(figures.framesDropped()).isPositive();
    int last = -1;
    int seen = 0;
    for (Payload message : player.messages) {
      byte[] bytes = message.bytes();
      if (bytes[0] == MessageType.VIDEO && bytes[6] == 1) {
        assertThat(bytes).hasSize(5 + 3000);
        int number = (bytes[7] & 0xff) << 8 | bytes[8] & 0xff;
        boolean isKeyFrame = bytes[5] == 0x17;
        assertThat(isKeyFrame || number == last + 1).as("frame %s after %s", number, last).isTrue();
        last = number;
        seen++;
      }
    }
    assertThat(seen).isBetween(frames / 20, frames - 10);
    assertThat(player.gaps).isEmpty();
  }

  @Test
  void flashProfileCheck10_aPublishersFlowsAreHeldAtItsBarrierAndReleasedByADeadFlow() {
    var camera = live("cat");
    var player = play("cat", 3);
    SendFlow third = camera.client.flow(1);
    TestClient.control(camera.audio, new UserControl.FlowSync(9, 3));
    camera.sound(0);
    TestClient.control(camera.video, new UserControl.FlowSync(9, 3));
    camera.key(0);
    bed.run(Duration.ofMillis(200));
    assertThat(player.log(1, "audio")).isEmpty();
    assertThat(player.log(1, "video")).isEmpty();
    TestClient.media(third, MessageType.AUDIO, 0, 0x2f, 9);
    TestClient.control(third, new UserControl.FlowSync(9, 3));
    bed.run(Duration.ofMillis(200));
    assertThat(player.log(1, "audio")).containsExactly("audio 0 2f09", "audio 0 af0100");
    assertThat(player.log(1, "video")).hasSize(1);
    TestClient.control(camera.audio, new UserControl.FlowSync(10, 3));
    camera.sound(40);
    bed.run(Duration.ofMillis(100));
    third.close();
    bed.run(Duration.ofMillis(100));
    assertThat(player.log(1, "audio")).hasSize(3);
    TestClient.control(camera.audio, new UserControl.FlowSync(11, 3));
    camera.sound(80);
    bed.run(Duration.ofMillis(800));
    assertThat(player.log(1, "audio")).hasSize(3);
    bed.run(Duration.ofMillis(400));
    assertThat(player.log(1, "audio")).hasSize(4);
  }

  @Test
  void mediaThatOvertakesItsPublishIsKeptForHalfASecond() {
    var player = play("cat", 3);
    var camera = new Camera(bed.client().connect());
    camera.headers(0).key(0).inter(40);
    bed.run(Duration.ofMillis(200));
    camera.publish("cat");
    bed.settle();
    assertThat(player.log(1, "video"))
        .containsExactly("video 0 170064", "video 0 170100", "video 40 270128");
    assertThat(player.log(1).indexOf("onStatus NetStream.Play.PublishNotify status"))
        .isLessThan(player.log(1).indexOf("video 0 170064"));
    camera.client.command(1, "closeStream");
    bed.run(Duration.ofMillis(1500));
    camera.key(99);
    bed.run(Duration.ofMillis(600));
    camera.publish("cat");
    bed.settle();
    assertThat(player.log(1, "video")).hasSize(3);
    assertThat(bed.total(LoopStatistics::earlyDropped)).isEqualTo(1);
  }

  @Test
  void mediaOfAnUndecidedPublishIsHeldAndCutBackToTheNewestKeyFrame() {
    var player = play("cat", 3);
    bed.applicationIsBlocked = true;
    var client = bed.client();
    bed.applicationIsBlocked = false;
    client.connect();
    var camera = new Camera(client);
    bed.applicationIsBlocked = true;
    camera.publish("cat").headers(0).key(1);
    for (int i = 0; i < 30; i++) {
      frame(camera, 0x27, i, 90_000);
    }
    frame(camera, 0x17, 30, 90_000);
    frame(camera, 0x27, 31, 90_000);
    bed.run(Duration.ofSeconds(4));
    assertThat(player.log(1, "video")).isEmpty();
    bed.applicationIsBlocked = false;
    bed.run(Duration.ofSeconds(2));
    var video = player.log(1, "video");
    assertThat(withoutTimes(video))
        .containsExactly("video 170064", "video 1701001e", "video 2701001f");
    assertThat(bed.total(LoopStatistics::earlyDropped)).isPositive();
  }

  @Test
  void pauseStopsEverythingAndUnpauseBeginsWithHeaderAndKeyFrame() {
    var camera = live("cat");
    camera.headers(0).key(0);
    bed.settle();
    var player = play("cat", 3);
    player.command(1, "pause", AmfValue.of(true), AmfValue.of(0));
    bed.settle();
    camera.inter(40).key(80).sound(90);
    bed.settle();
    assertThat(player.log(1)).last().isEqualTo("onStatus NetStream.Pause.Notify status");
    player.command(1, "pause", AmfValue.of(false), AmfValue.of(0));
    bed.settle();
    camera.inter(120).key(160).sound(170);
    bed.settle();
    player.command(1, "seek", AmfValue.of(0));
    bed.settle();
    assertThat(player.log(1).subList(9, player.log(1).size()))
        .contains(
            "onStatus NetStream.Unpause.Notify status",
            "StreamBegin[streamId=1]",
            "video 160 170064",
            "video 160 1701a0",
            "audio 170 af0012",
            "audio 170 af01aa",
            "onStatus NetStream.Seek.InvalidTime error")
        .hasSize(8);
  }

  @Test
  void theApplicationSeesWhatIsDistributedWhenItAsks() {
    var seen = new ArrayList<String>();
    var asking =
        new Bed(
            new Application() {
              @Override
              public MediaKinds wantsMedia(Client client, Publication publication) {
                return MediaKinds.ALL;
              }

              @Override
              public void onMedia(Client client, Publication publication, MediaPacket packet) {
                seen.add(packet.type() + " " + packet.timestampMillis());
              }

              @Override
              public void onUnpublish(Client client, Publication publication) {
                seen.add("end");
              }
            });
    var camera = new Camera(asking.client().connect()).publish("cat");
    asking.settle();
    camera.inter(3).headers(5).key(5).data("@setDataFrame", AmfValue.of("onMetaData")).close();
    asking.settle();
    assertThat(seen).containsExactlyInAnyOrder("8 5", "9 5", "9 5", "18 0", "end");
    assertThat(seen).last().isEqualTo("end");
  }

  private static void frame(Camera camera, int first, int number) {
    frame(camera, first, number, 3000);
  }

  private static void frame(Camera camera, int first, int number, int size) {
    byte[] body = new byte[size];
    body[0] = (byte) first;
    body[1] = 1;
    body[2] = (byte) (number >> 8);
    body[3] = (byte) number;
    camera.video.write(
        5, (long) MessageType.VIDEO << 32 | number * 20L, Payload.wrap(body), camera.delivery);
  }

  private void loseOnce(Address from, Address to, int count) {
    int[] left = {count};
    bed.network.filter(
        (_, sender, receiver, datagram) ->
            !sender.equals(from) || !receiver.equals(to) || datagram.length < 40 || left[0]-- <= 0);
  }

  private Camera live(String name) {
    var camera = new Camera(bed.client().connect()).publish(name);
    bed.settle();
    return camera;
  }

  private Listener listener() {
    return bed.control.publications().getFirst().listeners().getFirst();
  }

  private TestClient play(String name, int objectEncoding) {
    var client = bed.client().connect(objectEncoding);
    int stream = client.createStream();
    client.command(stream, "play", AmfValue.of(name));
    bed.settle();
    return client;
  }

  static List<String> withoutTimes(List<String> log) {
    return log.stream().map(line -> line.replaceFirst(" \\d+ ", " ")).toList();
  }
}
