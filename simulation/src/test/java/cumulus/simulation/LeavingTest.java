package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.server.LoopStatistics;
import cumulus.simulation.Publisher.Film;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients come and go in their hundreds; nothing of them stays. */
final class LeavingTest {
  private static final int ORDERLY = 1000;
  private static final int AT_A_TIME = 25;
  private static final int KILLED = 100;

  /** Longer than the dead-peer time and every linger time together. */
  private static final Duration LINGER = Duration.ofMinutes(6);

  @Test
  void nothingStaysOfThousandOrderlyAndHundredKilledClientsAndOthersPlayOn() {
    var cluster = Cluster.simple(6);
    var publisher =
        new Publisher(
            cluster,
            cluster.client().connected(),
            "film",
            1,
            new Film(200_000_000, 10, 2000, 300, 0, 0, false, 0));
    var steady = new Player(cluster, cluster.client().connected(), "film");
    cluster.until(() -> steady.videoFrames > 5);
    for (int batch = 0; batch < ORDERLY / AT_A_TIME; batch++) {
      comeAndGo(cluster);
    }
    var killed = arrive(cluster, KILLED);
    var players = killed.stream().map(each -> new Player(cluster, each, "film")).toList();
    cluster.until(() -> players.stream().allMatch(each -> each.videoFrames > 2));
    killed.forEach(ClientHost::kill);
    var server = cluster.server;
    assertThat(server.total(LoopStatistics::clients)).isEqualTo(2 + KILLED);
    cluster.run(LINGER);
    assertThat(server.sessionCount()).isEqualTo(2);
    assertThat(server.reassemblyBytes()).isZero();
    assertThat(server.total(LoopStatistics::clients)).isEqualTo(2);
    assertThat(server.total(LoopStatistics::subscribers)).isEqualTo(1);
    assertThat(server.total(LoopStatistics::publications)).isEqualTo(1);
    assertThat(cluster.server.control.statistics().listeners()).isEqualTo(1);
    assertThat(cluster.server.control.clients()).hasSize(2);
    assertThat(steady.skips).isZero();
    assertThat(steady.lastVideoIndex()).isGreaterThan(publisher.videoFrames - 3);
  }

  private static void comeAndGo(Cluster cluster) {
    var clients = arrive(cluster, AT_A_TIME);
    var players = clients.stream().map(each -> new Player(cluster, each, "film")).toList();
    cluster.until(() -> players.stream().allMatch(each -> each.videoFrames > 0));
    clients.forEach(ClientHost::close);
    cluster.until(() -> clients.stream().allMatch(ClientHost::isGone));
    clients.forEach(ClientHost::remove);
  }

  private static List<ClientHost> arrive(Cluster cluster, int count) {
    var clients =
        new ArrayList<>(
            IntStream.range(0, count).mapToObj(i -> cluster.client().connect()).toList());
    cluster.until(() -> clients.stream().allMatch(ClientHost::isConnected));
    return clients;
  }
}
