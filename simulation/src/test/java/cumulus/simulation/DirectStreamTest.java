package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.message.StatusCode;
import cumulus.rtmfp.Address;
import cumulus.server.Application;
import cumulus.server.ServerSettings;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streams between clients that the server introduced, and then has nothing to do with. */
final class DirectStreamTest {
  private static final LinkModel LOSSY =
      LinkModel.PERFECT
          .delay(Duration.ofMillis(25))
          .jitter(Duration.ofMillis(10))
          .loss(0.05)
          .duplicate(0.02)
          .reorder(0.05, Duration.ofMillis(40));

  @Seeds(60)
  void flashProfileCheck14_liveStreamFlowsPastAServerThatIsGoneAfterTheIntroduction(long seed) {
    boolean isIpv6 = seed % 3 == 0;
    var cluster =
        new Cluster(seed, 2, 500_000, isIpv6, ServerSettings.DEFAULT, Application.ACCEPT_ALL);
    cluster.network.everyLink(LOSSY);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    var film = new DirectFilm(cluster, a, "film", 1);
    var player = new DirectPlayer(cluster, b, a.peerId(), "film");
    cluster.until(Duration.ofSeconds(60), player::isPlaying);
    cluster.server.freeze();
    long served = cluster.server.mediaMessages();
    cluster.run(Duration.ofSeconds(30));
    assertThat(player.stream().id()).isEqualTo(2_000_001);
    assertThat(player.events.subList(0, 6))
        .containsExactly(
            StatusCode.STREAM_CONNECT_SUCCESS,
            "StreamBegin[streamId=2000001]",
            StatusCode.PLAY_RESET,
            StatusCode.PLAY_START,
            "|RtmpSampleAccess",
            "onMetaData");
    assertThat(player.videoFrames).isGreaterThan(300);
    assertThat(player.audioFrames).isGreaterThan(300);
    assertThat(cluster.server.mediaMessages()).isEqualTo(served).isZero();
    film.stop();
    cluster.until(() -> player.events.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    assertThat(player.lastVideoIndex).isEqualTo(film.videoFrames - 1);
  }

  @Seeds(40)
  void flashProfileCheck14_streamsInBothDirectionsShareOneSessionWhoeverBeganIt(long seed) {
    var cluster =
        new Cluster(seed, 2, 500_000, false, ServerSettings.DEFAULT, Application.ACCEPT_ALL);
    cluster.network.everyLink(LOSSY);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    var filmOfA = new DirectFilm(cluster, a, "a", 1);
    var second = new DirectFilm(cluster, a, "a2", 2);
    var filmOfB = new DirectFilm(cluster, b, "b", 3);
    var fromA = new DirectPlayer(cluster, b, a.peerId(), "a");
    cluster.run(Duration.ofMillis(cluster.random.nextInt(120)));
    var fromB = new DirectPlayer(cluster, a, b.peerId(), "b");
    var again = new DirectPlayer(cluster, b, a.peerId(), "a2");
    cluster.until(
        Duration.ofSeconds(60),
        () -> fromA.videoFrames > 20 && fromB.videoFrames > 20 && again.videoFrames > 20);
    assertThat(fromA.stream().id()).isNotEqualTo(again.stream().id());
    cluster.run(Duration.ofSeconds(40));
    assertThat(a.host().endpoint().sessionCount()).isEqualTo(2);
    assertThat(b.host().endpoint().sessionCount()).isEqualTo(2);
    assertThat(filmOfA.publication().subscribers()).hasSize(1);
    assertThat(second.publication().subscribers()).hasSize(1);
    assertThat(filmOfB.publication().subscribers()).hasSize(1);
  }

  @Test
  void peerBehindANatThatLetsOnlyThoseInWhomItSpokeToIsReached() {
    var cluster = Cluster.simple(3);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    Set<List<Address>> spoken = new HashSet<>();
    cluster.network.filter(
        (now, from, to, datagram) -> {
          spoken.add(List.of(from, to));
          boolean isBetweenPeers = isPeer(cluster, from) && isPeer(cluster, to);
          return !isBetweenPeers || spoken.contains(List.of(to, from));
        });
    new DirectFilm(cluster, a, "film", 1);
    var player = new DirectPlayer(cluster, b, a.peerId(), "film");
    cluster.until(() -> player.videoFrames > 5);
  }

  private static boolean isPeer(Cluster cluster, Address address) {
    return !address.equals(cluster.serverAddress());
  }

  @Test
  void playerThatIsRefusedOrAsksForAnUnknownNameIsTold() {
    var cluster = Cluster.simple(4);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    var film = new DirectFilm(cluster, a, "film", 1);
    film.accepts = peerId -> false;
    var refused = new DirectPlayer(cluster, b, a.peerId(), "film");
    var unknown = new DirectPlayer(cluster, b, a.peerId(), "else");
    cluster.until(() -> refused.isClosed && unknown.isClosed);
    for (DirectPlayer player : List.of(refused, unknown)) {
      assertThat(player.events)
          .containsExactly(StatusCode.STREAM_CONNECT_SUCCESS, StatusCode.STREAM_CONNECT_REJECTED);
    }
    assertThat(film.log).hasSize(1);
    assertThat(film.publication().subscribers()).isEmpty();
  }

  @Test
  void peerThatNobodyKnowsAndPeerThatCannotBeReachedAreToldApart() {
    var cluster = Cluster.simple(5);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    new DirectFilm(cluster, a, "film", 1);
    cluster.network.cut(a.address(), b.address());
    cluster.network.cut(b.address(), a.address());
    var unknown = new DirectPlayer(cluster, b, new byte[32], "film");
    var unreachable = new DirectPlayer(cluster, b, a.peerId(), "film");
    cluster.until(Duration.ofSeconds(65), () -> unknown.isClosed && unreachable.isClosed);
    assertThat(unknown.events).containsExactly(StatusCode.STREAM_CONNECT_FAILED);
    assertThat(unknown.descriptions.getFirst()).contains("the server does not know the peer");
    assertThat(unreachable.events).containsExactly(StatusCode.STREAM_CONNECT_FAILED);
    assertThat(unreachable.descriptions.getFirst())
        .contains("the peer answers at none of its 1 addresses");
  }

  @Test
  void lateJoinerBeginsWithHeadersAndAKeyFrameAndTheOthersGoOn() {
    var cluster = Cluster.simple(6);
    var a = cluster.client().connected();
    var film = new DirectFilm(cluster, a, "film", 1);
    var first = new DirectPlayer(cluster, cluster.client().connected(), a.peerId(), "film");
    cluster.until(() -> first.videoFrames > 20);
    var late = new DirectPlayer(cluster, cluster.client().connected(), a.peerId(), "film");
    cluster.until(() -> late.videoFrames > 20);
    assertThat(late.firstVideoIndex).isGreaterThan(20).isEqualTo(late.firstVideoIndex / 15 * 15);
    assertThat(film.publication().subscribers()).hasSize(2);
    late.stop();
    cluster.until(() -> film.log.size() == 3);
    assertThat(film.log.getLast()).startsWith("disconnect");
    int before = first.videoFrames;
    cluster.run(Duration.ofSeconds(2));
    assertThat(first.videoFrames).isGreaterThan(before + 25);
  }

  @Test
  void mutedVideoComesBackWithHeaderAndKeyFrame() {
    var cluster = Cluster.simple(7);
    var a = cluster.client().connected();
    new DirectFilm(cluster, a, "film", 1);
    var player = new DirectPlayer(cluster, cluster.client().connected(), a.peerId(), "film");
    cluster.until(() -> player.videoFrames > 5);
    player.act(() -> player.stream().receiveVideo(false));
    cluster.run(Duration.ofSeconds(1));
    int muted = player.videoFrames;
    int audio = player.audioFrames;
    cluster.run(Duration.ofSeconds(2));
    assertThat(player.videoFrames).isEqualTo(muted);
    assertThat(player.audioFrames).isGreaterThan(audio + 20);
    player.act(() -> player.stream().receiveVideo(true));
    cluster.run(Duration.ofSeconds(3));
    assertThat(player.videoFrames).isGreaterThan(muted + 20);
  }

  @Test
  void vanishedPlayerIsGivenUpAndAVanishedPublisherIsNoticed() {
    var cluster = Cluster.simple(8);
    var a = cluster.client().connected();
    var film = new DirectFilm(cluster, a, "film", 1);
    var dies = cluster.client().connected();
    var lost = new DirectPlayer(cluster, dies, a.peerId(), "film");
    var stays = new DirectPlayer(cluster, cluster.client().connected(), a.peerId(), "film");
    cluster.until(() -> lost.videoFrames > 5 && stays.videoFrames > 5);
    dies.kill();
    cluster.until(Duration.ofSeconds(125), () -> film.publication().subscribers().size() == 1);
    assertThat(film.log.getLast()).startsWith("disconnect");
    a.kill();
    cluster.until(Duration.ofSeconds(125), () -> stays.isClosed);
    assertThat(stays.events.getLast()).isEqualTo(StatusCode.STREAM_CONNECT_CLOSED);
  }

  @Test
  void connectionThatEndsTakesItsDirectStreamsWithItAndTellsThePeers() {
    var cluster = Cluster.simple(9);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    new DirectFilm(cluster, a, "film", 1);
    var player = new DirectPlayer(cluster, b, a.peerId(), "film");
    cluster.until(() -> player.videoFrames > 5);
    a.close();
    cluster.until(
        () -> player.events.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY) || player.isClosed);
    cluster.until(Duration.ofSeconds(30), a::isGone);
    b.close();
    cluster.until(Duration.ofSeconds(30), b::isGone);
    cluster.run(Duration.ofSeconds(20));
    cluster.server.checkDeserted();
  }

