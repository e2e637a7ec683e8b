package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load generator against a server in the same process. */
class BenchTest {
  @TempDir private Path directory;
  private Program server = Program.start("--version");

  @AfterEach
  void stopServer() throws Exception {
    server.stop();
    assertThat(server.exitCode()).isZero();
  }

  private int startServer() throws InterruptedException {
    server = Program.start("run", "--port", "0", "--dir", directory.toString());
    return server.port();
  }

  private String json(int expectedExit, String... arguments) throws Exception {
    Path json = directory.resolve("figures.json");
    String[] all = new String[arguments.length + 3];
    all[0] = "bench";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--json";
    all[arguments.length + 2] = json.toString();
    Program bench = Program.start(all);
    assertThat(bench.exitCode()).as(bench.err()).isEqualTo(expectedExit);
    return Files.readString(json);
  }

  private static double figure(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\": ([-\\d.]+)").matcher(json);
    assertThat(found.find()).as(name + " in " + json).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void everyPlayerOfAFanOutIsCounted() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live/load";
    String pid = "" + ProcessHandle.current().pid();
    String json =
        json(
            0,
            "fan-out",
            url,
            "--players",
            "2,5",
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--pid",
            pid);
    String[] rows = json.split("\n");
    assertThat(rows).hasSize(2);
    assertThat(figure(rows[0], "players")).isEqualTo(2);
    for (String row : rows) {
      assertThat(figure(row, "sent")).isPositive();
      assertThat(figure(row, "expected")).isEqualTo(figure(row, "sent") * figure(row, "players"));
      assertThat(figure(row, "lost")).isZero();
      assertThat(figure(row, "twice")).isZero();
      assertThat(figure(row, "p50Ms")).isPositive();
      assertThat(figure(row, "maxMs")).isGreaterThanOrEqualTo(figure(row, "p50Ms"));
      assertThat(figure(row, "connectP50Ms")).isPositive();
      assertThat(figure(row, "serverMicros")).isPositive();
    }
  }

  @Test
  void everyPublicationHasItsPlayers() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live/load";
    String[] load = {"--publications", "3", "--players", "2", "--seconds", "1", "--warm-up", "0"};
    String json = json(0, concat("fan-out", url, load));
    assertThat(figure(json, "publications")).isEqualTo(3);
    assertThat(figure(json, "players")).isEqualTo(6);
    assertThat(figure(json, "sent")).isGreaterThan(3);
    assertThat(figure(json, "expected")).isEqualTo(2 * figure(json, "sent"));
    assertThat(figure(json, "lost")).isZero();
    assertThat(figure(json, "twice")).isZero();
  }

  @Test
  void aFloodIsAsFastAsTheServerTakesIt() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live/load";
    String[] load = {"--flood", "--players", "2", "--seconds", "1", "--warm-up", "0"};
    String json = json(0, concat("fan-out", url, load));
    assertThat(figure(json, "sent")).isGreaterThan(60);
    assertThat(figure(json, "delivered")).isPositive();
    assertThat(figure(json, "delivered") + figure(json, "lost"))
        .isEqualTo(figure(json, "expected"));
  }

  @Test
  void introducedPairsStreamToEachOther() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live";
    String json = json(0, "p2p", url, "--pairs", "3", "--seconds", "1", "--rate", "20");
    assertThat(figure(json, "met")).isEqualTo(3);
    assertThat(figure(json, "failed")).isZero();
    assertThat(figure(json, "meetingP50Ms")).isPositive();
    assertThat(figure(json, "arrived")).isEqualTo(figure(json, "expected")).isPositive();
    assertThat(figure(json, "twice")).isZero();
  }

  @Test
  void clientsOfAStormComeAndGo() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live";
    String json = json(0, "storm", url, "--clients", "30", "--at-once", "8");
    assertThat(figure(json, "connected")).isEqualTo(30);
    assertThat(figure(json, "failed")).isZero();
    assertThat(figure(json, "p50Ms")).isPositive();
  }

  @Test
  void aStormWithARateBeginsItsClientsEvenly() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live";
    String json = json(0, "storm", url, "--clients", "11", "--warm-up", "2", "--rate", "20");
    assertThat(figure(json, "connected")).isEqualTo(11);
    assertThat(figure(json, "seconds")).isGreaterThanOrEqualTo(0.5);
  }

  @Test
  void idleClientsAreHeldAndMeasured() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: memory is read from /proc");
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live";
    String pid = "" + ProcessHandle.current().pid();
    String json = json(0, "idle", url, "--clients", "20", "--seconds", "1", "--pid", pid);
    assertThat(figure(json, "connected")).isEqualTo(20);
    assertThat(figure(json, "failed")).isZero();
    assertThat(figure(json, "heldMb")).isPositive();
  }

  @Test
  void callsOfAnApplicationAreAnsweredAndCounted() throws Exception {
    Path main = Files.createDirectories(directory.resolve("www/echo")).resolve("main.lua");
    Files.writeString(
        main, "function onConnection(client) function client:echo(x) return x end end");
    String url = "rtmfp://127.0.0.1:" + startServer() + "/echo";
    String[] load = {"--clients", "3", "--outstanding", "2", "--seconds", "1", "--warm-up", "0"};
    String json = json(0, concat("rpc", url, load));
    assertThat(figure(json, "answered")).isGreaterThan(6);
    assertThat(figure(json, "errors")).isZero();
    assertThat(figure(json, "wrong")).isZero();
    assertThat(figure(json, "p50Ms")).isPositive();
    String missing = json(1, concat("rpc", url, load, "--method", "nothing"));
    assertThat(figure(missing, "errors")).isEqualTo(figure(missing, "answered")).isPositive();
  }

  private static String[] concat(String kind, String url, String[] load, String... more) {
    return Stream.of(Stream.of(kind, url), Stream.of(load), Stream.of(more))
        .flatMap(each -> each)
        .toArray(String[]::new);
  }

  @Test
  void whatTheLauncherMakesItsCacheWithWorks() throws Exception {
    Program train = Program.start("train");
    assertThat(train.exitCode()).as(train.err()).isZero();
  }

  @Test
  void theFailedOnesOfAStormAreCounted() throws Exception {
    try (var silent = new DatagramSocket(0)) {
      String url = "rtmfp://127.0.0.1:" + silent.getLocalPort() + "/live";
      String json = json(1, "storm", url, "--clients", "2", "--wait", "1");
      assertThat(figure(json, "connected")).isZero();
      assertThat(figure(json, "failed")).isEqualTo(2);
    }
  }

  @Test
  void whatCannotBeMeasuredIsExplained() throws Exception {
    fails(ExitCode.USAGE, "which load?", "bench");
    String url = "rtmfp://127.0.0.1/live/load";
    fails(ExitCode.USAGE, "--bytes must be", "bench", "fan-out", url, "--bytes", "3");
    fails(ExitCode.USAGE, "--players must ascend", "bench", "fan-out", url, "--players", "5,5");
    fails(ExitCode.USAGE, "check --pid", "bench", "fan-out", url, "--pid", "999999999");
    fails(ExitCode.USAGE, "--outstanding must be", "bench", "rpc", url, "--outstanding", "0");
    fails(ExitCode.USAGE, "--pairs must be", "bench", "p2p", url, "--pairs", "0");
    fails(ExitCode.USAGE, "--rate must be", "bench", "fan-out", url, "--rate", "0");
    fails(ExitCode.USAGE, "say with --pid", "bench", "idle", url);
    fails(ExitCode.USAGE, "--at-once must be", "bench", "storm", url, "--at-once", "0");
    fails(ExitCode.USAGE, "--rate must be", "bench", "storm", url, "--rate", "-1");
    try (var silent = new DatagramSocket(0)) {
      String nobody = "rtmfp://127.0.0.1:" + silent.getLocalPort() + "/live/load";
      fails(ExitCode.FAILURE, "no answer from", "bench", "fan-out", nobody, "--wait", "1");
    }
  }

  private static void fails(int code, String message, String... arguments) throws Exception {
    Program program = Program.start(arguments);
    assertThat(program.exitCode()).isEqualTo(code);
    assertThat(program.err().strip()).contains(message).doesNotContain("\n");
  }
}
