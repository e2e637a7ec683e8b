package cumulus.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.flash.message.MessageType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole program over loopback: a server, a publisher and a player. */
class EndToEndTest {
  private static final int FILM_MILLIS = 1_200;

  @TempDir private Path directory;
  private Program server = Program.start("--version");

  @AfterEach
  void stopServer() throws Exception {
    server.stop();
    if (server.out().contains("listens")) {
      assertThat(server.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 3, 2", "127.0.0.1, 0, 5", "[::1], 3, 14", "[::1], 0, 2"})
  void whatIsPublishedIsPlayedByteForByte(String host, String encoding, String group)
      throws Exception {
    assumeTrue(!host.startsWith("[") || hasIpv6(), "this machine has no ::1");
    String url = "rtmfp://" + host + ":" + startServer() + "/live/film";
    Path film = film();
    Path recorded = directory.resolve("recorded.flv");
    Program player = Program.start("play", url, "-o", recorded.toString(), "--encoding", encoding);
    // Play before publish: the player waits for the name.
    waitForPlayer();
    Program publisher =
        Program.start("publish", film.toString(), url, "--encoding", encoding, "--dh-group", group);
    assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    assertThat(player.exitCode()).as(player.err()).isZero();
    for (int type : new int[] {MessageType.AUDIO, MessageType.VIDEO}) {
      assertThat(Films.bodies(recorded, type)).isEqualTo(Films.bodies(film, type));
    }
    assertThat(Films.tags(recorded))
        .filteredOn(tag -> tag.isData())
        .singleElement()
        .satisfies(
            tag -> assertThat(new String(tag.body(), 3, 10, US_ASCII)).isEqualTo("onMetaData"));
    assertThat(player.out()).contains("31 video and 61 audio frames");
  }

  @Test
  void theDemoIsPlayedAndARecordingCanEndAtAnyTime() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer("--demo") + "/live/demo";
    Path recorded = directory.resolve("demo.flv");
    Program player = Program.start("play", url, "-o", recorded.toString(), "--seconds", "2");
    assertThat(player.exitCode()).as(player.err()).isZero();
    assertThat(Films.bodies(recorded, MessageType.VIDEO)).hasSizeGreaterThan(5);
    assertThat(Films.bodies(recorded, MessageType.AUDIO)).hasSizeGreaterThan(10);
    Program rival = Program.start("publish", film().toString(), url);
    assertThat(rival.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(rival.err()).contains("\"demo\" is being published", "choose another name");
  }

  @Test
  void theDemoFindsAPathWhereThereAreApplications() throws Exception {
    Path chat = directory.resolve("www/chat");
    Files.createDirectories(chat);
    Files.writeString(chat.resolve("main.lua"), "");
    String url = "rtmfp://127.0.0.1:" + startServer("--demo") + "/demo";
    assertThat(server.out()).contains("./cumulus play rtmfp://localhost").doesNotContain("/live/");
    Path recorded = directory.resolve("demo.flv");
    Program player = Program.start("play", url, "-o", recorded.toString(), "--seconds", "1");
    assertThat(player.exitCode()).as(player.err()).isZero();
    assertThat(Films.bodies(recorded, MessageType.VIDEO)).isNotEmpty();
  }

  @Test
  void theEndOfTheServerEndsPublisherAndPlayerWithAReason() throws Exception {
    String base = "rtmfp://127.0.0.1:" + startServer() + "/live/";
    Path recorded = directory.resolve("part.flv");
    Program publisher = Program.start("publish", film().toString(), base + "a", "--loop");
    Program player = Program.start("play", base + "b", "-o", recorded.toString());
    Thread.sleep(1_500);
    server.stop();
    assertThat(server.exitCode()).isZero();
    assertThat(publisher.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(publisher.err()).contains("closed the connection");
    assertThat(player.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(player.err()).contains("look at");
    assertThat(Films.tags(recorded)).isEmpty();
  }

  @Test
  void aSignalEndsPublisherAndPlayerInOrder() throws Exception {
    String url = "rtmfp://127.0.0.1:" + startServer() + "/live/film";
    Path recorded = directory.resolve("part.flv");
    Program player = Program.start("play", url, "-o", recorded.toString());
    Program publisher = Program.start("publish", film().toString(), url, "--loop");
    // Longer than the film: its time-stamps go on in the next turn.
    Thread.sleep(2 * FILM_MILLIS);
    player.stop();
    assertThat(player.exitCode()).as(player.err()).isZero();
    publisher.stop();
    assertThat(publisher.exitCode()).as(publisher.err()).isZero();
    long last = 0;
    for (var tag : Films.tags(recorded)) {
      if (tag.isVideo()) {
        assertThat(tag.timestampMillis()).isGreaterThanOrEqualTo(last);
        last = tag.timestampMillis();
      }
    }
    assertThat(last).isGreaterThan(FILM_MILLIS / 2);
  }

  private int startServer(String... more) throws InterruptedException {
    String[] arguments = {"run", "--port", "0", "--dir", directory.toString()};
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    server = Program.start(all);
    return server.port();
  }

  private Path film() throws IOException {
    Path film = directory.resolve("film.flv");
    Films.write(film, FILM_MILLIS, new SplittableRandom(7));
    return film;
  }

  private static void waitForPlayer() throws InterruptedException {
    Thread.sleep(1_000);
  }

  private static boolean hasIpv6() {
    try (var _ = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
