package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.client.NetConnection;
import cumulus.server.Application;
import cumulus.transport.UdpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The key transport decides how datagrams are moved. */
class TransportKeyTest {
  private static final String MACHINE = "os.arch";

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "BATCH"})
  void aServerMovesDatagramsAsItIsTold(UdpSettings.Transport transport) throws Exception {
    Optional<String> obstacle = transport.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped: " + obstacle);
    Config config =
        Config.of(
            directory,
            IniFile.parse("x.ini", "port = 0\nthreads = 2\ntransport = " + transport.name()));
    try (Administration administration = Administration.of(config);
        ServerNode node =
            ServerNode.open(config, Application.ACCEPT_ALL, administration.tracing())) {
      assertThat(node.transport()).isEqualTo(transport);
      String url = "rtmfp://127.0.0.1:" + node.localAddress().getPort() + "/live";
      try (NetConnection connection = NetConnection.connect(url).join()) {
        assertThat(connection.statistics().join()).isPresent();
      }
    }
  }

  @Test
  void batchesOfAMachineThatHasNoneAreOneLine() throws Exception {
    Files.writeString(directory.resolve("CumulusServer.ini"), "transport = batch\n");
    String machine = System.getProperty(MACHINE, "");
    System.setProperty(MACHINE, "riscv64");
    try {
      Program server = Program.start("run", "--port", "0", "--dir", directory.toString());
      assertThat(server.exitCode()).isEqualTo(ExitCode.CONFIG);
      assertThat(server.err())
          .isEqualTo(
              "cumulus: transport = batch: that needs Linux on x86-64 or AArch64; set it to auto\n");
      Config.Reading settings = Config.read(directory, IniFile.parse("x.ini", "transport = batch"));
      assertThat(new MachineCheck().run(settings))
          .extracting(Problem::text)
          .containsExactly(
              "transport = batch: that needs Linux on x86-64 or AArch64; set it to auto");
    } finally {
      System.setProperty(MACHINE, machine);
    }
  }
}
