package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.message.StatusCode;
import cumulus.server.Application;
import cumulus.server.ServerSettings;
import cumulus.simulation.Publisher.Film;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Checks of the Flash profile that need whole programs and bad networks. */
final class FlashProfileTest {
  private static final int TALES = 60;

  private static final LinkModel WILD =
      LinkModel.PERFECT
          .delay(Duration.ofMillis(15))
          .jitter(Duration.ofMillis(10))
          .loss(0.08)
          .duplicate(0.02)
          .reorder(0.3, Duration.ofMillis(60));

  @Seeds(40)
  void flashProfileCheck10_theThreeFlowsOfAListenerKeepTheBarrierUnderReordering(long seed) {
    var cluster = cluster(seed, 2, false);
    var publisherHost = cluster.client().connected();
    var viewer = cluster.client().connected();
    cluster.link(viewer, WILD);
    var player = new Player(cluster, viewer, "film");
    cluster.until(player::isPlaying);
    for (int run = 1; run <= 4; run++) {
      var publisher = new Publisher(cluster, publisherHost, "film", run, Film.SMALL);
      cluster.until(() -> publisher.videoFrames > 12);
      publisher.stop(false);
      int ends = run;
      // That no frame comes after the end of its run, the player itself holds.
      cluster.until(() -> count(player, StatusCode.PLAY_UNPUBLISH_NOTIFY) == ends);
      assertThat(player.lastVideoIndex()).isEqualTo(publisher.videoFrames - 1);
      assertThat(player.lastAudioIndex()).isEqualTo(publisher.audioFrames - 1);
    }
    assertThat(player.skips).isZero();
  }

  @Test
  void flashProfileCheck15_whoVanishesIsMissedByListenersOfEveryLoopAndFreesTheName() {
    var cluster = cluster(15, 3, false);
    var publisherHost = cluster.client(0).connected();
    var publisher = new Publisher(cluster, publisherHost, "film", 1, Film.SMALL);
    var near = new Player(cluster, cluster.client(0).connected(), "film");
    var far = new Player(cluster, cluster.client(2).connected(), "film");
    cluster.until(() -> near.videoFrames > 20 && far.videoFrames > 20);
    publisherHost.kill();
    cluster.run(Duration.ofSeconds(10));
    var successorHost = cluster.client(1).connected();
    var early = new Publisher(cluster, successorHost, "film", 2, Film.SMALL);
    cluster.until(() -> !early.statuses.isEmpty());
    assertThat(early.statuses).containsExactly(StatusCode.PUBLISH_BAD_NAME);
    cluster.until(
        Duration.ofMinutes(3),
        () ->
            count(near, StatusCode.PLAY_UNPUBLISH_NOTIFY) == 1
                && count(far, StatusCode.PLAY_UNPUBLISH_NOTIFY) == 1);
    assertThat(publisher.isLive()).isTrue();
    assertThat(near.lastVideoIndex()).isEqualTo(far.lastVideoIndex());
    assertThat(cluster.server.control.publications()).isEmpty();
    var next = new Publisher(cluster, successorHost, "film", 3, Film.SMALL);
    cluster.until(() -> near.run() == 3 && far.run() == 3);
    assertThat(next.isLive()).isTrue();
  }

  @Test
  void flashProfileCheck16_everythingGoesOverIpv6Alone() {
    var cluster = cluster(16, 2, true);
    var publisherHost = cluster.client(0).connected();
    var near = new Player(cluster, cluster.client(0).connected(), "film");
    cluster.until(near::isPlaying);
    var publisher = new Publisher(cluster, publisherHost, "film", 1, Film.SMALL);
    cluster.until(() -> near.videoFrames > 20);
    var far = new Player(cluster, cluster.client(1).connected(), "film");
    cluster.until(() -> far.videoFrames > 20 && far.audioFrames > 20);
    assertThat(far.mediaBeforeMetaData).isZero();
    assertThat(far.firstTimeMillis).isZero();
    var second = new Publisher(cluster, cluster.client(1).connected(), "film", 2, Film.SMALL);
    cluster.until(() -> !second.statuses.isEmpty());
    assertThat(second.statuses).containsExactly(StatusCode.PUBLISH_BAD_NAME);
    publisher.stop(true);
    cluster.until(
        () ->
            count(near, StatusCode.PLAY_UNPUBLISH_NOTIFY) == 1
                && count(far, StatusCode.PLAY_UNPUBLISH_NOTIFY) == 1);
    assertThat(near.skips).isZero();
    assertThat(near.lastVideoIndex()).isEqualTo(publisher.videoFrames - 1);
    assertThat(cluster.server.control.clients())
        .hasSize(4)
        .allSatisfy(client -> assertThat(client.address().isIpv4()).isFalse());
  }

  @Seeds(40)
  void flashProfileCheck24_metadataPrecedesAllMediaOfALateJoinerUnderReordering(long seed) {
    var cluster = cluster(seed, 2, false);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, Film.SMALL);
    cluster.until(() -> publisher.videoFrames > 20);
    for (int i = 0; i < 3; i++) {
      var viewer = cluster.client().connect();
      cluster.link(viewer, WILD);
      cluster.until(viewer::isConnected);
      var player = new Player(cluster, viewer, "film");
      cluster.until(() -> player.videoFrames > 5 && player.audioFrames > 5);
      assertThat(player.hasMetaData).isTrue();
      assertThat(player.mediaBeforeMetaData).isZero();
      assertThat(player.firstTimeMillis).isLessThan(100);
    }
  }

  @Test
  void flashProfileCheck25_theTailComesBeforeUnpublishNotifyOverLossyWays() {
    int complete = 0;
    for (long seed = 0; seed < TALES; seed++) {
      complete += tailIsComplete(seed) ? 1 : 0;
    }
    // What is lost again and again for longer than the reorder window is given up.
    assertThat(complete).isBetween(TALES * 9 / 10, TALES);
  }

  /** That no frame comes after the end, the player itself holds. */
  private static boolean tailIsComplete(long seed) {
    var cluster = cluster(seed, 2, false);
    var publisherHost = cluster.client().connected();
    var viewer = cluster.client().connected();
    cluster.link(publisherHost, WILD);
    cluster.link(viewer, WILD);
    var player = new Player(cluster, viewer, "film");
    cluster.until(player::isPlaying);
    var publisher = new Publisher(cluster, publisherHost, "film", 1, Film.SMALL);
    cluster.until(() -> publisher.videoFrames > 30);
    publisher.stop(seed % 2 == 0);
    cluster.until(() -> player.statuses.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    boolean isComplete =
        player.lastVideoIndex() == publisher.videoFrames - 1
            && player.lastAudioIndex() == publisher.audioFrames - 1;
    assertThat(isComplete || cluster.server.lostOnTheWay() > 0).isTrue();
    return isComplete;
  }

  private static int count(Player player, String code) {
    return (int) player.statuses.stream().filter(code::equals).count();
  }

  private static Cluster cluster(long seed, int loops, boolean isIpv6) {
    return new Cluster(
        seed, loops, 5_000_000, isIpv6, ServerSettings.DEFAULT, Application.ACCEPT_ALL);
  }
}
