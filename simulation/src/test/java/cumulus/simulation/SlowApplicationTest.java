package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.CallListener;
import cumulus.client.NetStatus;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.StatusCode;
import cumulus.server.Application;
import cumulus.server.CallAnswer;
import cumulus.server.Client;
import cumulus.server.ServerSettings;
import cumulus.simulation.Publisher.Film;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An application that does something else for five seconds delays its decisions, nothing more. */
final class SlowApplicationTest {
  private static final Duration BUSY = Duration.ofSeconds(5);

  @Test
  void mediaAcksKeepAlivesAndHandshakesGoOnWhileTheApplicationIsBusy() {
    var cluster = Cluster.simple(7);
    var publisher = new Publisher(cluster, cluster.client().connected(), "film", 1, Film.SMALL);
    var player = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(() -> player.videoFrames > 20);
    cluster.server.blockApplication(BUSY.toNanos());
    long endNanos = cluster.clock.nanos() + BUSY.toNanos();
    int framesBefore = player.videoFrames;
    var newcomer = cluster.client().connect();
    cluster.run(Duration.ofSeconds(2));
    // The session is there; only the answer to its connect command is missing.
    assertThat(newcomer.connection.statistics().orElseThrow().packetsReceived()).isPositive();
    assertThat(newcomer.isConnected()).isFalse();
    assertThat(cluster.server.sessionCount()).isEqualTo(3);
    cluster.run(Duration.ofMillis(2900));
    assertThat(newcomer.isConnected()).isFalse();
    assertThat(player.videoFrames).isGreaterThan(framesBefore + 70);
    assertThat(cluster.clock.nanos() - player.lastVideoNanos).isLessThan(100_000_000L);
    assertThat(publisher.stream().queuedBytes()).isLessThan(10_000);
    cluster.until(newcomer::isConnected);
    assertThat(cluster.clock.nanos()).isGreaterThanOrEqualTo(endNanos);
    assertThat(player.skips).isZero();
  }

  @Test
  void decisionsOfABusyApplicationComeLateAndInOrder() {
    var cluster = Cluster.simple(8, new Echo());
    var host = cluster.client().connected();
    var player = new Player(cluster, host, "film");
    cluster.until(player::isPlaying);
    cluster.server.blockApplication(BUSY.toNanos());
    var answers = new ArrayList<Double>();
    for (int i = 0; i < 100; i++) {
      double number = i;
      host.act(
          () ->
              host.connection.call(
                  "echo", List.of(AmfValue.of(number)), new Collector(answers, cluster)));
    }
    cluster.run(Duration.ofSeconds(4));
    assertThat(answers).isEmpty();
    // No more than the credit of one client waits for the application; the rest stays on its flow.
    assertThat(cluster.server.waitingForControl())
        .isBetween(1, ServerSettings.DEFAULT.undecidedCommands());
    cluster.run(Duration.ofSeconds(3));
    assertThat(answers)
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> (double) i).toList());
  }

  @Test
  void mediaOfAPublishThatWaitsForItsDecisionIsHeldForItsListeners() {
    var cluster = Cluster.simple(9);
    var player = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(player::isPlaying);
    var host = cluster.client().connected();
    var publisher = new Publisher(cluster, host, "film", 1, Film.SMALL.eager());
    cluster.until(() -> publisher.videoFrames == 1);
    cluster.server.blockApplication(BUSY.toNanos());
    cluster.run(Duration.ofSeconds(4));
    assertThat(publisher.statuses).isEmpty();
    assertThat(player.videoFrames).isZero();
    cluster.until(() -> player.videoFrames > 0);
    assertThat(publisher.statuses).containsExactly(StatusCode.PUBLISH_START);
    cluster.run(Duration.ofSeconds(1));
    publisher.stop(false);
    cluster.until(() -> player.statuses.contains(StatusCode.PLAY_UNPUBLISH_NOTIFY));
    assertThat(player.videoFrames).isEqualTo(publisher.videoFrames);
    assertThat(player.audioFrames).isEqualTo(publisher.audioFrames);
  }

  private static final class Echo implements Application {
    @Override
    public CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
      return new CallAnswer.Value(arguments.getFirst());
    }
  }

  private record Collector(List<Double> answers, Cluster cluster) implements CallListener {
    @Override
    public void onResult(AmfValue result) {
      answers.add(result.numberOr(-1));
    }

    @Override
    public void onError(NetStatus status) {
      cluster.fault("a call failed: " + status);
    }
  }
}
