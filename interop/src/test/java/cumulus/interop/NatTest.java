package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients at home behind NATs of their own, introduced by a server on the internet. */
final class NatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"cone, cone", "full, symmetric", "symmetric, full"})
  void peersMeetThroughNatsThatLetThem(String ofPublisher, String ofPlayer) throws Exception {
    try (var network = new Network()) {
      network.home(1, ofPublisher);
      network.home(2, ofPlayer);
      try (var server = server(network)) {
        BufferedReader player = meet(network, server);
        assertThat(player.readLine()).isEqualTo("playing");
        assertThat(server.stop()).isZero();
      }
    }
  }

  @Test
  void peersBehindSymmetricNatsDoNotMeetAndTheLogSaysWhy() throws Exception {
    try (var network = new Network()) {
      network.home(1, "symmetric");
      network.home(2, "symmetric");
      try (var server = server(network)) {
        BufferedReader player = meet(network, server);
        Path log = folder.resolve("logs/log.0");
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(log).contains("NATs that give each far end another port")) {
          assertThat(System.nanoTime()).as("the log says nothing").isLessThan(endNanos);
          Thread.sleep(200);
        }
        assertThat(Files.readString(log)).contains("cannot introduce 203.0.113.11:");
        assertThat(player.ready()).isFalse();
        assertThat(server.stop()).isZero();
      }
    }
  }

  /** All addresses of the test's internet are of one machine: the server keeps to its own. */
  private ServerProcess server(Network network) throws IOException {
    Files.writeString(folder.resolve("CumulusServer.ini"), "host=" + Network.SERVER + "\n");
    return ServerProcess.start(network.onInternet(), folder);
  }

  /** Starts a publisher in the first home and a player in the second. */
  private static BufferedReader meet(Network network, ServerProcess server) throws Exception {
    String url = "rtmfp://" + Network.SERVER + ":" + server.port() + "/app";
    String line = network.start(1, "publish", url).inputReader().readLine();
    assertThat(line).startsWith("id ");
    return network.start(2, "play", url, line.substring(3)).inputReader();
  }
}
