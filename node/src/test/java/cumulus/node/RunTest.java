package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.NetConnection;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as {@code run} starts it: its port, its folders and what scripts see of its file. */
class RunTest {
  @TempDir private Path directory;

  private Program start(String... more) {
    List<String> run = List.of("run", "--dir", directory.toString());
    return Program.start(Program.join(run, more).toArray(String[]::new));
  }

  private void ini(String... lines) throws Exception {
    Files.write(directory.resolve("CumulusServer.ini"), List.of(lines));
  }

  private String log(String name) throws Exception {
    Path file = directory.resolve("logs").resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** Lets a script write down what an expression is while the server starts. */
  private Path writtenByScript(String expression) throws Exception {
    Path main = Files.createDirectories(directory.resolve("www")).resolve("main.lua");
    Path written = directory.resolve("written");
    Files.writeString(
        main, "local f = io.open([[" + written + "]], 'w') f:write(" + expression + ") f:close()");
    return written;
  }

  private static int freePort() throws Exception {
    try (var socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  @Test
  void configurationCheck1_withoutAFilePortLogsAndWwwAreTheStandardOnes() throws Exception {
    Program server = start();
    // Where somebody has the port already, it is the one that is named as taken.
    Awaitility.await().until(() -> log("log.0").contains("UDP port 1935"));
    server.stop();
    assertThat(server.exitCode()).isBetween(ExitCode.OK, ExitCode.FAILURE);
    assertThat(directory.resolve("www")).isDirectory();
  }

  @Test
  void configurationCheck2_thePortOfTheFileIsBoundAndATextForScripts() throws Exception {
    int port = freePort();
    ini("port = " + port, "[logs]", "name = events", "nme = x");
    Path written = writtenByScript("type(cumulus.configs.port), ' ', cumulus.configs.port");
    Program server = start();
    assertThat(server.port()).isEqualTo(port);
    Awaitility.await().untilAsserted(() -> assertThat(written).hasContent("string " + port));
    server.stop();
    assertThat(server.exitCode()).isZero();
    assertThat(log("events.0")).contains("NOTE\t", "UDP port " + port, "WARN\t", "logs.name");
  }

  @Test
  void configurationCheck3_falseIsABooleanAndTrueAText() throws Exception {
    ini("[g]", "k=false", "t=true");
    Path written =
        writtenByScript("tostring(cumulus.configs.g.k == false), type(cumulus.configs.g.t)");
    Program server = start("--port", "0");
    server.port();
    server.stop();
    assertThat(server.exitCode()).isZero();
    Awaitility.await().untilAsserted(() -> assertThat(written).hasContent("truestring"));
  }

  @Test
  void dumpWritesThePacketsOfClientsIntoTheLog() throws Exception {
    Program server = start("--port", "0", "--dump");
    String url = "rtmfp://127.0.0.1:" + server.port() + "/live";
    NetConnection.connect(url).get(60, TimeUnit.SECONDS).close();
    server.stop();
    assertThat(server.exitCode()).isZero();
    assertThat(log("log.0").lines())
        .anyMatch(line -> line.matches(".*packet received from 127.*\\(handshake\\), \\d+ bytes:"))
        .anyMatch(line -> line.matches(".*packet sent to 127.*\\(handshake\\), \\d+ bytes:"))
        .anyMatch(line -> line.matches(".*packet received from .*\\(session \\w{8}\\), .*"))
        .anyMatch(line -> line.matches(".*packet sent to .*\\(session \\w{8}\\), .*"))
        .anyMatch(line -> line.matches("\t0000  [0-9a-f ]{47}  .{1,16}"));
    int textColumn = 56;
    assertThat(
            log("log.0")
                .lines()
                .filter(line -> line.startsWith("\t"))
                .map(line -> line.substring(textColumn))
                .collect(Collectors.joining()))
        .contains("NetConnection.Connect.Success");
  }

  @Test
  void configurationCheck15_thePidFileHoldsTheProcessId() throws Exception {
    Path pid = directory.resolve("pid");
    Program server = start("--port", "0", "--pidfile", pid.toString());
    server.port();
    assertThat(Files.readString(pid).strip()).isEqualTo("" + ProcessHandle.current().pid());
    server.stop();
    assertThat(server.exitCode()).isZero();
    assertThat(pid).doesNotExist();
  }

  @Test
  void configurationCheck16_port0TakesAFreeOneNamesItAndServesThere() throws Exception {
    ini("port = 0");
    Program server = start();
    int port = server.port();
    assertThat(port).isPositive();
    assertThat(server.out()).contains("./cumulus publish FILE.flv rtmfp://localhost:" + port);
    try (NetConnection connection =
        NetConnection.connect("rtmfp://127.0.0.1:" + port + "/live").get(60, TimeUnit.SECONDS)) {
      assertThat(connection.whenEnded()).isNotDone();
    }
    server.stop();
    assertThat(server.exitCode()).isZero();
    assertThat(log("log.0")).contains("listens on UDP port " + port);
  }
}
