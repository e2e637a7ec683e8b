package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs of rtmfp-cpp, which share no code with the project. Give the folder that holds its
 * tcserver, tcpublish and tcconn with {@code -DrtmfpCpp=FOLDER}.
 */
final class RtmfpCppTest {
  private static final int SECONDS = 8;
  private static final LossyRelay.Faults CLEAN = new LossyRelay.Faults(0, 0, 0, 0);
  private static final LossyRelay.Faults BAD = new LossyRelay.Faults(20, 0.05, 0.02, 0.05);

  /** Lifetimes long enough to give nothing up. */
  private static final List<String> PATIENT = List.of("-V", "60", "-A", "60", "-E");

  private static final List<String> PLAIN = List.of("-H", "-S");

  @TempDir Path folder;

  private final List<Child> children = new ArrayList<>();
  private Film film = new Film(Path.of(""));

  @BeforeEach
  void makeFilm() throws Exception {
    assumeTrue(
        Files.isExecutable(program("tcserver")),
        "skipped: no programs of rtmfp-cpp here, give -DrtmfpCpp=FOLDER");
    Programs.needFfmpeg();
    film = Film.make(folder.resolve("film.flv"), SECONDS);
  }

  @AfterEach
  void endChildren() {
    children.forEach(Child::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void flashProfileCheck19_whatTcpublishSendsArrivesAtTcconnAndAtOurPlayer(boolean isPlain)
      throws Exception {
    throughOurServer(CLEAN, isPlain ? PLAIN : List.of());
  }

  @Test
  void reliableStreamsOfTcpublishArriveWholeAndInOrderOverABadNetwork() throws Exception {
    throughOurServer(BAD, PLAIN);
  }

  @ParameterizedTest
  @CsvSource({"2, ''", "14, ''", "2, -x", "14, -x"})
  void whatOurClientSendsThroughTcserverComesBack(int group, String more) throws Exception {
    throughTcserver(CLEAN, group, more);
  }

  @Test
  void ourReliableStreamsArriveWholeAndInOrderThroughTcserverOverABadNetwork() throws Exception {
    throughTcserver(BAD, 14, "");
  }

  /** The asker's discriminator names the URL too: it must be passed on as it came. */
  @ParameterizedTest
  @ValueSource(strings = {"tcconn", "fcclient"})
  void flashProfileCheck14_twoForeignClientsAreIntroducedToEachOther(String asker)
      throws Exception {
    try (var server = ServerProcess.start(folder)) {
      String url = "rtmfp://127.0.0.1:" + server.port() + "/live";
      Child target = start("tcconn", List.of(), List.of("-v", url));
      target.awaitOutput("NetStream.Play.Start");
      var id = Pattern.compile("my fingerprint: ([0-9a-f]{64})").matcher(target.output());
      assertThat(id.find()).isTrue();
      List<String> arguments =
          asker.equals("tcconn")
              ? List.of("-v", "-f", id.group(1), url)
              : List.of("-X", "-v", "-f", id.group(1), "127.0.0.1", String.valueOf(server.port()));
      Child direct = start(asker, List.of(), arguments);
      direct.awaitOutput("  fingerprint: " + id.group(1));
      assertThat(direct.output()).doesNotContain("address: 127.0.0.1:" + server.port());
      direct.interrupt();
      target.interrupt();
      assertThat(server.stop()).isZero();
    }
  }

  private void throughOurServer(LossyRelay.Faults faults, List<String> mode) throws Exception {
    try (var server = ServerProcess.start(folder);
        var relay = new LossyRelay(0, server.port(), faults, 19)) {
      String url = "rtmfp://127.0.0.1:" + relay.port() + "/live";
      Child tcconn = start("tcconn", mode, List.of("-v", url + "#film"));
      tcconn.awaitOutput("NetStream.Play.Start");
      Film recorded = play(url + "/film", 2);
      var arguments = new ArrayList<>(PATIENT);
      arguments.addAll(List.of(url + "#film", film.file().toString()));
      Child tcpublish = start("tcpublish", mode, arguments);
      assertThat(tcpublish.exitCode()).as(tcpublish.output()).isZero();
      assertThat(children.get(1).exitCode()).as(children.get(1).output()).isZero();
      tcconn.awaitOutput("NetStream.Play.UnpublishNotify");
      assertWholeButForTheEnd(recorded);
      for (boolean isVideo : List.of(true, false)) {
        assertThat(seen(tcconn.output(), isVideo ? "onVideo" : "onAudio"))
            .isEqualTo(sizes(recorded, isVideo));
      }
      tcconn.interrupt();
      assertThat(tcconn.exitCode()).isZero();
      assertThat(server.stop()).isZero();
    }
  }

  private void throughTcserver(LossyRelay.Faults faults, int group, String more) throws Exception {
    int port = Ports.next();
    var arguments = new ArrayList<>(PATIENT);
    arguments.addAll(List.of("-r", "60", "-v", "-B", "127.0.0.1:" + port));
    if (!more.isEmpty()) {
      arguments.add(more);
    }
    Child tcserver = start("tcserver", PLAIN, arguments);
    tcserver.awaitOutput("\"listen\"");
    try (var relay = new LossyRelay(0, port, faults, 21)) {
      String url = "rtmfp://127.0.0.1:" + relay.port() + "/live/film";
      Film recorded = play(url, group);
      Child publisher =
          ours("publish", film.file().toString(), url, "--dh-group", String.valueOf(group));
      assertThat(publisher.exitCode()).as(publisher.output()).isZero();
      assertThat(children.get(1).exitCode()).as(children.get(1).output()).isZero();
      assertWhole(recorded);
    }
    tcserver.interrupt();
    assertThat(tcserver.exitCode()).isZero();
  }

  /** Starts our player, and waits until the server lets it play: then it opens its file. */
  private Film play(String url, int group) throws Exception {
    Path file = folder.resolve("recorded.flv");
    Child player = ours("play", url, "-o", file.toString(), "--dh-group", String.valueOf(group));
    player.await("file", () -> Files.exists(file));
    return new Film(file);
  }

  /** All frames are there, as they were. */
  private void assertWhole(Film recorded) throws Exception {
    for (boolean isVideo : List.of(true, false)) {
      assertThat(recorded.frames(isVideo)).isEqualTo(film.frames(isVideo));
    }
    assertThat(recorded.md5("v")).isEqualTo(film.md5("v"));
    assertThat(recorded.md5("a")).isEqualTo(film.md5("a"));
  }

  /**
   * All frames but some of the last two seconds are there, as they were: tcpublish closes its
   * session without waiting for what it has not sent yet, or would have to send again.
   */
  private void assertWholeButForTheEnd(Film recorded) throws Exception {
    for (boolean isVideo : List.of(true, false)) {
      List<String> sent = film.frames(isVideo);
      List<String> received = recorded.frames(isVideo);
      int whole = sent.size() * (SECONDS - 2) / SECONDS;
      assertThat(received).startsWith(sent.subList(0, whole).toArray(String[]::new));
      assertThat(sent).containsSubsequence(received);
    }
  }

  private static List<String> sizes(Film film, boolean isVideo) throws Exception {
    return film.tags(tag -> isVideo ? tag.isVideo() : tag.isAudio()).stream()
        .map(tag -> tag.timestampMillis() + " " + tag.body().length)
        .toList();
  }

  /** Time-stamp and length of what tcconn says it received. */
  private static List<String> seen(String output, String event) {
    return Pattern.compile(event + " ts: (\\d+) len: (\\d+)")
        .matcher(output)
        .results()
        .map((MatchResult found) -> found.group(1) + " " + found.group(2))
        .toList();
  }

  private Child ours(String... arguments) throws Exception {
    Child child = Child.start(folder, Programs.cumulus(folder, arguments));
    children.add(child);
    return child;
  }

  private Child start(String name, List<String> mode, List<String> arguments) throws Exception {
    // Line by line, so that what it says can be waited for.
    var command = new ArrayList<>(List.of("stdbuf", "-oL", program(name).toString()));
    command.addAll(mode);
    command.addAll(arguments);
    Child child = Child.start(folder, new ProcessBuilder(command));
    children.add(child);
    return child;
  }

  private static Path program(String name) {
    return Path.of(System.getProperty("rtmfpCpp", "rtmfp-cpp")).resolve(name);
  }
}
