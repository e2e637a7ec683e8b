package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnection;
import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import cumulus.flash.flv.FlvTag;
import cumulus.flash.flv.FlvWriter;
import cumulus.flash.message.MessageType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a running server: who is refused, what it is told, and what the log says. */
class OperatorLimitsTest {
  @TempDir private Path directory;
  private Optional<ChildProgram> server = Optional.empty();
  private int port;

  private void start(String... lines) throws Exception {
    Files.write(directory.resolve("CumulusServer.ini"), List.of(lines));
    // In a process of its own: commands beside it would silence its log.
    var started =
        ChildProgram.start(directory, "run", "--port", "0", "--dir", directory.toString());
    server = Optional.of(started);
    port = started.port();
  }

  @AfterEach
  void stop() throws Exception {
    if (server.isPresent()) {
      try (ChildProgram stopped = server.get()) {
        server = Optional.empty();
        stopped.signal("TERM");
        assertThat(stopped.exitCode()).isZero();
      }
    }
  }

  /** The log of the server, which is stopped. */
  private List<String> log() throws Exception {
    stop();
    return Files.readAllLines(directory.resolve("logs").resolve("log.0"));
  }

  private CompletableFuture<NetConnection> connect(String host, int handshakeSeconds) {
    Duration wait = Duration.ofSeconds(handshakeSeconds);
    ConnectOptions options =
        ConnectOptions.DEFAULT.withTimes(wait, Duration.ofSeconds(30), Duration.ofSeconds(30));
    return NetConnection.connect(
        new RtmfpUrl(host, port, "live"), options, new ConnectionListener() {});
  }

  private NetConnection connected(String host) throws Exception {
    return connect(host, 30).get(60, TimeUnit.SECONDS);
  }

  private void assertNoAnswer(CompletableFuture<NetConnection> refused) {
    assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            NetConnectionException.class,
            e -> assertThat(e.end().kind()).isEqualTo(ConnectionEnd.Kind.NO_ANSWER));
  }

  /** One loop, as in the next: each has its own share, and the kernel chooses the loop. */
  @Test
  void aFullServerAnswersNobodyWarnsOnceAndTakesTheNextWhenOneLeaves() throws Exception {
    start("threads = 1", "[limits]", "sessions = 2");
    NetConnection first = connected("127.0.0.1");
    try (NetConnection _ = connected("127.0.0.1")) {
      assertNoAnswer(connect("127.0.0.1", 3));
      CompletableFuture<NetConnection> waiting = connect("127.0.0.1", 60);
      first.close();
      waiting.get(90, TimeUnit.SECONDS).close();
    }
    assertThat(log())
        .filteredOn(line -> line.contains("  WARN\t"))
        .singleElement()
        .asString()
        .contains("limits.sessions = 2 is reached: new clients are not answered");
  }

  @Test
  void anAddressGetsItsShareAndOthersAreNotInvolved() throws Exception {
    assumeTrue(LocalAddress.isOfThisMachine(java.net.InetAddress.ofLiteral("::1")));
    start("threads = 1", "[limits]", "sessionsPerAddress = 1");
    try (NetConnection _ = connected("127.0.0.1");
        NetConnection _ = connected("::1")) {
      assertNoAnswer(connect("127.0.0.1", 3));
    }
    assertThat(log())
        .noneMatch(line -> line.contains("  WARN\t"))
        .anyMatch(line -> line.contains("  INFO\t") && line.contains("limits.sessionsPerAddress"));
  }

  @Test
  void aMessageThatIsTooLargeEndsItsStreamAlone() throws Exception {
    start("[limits]", "messageSize = 64k");
    String url = "rtmfp://127.0.0.1:" + port + "/live/";
    Path small = directory.resolve("small.flv");
    Films.write(small, 2_000, new SplittableRandom(1));
    Path large = directory.resolve("large.flv");
    try (var out = Files.newOutputStream(large)) {
      byte[] frame = new byte[70_000];
      frame[0] = 0x17;
      frame[1] = 1;
      var writer = new FlvWriter(out, false, true);
      writer.write(new FlvTag(MessageType.VIDEO, 0, frame));
      writer.write(new FlvTag(MessageType.VIDEO, 60_000, frame));
    }
    Program good = Program.start("publish", small.toString(), url + "small");
    Program bad = Program.start("publish", large.toString(), url + "large");
    assertThat(bad.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(bad.err().lines()).hasSize(1);
    assertThat(bad.err()).contains("127.0.0.1:" + port + " ended the stream \"large\"");
    assertThat(good.exitCode()).as(good.err()).isZero();
    assertThat(log())
        .noneMatch(line -> line.contains("  WARN\t"))
        .anyMatch(line -> line.contains("  INFO\t") && line.contains("limits.messageSize = 65536"));
  }

  /** Ends of all kinds, and noise: nothing of it needs the operator. */
  @Test
  void whatClientsDoIsNoWarning() throws Exception {
    start();
    String url = "rtmfp://127.0.0.1:" + port + "/live/film";
    Path film = directory.resolve("film.flv");
    Films.write(film, 1_000, new SplittableRandom(1));
    try (ChildProgram killed = ChildProgram.start(directory, "play", url)) {
      Program player = Program.start("play", url);
      Program publisher = Program.start("publish", film.toString(), url, "--loop");
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () ->
                  Files.readAllLines(directory.resolve("logs").resolve("log.0")).stream()
                          .filter(line -> line.contains(" plays film"))
                          .count()
                      == 2);
      killed.signal("KILL");
      player.stop();
      assertThat(player.exitCode()).isZero();
      Program rival = Program.start("publish", film.toString(), url);
      assertThat(rival.exitCode()).isEqualTo(ExitCode.FAILURE);
      publisher.stop();
      assertThat(publisher.exitCode()).isZero();
    }
    var random = new SplittableRandom(5);
    try (var socket = new java.net.DatagramSocket()) {
      for (int i = 0; i < 500; i++) {
        byte[] noise = new byte[random.nextInt(1, 1200)];
        random.nextBytes(noise);
        socket.send(
            new java.net.DatagramPacket(
                noise, noise.length, java.net.InetAddress.ofLiteral("127.0.0.1"), port));
      }
    }
    connected("127.0.0.1").close();
    assertThat(log())
        .anyMatch(line -> line.contains(" leaves"))
        .noneMatch(line -> line.matches(".*  (WARN|ERROR|CRITIC|FATAL)\t.*"));
  }
}
