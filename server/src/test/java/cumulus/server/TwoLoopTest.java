package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publisher and listeners on different loops: the same statuses and media as on one. */
final class TwoLoopTest {
  private final Bed bed = new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT);

  @Test
  void flashProfileCheck6_listenersOnAnotherLoopSeeTheSameInTheSameOrder() {
    var near = play(0);
    var far = play(1);
    var camera = new Camera(bed.client(0).connect()).publish("cat");
    bed.settle();
    camera.headers(10).key(10).sound(20).inter(50);
    camera.data("@setDataFrame", AmfValue.of("onMetaData"), AmfValue.of(1));
    bed.settle();
    var late = play(1);
    camera.inter(90);
    bed.settle();
    camera.close();
    bed.settle();
    assertThat(far.flowLogs(1)).isEqualTo(near.flowLogs(1));
    assertThat(late.flowLogs(1).getFirst())
        .containsExactly(
            "StreamBegin[streamId=1]",
            "onStatus NetStream.Play.Reset status",
            "onStatus NetStream.Play.Start status",
            "data15 0 onMetaData",
            "sync 0/3",
            "sync 1/3",
            "onStatus NetStream.Play.UnpublishNotify status");
    assertThat(late.log(1, "video")).containsExactly("video 0 170064", "video 0 17010a");
    assertThat(bed.loops.get(1).statistics().publications()).isZero();
    assertThat(bed.loops.get(1).statistics().subscribers()).isEqualTo(2);
  }

  @Test
  void theFirstListenerOfALoopJoinsALivePublication() {
    var camera = new Camera(bed.client(0).connect()).publish("cat");
    bed.settle();
    camera.headers(1000).key(1000).sound(1000);
    camera.data("@setDataFrame", AmfValue.of("onMetaData"), AmfValue.of(1));
    bed.settle();
    var first = play(1);
    var second = play(1);
    camera.inter(1040);
    bed.settle();
    assertThat(first.flowLogs(1)).isEqualTo(second.flowLogs(1));
    assertThat(first.log(1, "data")).hasSize(1);
    assertThat(first.log(1, "video"))
        .containsExactly("video 0 170064", "video 0 1701e8", "video 40 270110");
    first.command(1, "closeStream");
    second.session().close();
    bed.settle();
    long sent = bed.loops.get(1).statistics().messagesOut();
    camera.key(1080);
    bed.settle();
    assertThat(bed.loops.get(1).statistics().messagesOut()).isEqualTo(sent);
    assertThat(bed.loops.get(1).statistics().subscribers()).isZero();
    var third = play(1);
    assertThat(third.log(1, "video")).containsExactly("video 0 170064", "video 0 170138");
  }

  @Test
  void aPublisherThatMovesToAnotherLoopKeepsItsListeners() {
    var near = play(0);
    var far = play(1);
    var one = new Camera(bed.client(0).connect()).publish("cat");
    bed.settle();
    one.headers(0).key(0).close();
    bed.settle();
    var two = new Camera(bed.client(1).connect()).publish("cat");
    bed.settle();
    two.headers(70).key(70).inter(110);
    bed.settle();
    two.client.session().close();
    bed.settle();
    assertThat(far.flowLogs(1)).isEqualTo(near.flowLogs(1));
    assertThat(far.codes(1))
        .endsWith(
            "NetStream.Play.PublishNotify",
            "NetStream.Play.UnpublishNotify",
            "NetStream.Play.PublishNotify",
            "NetStream.Play.UnpublishNotify");
    assertThat(far.log(1, "video"))
        .containsExactly(
            "video 0 170064",
            "video 0 170100",
            "video 0 170064",
            "video 0 170146",
            "video 40 27016e");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void mailboxesInAnyOrderLeaveOnePublicationAndEveryListenerInStep(long seed) {
    var mixed =
        new Bed(
                seed,
                3,
                Application.ACCEPT_ALL,
                ServerSettings.DEFAULT,
                cumulus.rtmfp.Limits.DEFAULT)
            .withMixedMailboxes();
    var cameras = new Camera[3];
    var players = new TestClient[6];
    for (int i = 0; i < cameras.length; i++) {
      cameras[i] = new Camera(mixed.client(i).connect());
    }
    for (int i = 0; i < players.length; i++) {
      players[i] = mixed.client(i % 3).connect();
      players[i].createStream();
    }
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < players.length; i++) {
        if (mixed.random.nextInt(3) == 0) {
          players[i].command(
              1, mixed.random.nextBoolean() ? "play" : "closeStream", AmfValue.of("cat"));
        }
      }
      int index = mixed.random.nextInt(cameras.length);
      var camera = cameras[index].publish("cat");
      mixed.run(Duration.ofMillis(mixed.random.nextInt(60)));
      camera.headers(round * 1000).key(round * 1000).inter(round * 1000 + 40);
      mixed.run(Duration.ofMillis(mixed.random.nextInt(60)));
      camera.client.command(1, "closeStream");
      cameras[mixed.random.nextInt(cameras.length)].publish("cat");
      if (mixed.random.nextInt(3) == 0) {
        mixed.run(Duration.ofMillis(mixed.random.nextInt(25)));
        camera.client.session().close();
        cameras[index] = new Camera(mixed.client(index).connect());
      }
    }
    mixed.run(Duration.ofSeconds(3));
    for (Camera camera : cameras) {
      camera.close();
    }
    mixed.run(Duration.ofSeconds(3));
    assertThat(mixed.control.publications()).isEmpty();
    for (TestClient player : players) {
      player.command(1, "play", AmfValue.of("cat"));
    }
    mixed.run(Duration.ofSeconds(1));
    var last = new Camera(mixed.client(0).connect()).publish("cat");
    mixed.run(Duration.ofSeconds(1));
    last.headers(0).key(0).inter(40);
    mixed.run(Duration.ofSeconds(1));
    assertThat(mixed.control.publications()).hasSize(1);
    assertThat(mixed.control.publications().getFirst().listeners()).hasSize(players.length);
    for (TestClient player : players) {
      assertThat(player.log(1, "video")).last().asString().endsWith("270128");
      assertThat(player.codes(1)).endsWith("NetStream.Play.PublishNotify");
    }
    int live = 0;
    for (ServerLoop loop : mixed.loops) {
      live += loop.statistics().publications();
    }
    assertThat(live).isEqualTo(1);
  }

  private TestClient play(int loop) {
    var client = bed.client(loop).connect();
    int stream = client.createStream();
    client.command(stream, "play", AmfValue.of("cat"));
    bed.settle();
    return client;
  }
}