  @Test
  void unusedSessionWithAPeerIsClosedAfterAWhile() {
    var cluster = Cluster.simple(10);
    var a = cluster.client().connected();
    var b = cluster.client().connected();
    new DirectFilm(cluster, a, "film", 1);
    var player = new DirectPlayer(cluster, b, a.peerId(), "film");
    cluster.until(() -> player.videoFrames > 5);
    player.stop();
    cluster.run(Duration.ofSeconds(40));
    assertThat(a.host().endpoint().sessionCount()).isEqualTo(1);
    assertThat(b.host().endpoint().sessionCount()).isEqualTo(1);
  }

  @Test
  void clientThatLooksForItselfIsToldSo() {
    var cluster = Cluster.simple(12);
    var a = cluster.client().connected();
    var player = new DirectPlayer(cluster, a, a.peerId(), "film");
    assertThat(player.isClosed).isTrue();
    assertThat(player.descriptions).containsExactly("that is our own peer id");
  }

  @Test
  void everyPairOfManyIsIntroducedAtOnce() {
    var cluster =
        new Cluster(11, 2, 500_000, false, ServerSettings.DEFAULT, Application.ACCEPT_ALL);
    var players = new ArrayList<DirectPlayer>();
    for (int i = 0; i < 7; i++) {
      var a = cluster.client().connected();
      new DirectFilm(cluster, a, "film" + i, i);
      var b = cluster.client().connected();
      players.add(new DirectPlayer(cluster, b, a.peerId(), "film" + i));
    }
    cluster.until(() -> players.stream().allMatch(player -> player.videoFrames > 10));
  }
}
