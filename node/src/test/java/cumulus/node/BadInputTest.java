package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.server.Application;
import cumulus.server.Client;
import cumulus.server.ConnectVerdict;
import cumulus.server.Publication;
import cumulus.server.Verdict;
import cumulus.testkit.Variant;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a person can get wrong: each is one line that names the thing and says what to do, and an
 * exit code that is not zero.
 */
class BadInputTest {
  @TempDir private Path directory;

  private void fails(int code, List<String> arguments, String... inTheLine) throws Exception {
    Program program = Program.start(arguments.toArray(String[]::new));
    assertOneLine(program, code, inTheLine);
  }

  private static void assertOneLine(Program program, int code, String... inTheLine)
      throws Exception {
    assertThat(program.exitCode()).as(program.out() + program.err()).isEqualTo(code);
    assertThat(program.err().lines())
        .singleElement()
        .asString()
        .contains(inTheLine)
        .doesNotContain("Exception", "\tat ", "null");
  }

  private List<String> run(String... more) {
    return Program.join(List.of("run", "--dir", directory.toString()), more);
  }

  private void ini(String... lines) throws Exception {
    Files.write(directory.resolve("CumulusServer.ini"), List.of(lines));
  }

  private String log() throws Exception {
    return Files.readString(directory.resolve("logs").resolve("log.0"));
  }

  private Path film(int millis) throws Exception {
    Path film = directory.resolve("film.flv");
    Films.write(film, millis, new SplittableRandom(1));
    return film;
  }

  private static ServerNode server(Path directory, Application application) throws Exception {
    return open(
        Config.of(directory, IniFile.parse("x.ini", Variant.settings() + "port=0\nhost=127.0.0.1")),
        application);
  }

