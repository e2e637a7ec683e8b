package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ClientStream;
import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;
import cumulus.server.LoopStatistics;
import cumulus.server.ServerSettings;
import cumulus.simulation.Publisher.Film;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishers that send more than their listeners' lines can carry. */
final class FloodTest {
  private static final long MILLI = 1_000_000L;
  private static final int FAST = 1_000_000;
  private static final int SLOW = 200_000;
  private static final int SECONDS = 20;

  /** Sends as fast as the server takes it: so much is always queued. */
  private static final class Flood implements StreamListener {
    private static final int QUEUED_BYTES = 64 << 10;
    private static final int FRAME_BYTES = 1000;
    private static final int KEY_EVERY = 30;

    int frames;
    private final Cluster cluster;
    private final ClientHost client;
    private boolean isStopped;

    Flood(Cluster cluster) {
      this.cluster = cluster;
      this.client = cluster.client().connected();
      client.createStream(this, this::begin);
    }

    private void begin(ClientStream stream) {
      stream.publish("film");
      send(stream, Frame.Kind.VIDEO_HEADER);
      pour(stream);
    }

    private void pour(ClientStream stream) {
      client.act(
          () -> {
            while (!isStopped && stream.queuedBytes() < QUEUED_BYTES) {
              send(stream, frames % KEY_EVERY == 0 ? Frame.Kind.KEY : Frame.Kind.INTER);
              frames++;
            }
            cluster.in(MILLI, () -> pour(stream));
          });
    }

    private void send(ClientStream stream, Frame.Kind kind) {
      stream.sendVideo(cluster.clock.nanos() / MILLI, new Frame(kind, 1, frames).body(FRAME_BYTES));
    }
  }

  private static LinkModel line(int bytesPerSecond) {
    return LinkModel.PERFECT.delay(Duration.ofMillis(10)).rate(bytesPerSecond, 64 << 10);
  }

  private static List<Player> players(Cluster cluster, int... bytesPerSecond) {
    var players = new ArrayList<Player>();
    for (int each : bytesPerSecond) {
      var host = cluster.client().connected();
      cluster.link(host, line(each));
      players.add(new Player(cluster, host, "film"));
    }
    cluster.until(() -> players.stream().allMatch(Player::isPlaying));
    return players;
  }

  @Test
  void aPublisherThatFloodsIsBroughtToTheSpeedOfItsListenersAndNothingIsLost() {
    var cluster = Cluster.simple(1);
    var players = players(cluster, FAST, FAST, FAST, FAST);
    var flood = new Flood(cluster);
    cluster.run(Duration.ofSeconds(SECONDS));
    // An eighth of each queue and what was under way: less than one of the four may hold.
    assertThat(cluster.server.mostWaitingBytes()).isLessThan(ServerSettings.DEFAULT.queueBytes());
    flood.isStopped = true;
    cluster.run(Duration.ofSeconds(5));
    assertThat(flood.frames).isGreaterThan(SECONDS * FAST / Flood.FRAME_BYTES / 2);
    assertThat(players).allMatch(player -> player.videoFrames == flood.frames);
    assertThat(cluster.server.total(LoopStatistics::framesDropped)).isZero();
  }

  @Test
  void oneSlowListenerDoesNotHoldThePublisherForTheOthers() {
    var cluster = Cluster.simple(2);
    var players = players(cluster, FAST, FAST, SLOW);
    var flood = new Flood(cluster);
    cluster.run(Duration.ofSeconds(SECONDS));
    flood.isStopped = true;
    cluster.run(Duration.ofSeconds(10));
    assertThat(flood.frames).isGreaterThan(SECONDS * FAST / Flood.FRAME_BYTES / 2);
    assertThat(players.get(0).videoFrames).isEqualTo(flood.frames);
    assertThat(players.get(1).videoFrames).isEqualTo(flood.frames);
    assertThat(players.get(2).skips).isPositive();
  }

  @Test
  void aLiveStreamTooWideForAllItsListenersIsNotDelayedForLong() {
    var cluster = Cluster.simple(3);
    var players = players(cluster, SLOW, SLOW, SLOW);
    var film = new Film(40 * MILLI, 25, 16_000, 16_000, 0, 0, false, 0);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, film);
    long mostQueued = 0;
    for (int i = 0; i < SECONDS * 100; i++) {
      cluster.run(Duration.ofMillis(10));
      mostQueued =
          Math.max(mostQueued, publisher.videoFrames > 0 ? publisher.stream().queuedBytes() : 0);
    }
    // A quarter of a second, what is under way and a key frame, at 400,000 bytes a second.
    assertThat(mostQueued).isBetween(50_000L, 200_000L);
    assertThat(publisher.videoFrames).isGreaterThan(SECONDS * 25 - 30);
    assertThat(players).allMatch(player -> player.skips > 0);
    publisher.stop(false);
    cluster.until(
        () ->
            players.stream()
                .allMatch(each -> each.statuses.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY)));
  }
}
