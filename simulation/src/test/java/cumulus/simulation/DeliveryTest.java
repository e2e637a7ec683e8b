package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.message.StatusCode;
import cumulus.server.LoopStatistics;
import cumulus.server.ServerSettings;
import cumulus.simulation.Publisher.Film;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole streams from a publisher's program through the server to a player's. */
final class DeliveryTest {
  private static final long MILLI = 1_000_000L;

  @Seeds(60)
  void aStreamArrivesCompleteAndInOrderOverALossyNetwork(long seed) {
    var cluster = Cluster.simple(seed);
    cluster.network.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(20))
            .loss(0.05)
            .duplicate(0.02)
            .reorder(0.05, Duration.ofMillis(15)));
    var player = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(player::isPlaying);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, Film.SMALL);
    cluster.until(Duration.ofSeconds(40), () -> publisher.videoFrames >= 200);
    publisher.cut();
    // The end of a publication waits a second for its tail, which three losses in a row exceed.
    cluster.until(() -> publisher.stream().queuedBytes() == 0);
    publisher.stop(false);
    cluster.until(() -> player.statuses.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    assertThat(player.videoFrames).isEqualTo(publisher.videoFrames);
    assertThat(player.audioFrames).isEqualTo(publisher.audioFrames);
    assertThat(player.lastTick()).isEqualTo(publisher.ticks - 1.0);
    assertThat(player.skips).isZero();
    assertThat(player.statuses)
        .containsExactly(
            StatusCode.PLAY_RESET,
            StatusCode.PLAY_START,
            StatusCode.PLAY_PUBLISH_NOTIFY,
            StatusCode.PLAY_UNPUBLISH_NOTIFY);
  }

  @Test
  void transportCheck35_largeMessagesPassTheServerQuicklyOverALongWay() {
    var cluster = Cluster.simple(35);
    cluster.network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(25)));
    var player = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(player::isPlaying);
    var film = new Film(100 * MILLI, 10, 20_000, 20_000, 0, 0, false, 0);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, film);
    cluster.until(Duration.ofSeconds(40), () -> publisher.videoFrames == 300);
    publisher.cut();
    cluster.run(Duration.ofSeconds(2));
    assertThat(player.videoFrames).isEqualTo(300);
    var latencies = new ArrayList<Long>();
    player.arrivalNanos.forEach(
        (index, nanos) -> latencies.add(nanos - publisher.sentNanos.get(index)));
    latencies.sort(Long::compare);
    assertThat(latencies.get(latencies.size() / 2)).isLessThan(200 * MILLI);
  }

  @Test
  void pausedAndStalledPlayersOfFourMegabitsCostABoundedQueueAndResumeAtAKeyFrame() {
    var cluster = Cluster.simple(4);
    cluster.network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(5)));
    var pausedHost = cluster.client().connected();
    var paused = new Player(cluster, pausedHost, "film");
    var stalledHost = cluster.client().connected();
    var stalled = new Player(cluster, stalledHost, "film");
    var film = new Film(33_333_333, 60, 16_667, 16_667, 0, 0, false, 0);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, film);
    cluster.until(() -> paused.videoFrames > 10 && stalled.videoFrames > 10);
    paused.pause(true);
    cluster.until(() -> paused.statuses.contains(StatusCode.PAUSE_NOTIFY));
    int seenByPaused = paused.videoFrames;
    long stallNanos = Duration.ofSeconds(60).toNanos();
    long heldForPaused = 0;
    long heldForStalled = 0;
    for (int second = 0; second < 300; second++) {
      if (second == 60) {
        cluster.network.cutUntil(
            cluster.serverAddress(), stalledHost.address(), cluster.clock.nanos() + stallNanos);
      }
      cluster.run(Duration.ofSeconds(1));
      heldForPaused = Math.max(heldForPaused, cluster.server.queuedBytes(pausedHost.address()));
      heldForStalled = Math.max(heldForStalled, cluster.server.queuedBytes(stalledHost.address()));
    }
    assertThat(publisher.videoFrames).isGreaterThan(8900);
    assertThat(paused.videoFrames).isEqualTo(seenByPaused);
    assertThat(stalled.skips).isPositive();
    assertThat(stalled.lastVideoIndex()).isGreaterThan(publisher.videoFrames - 10);
    // Three seconds of media, and a message that came before the oldest was too old.
    assertThat(cluster.server.mostWaitingBytes())
        .isBetween(500_000L, ServerSettings.DEFAULT.queueBytes() + 16_667L);
    // What is under way to the stalled one comes on top, a congestion window at most.
    assertThat(heldForStalled)
        .isBetween(500_000L, ServerSettings.DEFAULT.queueBytes() + (1L << 20));
    assertThat(heldForPaused).isLessThan(1_000);
    paused.pause(false);
    cluster.until(() -> paused.videoFrames > seenByPaused + 100);
    assertThat(paused.skips).isEqualTo(1);
    assertThat(cluster.server.total(LoopStatistics::framesDropped)).isPositive();
  }

  @Test
  void aPlayerBehindANarrowLineSkipsToKeyFramesWhileOthersSeeAll() {
    var cluster = Cluster.simple(5);
    var wide = new Player(cluster, cluster.client().connected(), "film");
    var narrowHost = cluster.client().connected();
    cluster.link(narrowHost, LinkModel.PERFECT.delay(Duration.ofMillis(20)).rate(40_000, 30_000));
    var narrow = new Player(cluster, narrowHost, "film");
    var film = new Film(40 * MILLI, 25, 8000, 3000, 0, 0, false, 0);
    cluster.until(() -> wide.isPlaying() && narrow.isPlaying());
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, film);
    cluster.until(Duration.ofSeconds(60), () -> publisher.videoFrames == 1000);
    publisher.stop(false);
    cluster.until(() -> wide.statuses.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    assertThat(wide.videoFrames).isEqualTo(1000);
    assertThat(List.of(wide.skips, narrow.gaps)).containsOnly(0);
    assertThat(narrow.skips).isPositive();
    // Half of what is published fits, and most of what the line carries is whole frames.
    assertThat(narrow.videoFrames).isBetween(300, 700);
  }
}