  private static ServerNode open(Config config, Application application) throws Exception {
    return ServerNode.open(config, application, Administration.of(config).tracing());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port=x|port = x: must be a number from 0 to 65535",
        "limits.sessions=many|limits.sessions = many: must be a number from 1 to 1000000",
        "limits.queueSize=1k|limits.queueSize = 1k: must be a size from 64k to 1g",
        "logs.format=xml|logs.format = xml: must be text or json",
        "host=localhost|host = localhost: must be an IPv4 or IPv6 address of this machine",
        "[limits|misses its closing bracket",
      })
  void aBadValueInTheConfiguration(String line, String message) throws Exception {
    ini("; my server", line);
    fails(78, run(), "FATAL  ", "CumulusServer.ini line 2: ", message);
    assertThat(log()).contains("  FATAL\t", message).hasLineCount(1);
  }

  @Test
  void anAddressOfAnotherMachine() throws Exception {
    ini("host=203.0.113.7", "port=0");
    fails(1, run(), "cannot listen on UDP port 0", "203.0.113.7 is no address of this machine");
    assertThat(log()).contains("  FATAL\t", "203.0.113.7");
  }

  @Test
  void aPortInUse() throws Exception {
    try (var taken = new DatagramSocket(0)) {
      String port = "" + taken.getLocalPort();
      fails(1, run("--port", port), "cannot listen on UDP port " + port, "--port N");
      assertThat(log()).contains("  FATAL\t", "cannot listen on UDP port " + port);
    }
  }

  /** Ports that are shared among loops would be shared with a second server in silence. */
  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,1", "2,2"})
  void aPortInUseByAnotherServerOfOurs(int threads, int otherThreads) throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Config config = Config.of(other, IniFile.parse("x.ini", "port=0\nthreads=" + otherThreads));
    try (ServerNode node = open(config, Application.ACCEPT_ALL)) {
      ini("threads=" + threads, "port=" + node.localAddress().getPort());
      fails(1, run(), "is another server running?");
    }
  }

  @Test
  void aLogsFolderThatCannotBeWritten() throws Exception {
    Path inTheWay = Files.createFile(directory.resolve("file"));
    ini("[logs]", "directory = file");
    fails(78, run(), "cannot write logs in " + inTheWay, "logs.directory or --dir");
    ini("[logs]", "directory = file/logs");
    fails(78, run(), "cannot write logs in " + inTheWay.resolve("logs"), "--dir");
    Files.createDirectories(directory.resolve("taken").resolve("log.0"));
    ini("[logs]", "directory = taken");
    fails(78, run(), "cannot write logs in " + directory.resolve("taken"));
  }

  @Test
  void aServerFolderThatCannotBeUsed() throws Exception {
    Files.createFile(directory.resolve("www"));
    fails(1, run("--port", "0"), "cannot create the folder", "www", "--dir");
  }

  @Test
  void aPidFileThatCannotBeWritten() throws Exception {
    Path pid = directory.resolve("none").resolve("pid");
    fails(1, run("--port", "0", "--pidfile", pid.toString()), "process id", "--pidfile");
  }

  @Test
  void anUnknownOptionOrCommand() throws Exception {
    fails(2, List.of("--prot", "5"), "'--prot'", "cumulus --help");
    fails(2, List.of("plya", "rtmfp://localhost/a/b"), "plya", "cumulus --help");
    fails(2, List.of("publish", "a.flv", "rtmfp://localhost/a/b", "--lop"), "'--lop'", "publish");
  }

  @Test
  void aMissingOrDamagedFilm() throws Exception {
    String url = "rtmfp://127.0.0.1:9/live/x";
    fails(1, List.of("publish", directory.resolve("no.flv").toString(), url), "no file", "no.flv");
    Path text = Files.writeString(directory.resolve("text.flv"), "this is no film at all");
    fails(1, List.of("publish", text.toString(), url), "text.flv", "no FLV file", "ffmpeg");
    Path cut = directory.resolve("cut.flv");
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(film(200)), 20));
    fails(1, List.of("publish", cut.toString(), url), "cut.flv is damaged", "byte 13", "ffmpeg");
  }

  @Test
  void aFilmThatIsDamagedInTheMiddle() throws Exception {
    Path film = film(400);
    try (var file = new RandomAccessFile(film.toFile(), "rw")) {
      file.setLength(file.length() - 100);
    }
    try (ServerNode node = server(directory, Application.ACCEPT_ALL)) {
      String url = "rtmfp://127.0.0.1:" + node.localAddress().getPort() + "/live/x";
      fails(1, List.of("publish", film.toString(), url), "film.flv is damaged", "byte");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/live/x, does not begin with rtmfp://",
    "rtmfp:///x, names no host",
    "rtmfp://localhost:70000/a/b, port must be 1 to 65535",
    "rtmfp://localhost:port/a/b, \"port\" is no port",
    "rtmfp://::1/a/b, must stand in brackets",
    "rtmfp://localhost, does not end with the name of a stream",
  })
  void aWrongUrl(String url, String message) throws Exception {
    fails(2, List.of("play", url), message, "rtmfp://localhost/live/concert");
    fails(2, List.of("publish", film(100).toString(), url), message);
  }

  @Test
  void aHostThatIsNotThere() throws Exception {
    fails(1, List.of("play", "rtmfp://no-such-host.invalid/a/b"), "no-such-host.invalid", "check");
  }

  @Test
  void aServerThatIsNotThere() throws Exception {
    try (var silent = new DatagramSocket(0)) {
      String url = "rtmfp://127.0.0.1:" + silent.getLocalPort() + "/live/x";
      fails(1, List.of("play", url, "--wait", "1"), "no answer from 127.0.0.1", "UDP port");
    }
  }

  @Test
  void aRefusal() throws Exception {
    var refusing =
        new Application() {
          @Override
          public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
            return client.connectInfo().path().equals("closed")
                ? new ConnectVerdict.Refuse("members only")
                : ConnectVerdict.ACCEPT;
          }

          @Override
          public Verdict onPublish(Client client, Publication publication) {
            return new Verdict.Refuse("not today");
          }
        };
    try (ServerNode node = server(directory, refusing)) {
      String url = "rtmfp://127.0.0.1:" + node.localAddress().getPort() + "/";
      fails(1, List.of("play", url + "closed/x"), "refuses the connection", "members only");
      fails(1, List.of("publish", film(100).toString(), url + "open/x"), "refuses", "not today");
    }
  }

  @Test
  void aServerThatIsGoneInMidPlayAndBeforeItAnswers() throws Exception {
    Path live = Files.createDirectories(directory.resolve("www/live"));
    Files.writeString(
        live.resolve("main.lua"),
        """
        function onPublish(client, publication)
          if publication.name == "late" then
            NOTE("thinks")
            while true do end
          end
        end
        """);
    try (ChildProgram server =
        ChildProgram.start(directory, run("--port", "0").toArray(String[]::new))) {
      String url = "rtmfp://127.0.0.1:" + server.port() + "/live/film";
      Program player = Program.start("play", url);
      Path film = film(400);
      Program publisher = Program.start("publish", film.toString(), url, "--loop");
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> log().contains("publishes film") && log().contains("plays film"));
      Program late =
          Program.start("publish", film.toString(), url.replace("/film", "/late"), "--loop");
      Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> log().contains("thinks"));
      server.signal("KILL");
      assertOneLine(late, 1, "127.0.0.1:", "fell silent", "check the network and the server");
      assertOneLine(player, 1, "127.0.0.1:", "fell silent", "check the network and the server");
      assertOneLine(publisher, 1, "127.0.0.1:", "fell silent", "check the network and the server");
    }
  }
}
