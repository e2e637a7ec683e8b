package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How processes end when they are told to. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {
  @TempDir private Path directory;

  private ChildProgram server(String... more) throws Exception {
    String[] arguments = {"run", "--port", "0", "--dir", directory.toString()};
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return ChildProgram.start(directory, all);
  }

  private String log() throws Exception {
    return Files.readString(directory.resolve("logs").resolve("log.0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void configurationCheck11_aSignalStopsTheServerInOrder(String signal) throws Exception {
    Path pid = directory.resolve("pid");
    try (ChildProgram server = server("--pidfile", pid.toString())) {
      server.port();
      assertThat(Files.readString(pid).strip()).isEqualTo("" + server.pid());
      server.signal(signal);
      assertThat(server.exitCode()).isZero();
      assertThat(server.out()).contains("Stopping.");
      assertThat(server.err()).isEmpty();
      assertThat(log()).contains("RTMFP server stops");
      assertThat(pid).doesNotExist();
    }
  }

  @Test
  void configurationCheck11_clientsAreToldToClose() throws Exception {
    try (ChildProgram server = server()) {
      String url = "rtmfp://127.0.0.1:" + server.port() + "/live/";
      Path film = directory.resolve("film.flv");
      Films.write(film, 20_000, new SplittableRandom(1));
      Program publisher = Program.start("publish", film.toString(), url + "film");
      Program player = Program.start("play", url + "film");
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> log().contains("publishes film") && log().contains("plays film"));
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
      for (Program client : new Program[] {publisher, player}) {
        assertThat(client.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(client.err()).contains("closed the connection").doesNotContain("silent");
      }
    }
  }

  @Test
  void aSecondSignalEndsAtOnce() throws Exception {
    try (ChildProgram server = server()) {
      String url = "rtmfp://127.0.0.1:" + server.port() + "/live/film";
      // A client that is stopped in its tracks keeps the farewell waiting.
      try (ChildProgram player = ChildProgram.start(directory, "play", url)) {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> log().contains("plays film"));
        player.signal("STOP");
        server.signal("TERM");
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> server.out().contains("Stopping."));
        server.signal("TERM");
        assertThat(server.exitCode()).isEqualTo(128 + 15);
        assertThat(server.err()).contains("asked twice");
      }
    }
  }

  @Test
  void aClientThatWaitsForAnAnswerIsStoppedToo() throws Exception {
    Program player = Program.start("play", "rtmfp://127.0.0.1:9/live/x");
    Awaitility.await().pollDelay(200, TimeUnit.MILLISECONDS).until(() -> true);
    player.stop();
    assertThat(player.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(player.err()).contains("stopped before 127.0.0.1:9 had answered");
  }

  @Test
  void aDaemonIsSilentOnTheConsole() throws Exception {
    try (ChildProgram server = server("--daemon")) {
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () ->
                  Files.exists(directory.resolve("logs").resolve("log.0"))
                      && log().contains("listens"));
      server.signal("TERM");
      assertThat(server.exitCode()).isZero();
      assertThat(server.out() + server.err()).isEmpty();
    }
  }
}
