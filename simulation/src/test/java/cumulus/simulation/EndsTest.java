package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;
import cumulus.simulation.Publisher.Film;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What happens at the edges of a stream's life; players themselves hold what they are owed. */
final class EndsTest {
  @Test
  void nothingIsShownAfterTheEndOfAStream() {
    var cluster = Cluster.simple(1);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, Film.SMALL);
    var viewer = cluster.client().connected();
    for (int i = 0; i < 5; i++) {
      var player = new Player(cluster, viewer, "film");
      cluster.until(() -> player.videoFrames > 10);
      viewer.act(player.stream()::delete);
      cluster.run(Duration.ofMillis(300));
    }
    assertThat(publisher.isLive()).isTrue();
  }

  @Test
  void aStreamThatWasAskedForBeforeTheCloseIsNotGiven() {
    var cluster = Cluster.simple(2);
    var client = cluster.client().connected();
    var outcome = new ArrayList<String>();
    client.act(
        () ->
            client.connection.createStream(
                new StreamListener() {},
                stream -> outcome.add("given"),
                error -> outcome.add(error.description())));
    client.close();
    cluster.until(() -> client.end.isPresent());
    assertThat(outcome).containsExactly("not connected");
  }

  @Test
  void whoWasPausedAtTheBeginOfAPublicationGetsItsCodecHeaders() {
    var cluster = Cluster.simple(3);
    var player = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(player::isPlaying);
    player.pause(true);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, Film.SMALL);
    cluster.until(() -> publisher.videoFrames > 20);
    assertThat(player.statuses).endsWith(StatusCode.PAUSE_NOTIFY, StatusCode.PLAY_PUBLISH_NOTIFY);
    player.pause(false);
    // Audio or video without its codec header is a fault of the player's run.
    cluster.until(() -> player.videoFrames > 20 && player.audioFrames > 20);
    assertThat(player.keyFrames).isPositive();
  }

  @Test
  void theIdOfADeletedStreamRestsWhileItsStatusesAreUnderWay() {
    var cluster = Cluster.simple(4);
    var host = cluster.client().connected();
    var player = new Player(cluster, host, "film");
    cluster.until(player::hasStream);
    long cutNanos = 700_000_000L;
    cluster.network.cutUntil(
        cluster.serverAddress(), host.address(), cluster.clock.nanos() + cutNanos);
    cluster.run(Duration.ofMillis(50));
    host.act(player.stream()::delete);
    // The statuses of the play come after the cut: not to this stream.
    var publisher = new Publisher(cluster, host, "other", 1, Film.SMALL);
    cluster.until(() -> publisher.videoFrames > 20);
    assertThat(publisher.statuses).containsExactly(StatusCode.PUBLISH_START);
    assertThat(player.stream().id()).isEqualTo(1);
    assertThat(publisher.stream().id()).isEqualTo(2);
    var next = new Player(cluster, host, "film");
    cluster.until(next::isPlaying);
    assertThat(next.stream().id()).isEqualTo(1);
  }
}
