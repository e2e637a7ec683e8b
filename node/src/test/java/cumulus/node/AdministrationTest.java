package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator asks of a server that runs, through the program's own commands. */
class AdministrationTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private Path directory;
  private final List<Program> running = new ArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    for (Program program : running.reversed()) {
      program.stop();
      program.exitCode();
    }
  }

  private Program begin(String... arguments) {
    Program program = Program.start(arguments);
    running.add(program);
    return program;
  }

  private String startServer(Path folder, String... more) throws InterruptedException {
    var arguments = new ArrayList<>(List.of("run", "--port", "0", "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    return "rtmfp://127.0.0.1:" + begin(arguments.toArray(String[]::new)).port() + "/live/film";
  }

  /** Runs a command to its end and answers what it printed. */
  private String ask(String... arguments) throws Exception {
    Program program = Program.start(withFolder(arguments));
    assertThat(program.exitCode()).as(program.err()).isZero();
    return program.out();
  }

  /** Runs a command that fails and answers its one line. */
  private String fails(String... arguments) throws Exception {
    Program program = Program.start(withFolder(arguments));
    assertThat(program.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(program.out()).isEmpty();
    assertThat(program.err().strip()).startsWith("cumulus: ").doesNotContain("\n", "Exception");
    return program.err().strip();
  }

  private String[] withFolder(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--dir", directory.toString()));
    return all.toArray(String[]::new);
  }

  private JsonNode status() throws Exception {
    String line = ask("status", "--json");
    assertThat(line).endsWith("}\n").doesNotContain("\n{");
    return JSON.readTree(line);
  }

  private void publish(String url) throws IOException {
    Path film = directory.resolve("film.flv");
    Films.write(film, 2_000, new SplittableRandom(7));
    begin("publish", film.toString(), url, "--loop");
  }

  private void play(String url, String file) {
    begin("play", url, "-o", directory.resolve(file).toString());
  }

  private void awaitListeners(int count) {
    Awaitility.await().until(() -> status().path("application").path("listeners").asInt() == count);
  }

  private List<JsonNode> trace() throws IOException {
    Path file = directory.resolve("logs").resolve("trace.0");
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream().map(JSON::readTree).toList();
  }

  private static List<JsonNode> events(List<JsonNode> lines, String event) {
    return lines.stream().filter(line -> line.path("event").asString().equals(event)).toList();
  }

  @Test
  void theStatusTellsWhatTheServerDoes() throws Exception {
    String url = startServer(directory);
    publish(url);
    play(url, "a.flv");
    play(url + "2", "b.flv");
    awaitListeners(2);
    Awaitility.await()
        .until(() -> status().at("/publications/shown/0/bitsPerSecond").asLong() > 50_000);
    JsonNode status = status();

    assertThat(status.at("/server/process").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(status.at("/server/folder").asString()).isEqualTo(directory.toString());
    assertThat(status.at("/server/upSeconds").asDouble()).isPositive();
    for (JsonNode loop : status.path("loops")) {
      assertThat(loop.path("isAnswering").asBoolean()).isTrue();
      assertThat(loop.path("turns").asLong()).isPositive();
      assertThat(loop.path("mailbox").isInt()).isTrue();
    }
    assertThat(sum(status, "datagramsIn")).isPositive();
    assertThat(sum(status, "clients")).isEqualTo(3);
    assertThat(status.at("/application/isAnswering").asBoolean()).isTrue();
    assertThat(status.at("/application/clients").asInt()).isEqualTo(3);
    assertThat(status.at("/memory/heapUsedBytes").asLong()).isPositive();

    assertThat(status.at("/sessions/shown").size()).isEqualTo(3);
    assertThat(status.at("/sessions/more").asInt()).isZero();
    JsonNode session = status.at("/sessions/shown/0");
    assertThat(session.path("application").asString()).isEqualTo("live");
    assertThat(session.path("address").asString()).startsWith("127.0.0.1:");
    assertThat(session.path("roundTripMillis").asDouble()).isPositive();
    assertThat(session.path("lossOut").asDouble()).isBetween(0.0, 1.0);

    JsonNode film = status.at("/publications/shown/0");
    assertThat(film.path("name").asString()).isEqualTo("film");
    assertThat(film.path("listeners").asInt()).isEqualTo(1);
    assertThat(film.path("messages").asInt()).isPositive();
    JsonNode listener = status.at("/subscribers/shown/0");
    assertThat(listener.path("waitingBytes").isIntegralNumber()).isTrue();
    assertThat(listener.path("framesDropped").isIntegralNumber()).isTrue();
    assertThat(status.at("/waiting/shown/0/listeners").asInt()).isEqualTo(1);
    assertThat(status.path("drops"))
        .isNotEmpty()
        .allSatisfy(drop -> assertThat(drop.path("meaning").asString()).isNotEmpty());

    assertThat(ask("status"))
        .contains("Loops", "rtmfp-0", "Sessions", "/live", "Publications", "Listeners")
        .contains("Names that nobody publishes", "film2", "kbit/s", "log level");
    assertThat(status(1).at("/sessions/more").asInt()).isEqualTo(2);
    assertThat(ask("status", "--top", "1")).contains("and 2 more");
  }

  /** Of all loops. */
  private static long sum(JsonNode status, String figure) {
    return status.path("loops").valueStream().mapToLong(loop -> loop.path(figure).asLong()).sum();
  }

  private JsonNode status(int top) throws Exception {
    return JSON.readTree(ask("status", "--json", "--top", String.valueOf(top)));
  }

  @Test
  void withoutAServerOneLineSaysSo() throws Exception {
    String line = "no server runs in the folder " + directory;
    assertThat(fails("status")).contains(line, "--dir");
    assertThat(fails("status", "--json")).contains(line);
    assertThat(fails("trace", "all", "on")).contains(line);
    assertThat(fails("log", "7")).contains(line);
    assertThat(fails("dump", "0.1", directory.resolve("x.pcap").toString())).contains(line);
    assertThat(directory.resolve("x.pcap")).doesNotExist();
  }

  @Test
  void theSocketIsTheOwnersAlone() throws Exception {
    startServer(directory);
    Path data = directory.resolve("data");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("admin.socket"))))
        .isEqualTo("rw-------");
    running.getFirst().stop();
    assertThat(running.getFirst().exitCode()).isZero();
    assertThat(data.resolve("admin.socket")).doesNotExist();
  }

  @Test
  void aSecondServerOfTheFolderIsRefused() throws Exception {
    startServer(directory);
    assertThat(fails("run", "--port", "0"))
        .contains("a server runs in the folder " + directory)
        .contains("process " + ProcessHandle.current().pid(), "--dir");
    assertThat(status().at("/loops/0/isAnswering").asBoolean()).isTrue();
  }

  @Test
  void whatAKilledServerLeftIsReplaced() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("lock"), "4711\n");
    Path socket = data.resolve("admin.socket");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    assertThat(fails("status")).contains("no server runs");
    startServer(directory);
    assertThat(ask("status")).contains("Cumulus");
  }

  @Test
  void aFolderTooDeepForASocketIsSaidAndTheServerRuns() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
    startServer(deep);
    Path log = deep.resolve("logs").resolve("log.0");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(log))
                    .contains(
                        "WARN\t",
                        "./cumulus status will not work",
                        "a local socket takes 103",
                        "--dir"));
  }

  @Test
  void theTraceOfAClientTellsItsStory() throws Exception {
    String url = startServer(directory);
    assertThat(ask("trace")).contains("Nobody is traced");
    assertThat(ask("trace", "127.0.0.1", "on")).contains("0 of those connected", "trace.0");
    publish(url);
    play(url, "a.flv");
    Awaitility.await().until(() -> !events(trace(), "PlayBegan").isEmpty());
    Awaitility.await()
        .until(() -> status().at("/sessions/shown").findValues("isTraced").size() == 2);
    for (Program client : running.subList(1, 3).reversed()) {
      client.stop();
      assertThat(client.exitCode()).as(client.err()).isZero();
    }
    Awaitility.await().until(() -> events(trace(), "SessionClosed").size() == 2);
    List<JsonNode> lines = trace();

    assertThat(events(lines, "HelloReceived").getFirst().path("address").asString())
        .startsWith("127.0.0.1:");
    String publisher = events(lines, "PublishBegan").getFirst().path("session").asString();
    var story = lines.stream().filter(line -> line.path("session").asString().equals(publisher));
    assertThat(story.map(AdministrationTest::summary).filter(text -> !text.startsWith("Window")))
        .startsWith("SessionOpened", "FlowOpened", "CommandReceived connect")
        .containsSubsequence(
            "MessageSent _result NetConnection.Connect.Success",
            "CommandReceived createStream",
            "CommandReceived publish film",
            "PublishBegan film",
            "MessageSent onStatus NetStream.Publish.Start",
            "FlowCompleted",
            "PublishEnded film")
        .endsWith("SessionClosed");
    JsonNode opened = events(lines, "SessionOpened").getFirst();
    assertThat(opened.path("group").asInt()).isEqualTo(2);
    assertThat(opened.path("peerId").asString()).hasSize(64);
    assertThat(opened.path("farId").asString()).hasSize(8);
    assertThat(events(lines, "FlowOpened").getFirst().path("purpose").asString())
        .isEqualTo("Stream[streamId=0, arrivalOrder=false]");
    assertThat(events(lines, "Window")).isNotEmpty();
    assertThat(events(lines, "PlayEnded").getFirst().path("name").asString()).isEqualTo("film");
  }

  private static String summary(JsonNode line) {
    String about = line.path("about").asString("");
    String name = line.path("name").asString("");
    return (line.path("event").asString()
            + " "
            + name
            + " "
            + (name.equals("connect") ? "" : about))
        .strip();
  }

  @Test
  void traceCanBeSwitchedForOneClientWhileItIsConnected() throws Exception {
    String url = startServer(directory);
    publish(url);
    play(url, "a.flv");
    awaitListeners(1);
    JsonNode listener = status().at("/subscribers/shown/0");
    String client = listener.path("client").asString();
    assertThat(ask("trace", client)).contains("The trace of " + client + " is on; that is 1");
    Awaitility.await().until(() -> !events(trace(), "TraceBegan").isEmpty());
    JsonNode began = events(trace(), "TraceBegan").getFirst();
    assertThat(began.path("client").asString()).isEqualTo(client);
    assertThat(began.at("/statistics/packetsSent").asLong()).isPositive();
    String session = began.path("session").asString();
    assertThat(trace()).allMatch(line -> line.path("session").asString().equals(session));
    assertThat(ask("status")).contains("traced: " + client, session + " traced");

    assertThat(ask("trace", began.path("peerId").asString().substring(0, 10))).contains("is 1");
    ask("trace", client, "off");
    assertThat(status().at("/sessions/shown").findValuesAsString("isTraced")).contains("true");
    assertThat(ask("trace", "all", "off")).contains("Nobody is traced");
    Awaitility.await().until(() -> !events(trace(), "TraceEnded").isEmpty());
    assertThat(status().at("/sessions/shown").findValuesAsString("isTraced")).containsOnly("false");

    assertThat(fails("trace", "0.77", "on")).contains("no client 0.77", "./cumulus status");
    assertThat(fails("trace", "nobody's", "on")).contains("\"nobody's\" names no client");
    assertThat(ask("trace")).contains("Nobody is traced");
  }

  @Test
  void theDumpIsACaptureFileOfOneSession() throws Exception {
    String url = startServer(directory);
    publish(url);
    Awaitility.await().until(() -> status().at("/publications/shown").size() == 1);
    String client = status().at("/publications/shown/0/client").asString();
    Path file = directory.resolve("x.pcap");
    assertThat(ask("dump", client, file.toString(), "--seconds", "1"))
        .containsPattern("\\d+ packets are in .*x.pcap");
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    assertThat(bytes.getInt()).isEqualTo(0xa1b2c3d4);
    assertThat(bytes.getInt(20)).as("raw IP").isEqualTo(101);
    bytes.position(24);
    int in = 0;
    int out = 0;
    int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
    while (bytes.hasRemaining()) {
      bytes.position(bytes.position() + 8);
      int length = bytes.getInt();
      assertThat(bytes.getInt()).isEqualTo(length);
      int packet = bytes.position();
      assertThat(bytes.get(packet)).as("IPv4, five words").isEqualTo((byte) 0x45);
      assertThat(bytes.getShort(packet + 2) & 0xffff).isEqualTo(length);
      boolean isSent = (bytes.getShort(packet + 20) & 0xffff) == port;
      int flags = bytes.get(packet + 28) & 0x03;
      assertThat(flags).as("mark of the sender's side").isEqualTo(isSent ? 2 : 1);
      in += isSent ? 0 : 1;
      out += isSent ? 1 : 0;
      bytes.position(packet + length);
    }
    assertThat(in).isPositive();
    assertThat(out).isPositive();

    assertThat(fails("dump", "0.77", file.toString())).contains("no client 0.77");
    play(url, "a.flv");
    awaitListeners(1);
    assertThat(fails("dump", "127.0.0.1", file.toString())).contains("means 2 sessions");
  }

  @Test
  void theLevelOfTheLogIsChanged() throws Exception {
    startServer(directory);
    assertThat(ask("log")).isEqualTo("The log's level is info.\n");
    assertThat(ask("log", "Debug")).isEqualTo("The log's level is debug.\n");
    assertThat(Logs.level()).isEqualTo(LogLevel.DEBUG);
    assertThat(ask("log", "4")).isEqualTo("The log's level is warn.\n");
    assertThat(status().path("log").asString()).isEqualTo("WARN");
    Program wrong = Program.start(withFolder("log", "9"));
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("there is no level \"9\": use 0 to 8");
  }

  @Test
  void questionsThatAreNoneAreAnsweredWithOneLine() throws Exception {
    startServer(directory);
    assertThat(say("hello\n")).contains("\\\"hello\\\" is not understood");
    assertThat(say("status x\n")).contains("\\\"x\\\" is not understood");
    assertThat(say("trace all sideways\n")).contains("is not understood");
    assertThat(say("dump\n")).contains("is not understood");
    assertThat(say("\n")).contains("is not understood");
    assertThat(say("x".repeat(5_000))).contains("a line of at most 1024 bytes");
    assertThat(say("status 99999999\n")).startsWith("{\"server\"");
    assertThat(ask("status")).contains("Cumulus");
  }

  @Test
  void moreConnectionsThanAreTakenAreToldSo() throws Exception {
    startServer(directory);
    var silent = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < 8; i++) {
        silent.add(connect());
      }
      Awaitility.await().until(() -> say("log\n").contains("too many ask at once"));
    } finally {
      for (SocketChannel each : silent) {
        each.close();
      }
    }
    Awaitility.await().until(() -> say("log\n").contains("INFO"));
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(
        UnixDomainSocketAddress.of(directory.resolve("data").resolve("admin.socket")));
  }

  /** Says something on a connection and answers what comes back. */
  private String say(String text) throws IOException {
    try (SocketChannel connection = connect()) {
      try {
        connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      } catch (IOException e) {
        // The answer was there before the question's end.
      }
      var answer = ByteBuffer.allocate(1 << 20);
      try {
        while (connection.read(answer) >= 0) {
          assertThat(answer.hasRemaining()).isTrue();
        }
      } catch (IOException e) {
        // The server closed without reading all of the question; its answer came before that.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
