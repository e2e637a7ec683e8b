package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Links between servers as their ini files ask for them, each server a process. */
@DisabledOnOs(OS.WINDOWS)
class LinkedServersTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir private Path directory;
  private final List<ChildProgram> children = new ArrayList<>();

  @AfterEach
  void endChildren() {
    children.forEach(ChildProgram::close);
  }

  private Path folder(String name, String... ini) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name));
    Files.write(folder.resolve("CumulusServer.ini"), List.of(ini));
    return folder;
  }

  private ChildProgram start(Path folder, String... more) throws IOException {
    List<String> run = List.of("run", "--port", "0", "--dir", folder.toString());
    ChildProgram child = ChildProgram.start(folder, Program.join(run, more).toArray(String[]::new));
    children.add(child);
    child.port();
    return child;
  }

  /** How often a line with this text is in the log. */
  private static long count(Path folder, String text) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("logs").resolve("log.0"))) {
      return lines.filter(line -> line.contains(text)).count();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void multiServerCheck2_linksOfTheIniComeUpAndComeBackAfterAKill() throws Exception {
    int port = freePort();
    Path targetsFolder =
        folder("b", "[servers]", "host = 127.0.0.1", "port = " + port, "secret = s3cret");
    Path initiatorsFolder =
        folder("a", "[servers]", "targets = 127.0.0.1:" + port + "?zone=eu;", "secret = s3cret");
    String linked = "Connection established with 127.0.0.1:" + port + " server, a target";
    ChildProgram target = start(targetsFolder);
    ChildProgram initiator = start(initiatorsFolder);
    await().atMost(LONG).until(() -> count(initiatorsFolder, linked) == 1);
    await().atMost(LONG).until(() -> count(targetsFolder, "server, an initiator") == 1);
    assertThat(count(targetsFolder, "Servers incoming connection enabled on port " + port))
        .isEqualTo(1);
    assertThat(count(initiatorsFolder, "Attempt to join 127.0.0.1:" + port)).isEqualTo(1);
    target.signal("KILL");
    await().atMost(LONG).until(() -> count(initiatorsFolder, "Disconnection from") == 1);
    start(targetsFolder);
    await().atMost(LONG).until(() -> count(initiatorsFolder, linked) == 2);
    initiator.signal("TERM");
    assertThat(initiator.exitCode()).isZero();
    await().atMost(LONG).until(() -> count(targetsFolder, "Disconnection from") == 1);
    assertThat(count(targetsFolder, "Servers error")).isZero();
  }

  @Test
  void dumpMiddleWritesTheFramesBetweenServersIntoTheLog() throws Exception {
    int port = freePort();
    start(folder("b", "[servers]", "host = 127.0.0.1", "port = " + port));
    Path initiator = folder("a", "[servers]", "targets = 127.0.0.1:" + port);
    start(initiator, "--dump=middle");
    String server = "server 127.0.0.1:" + port + ", ";
    await().atMost(LONG).until(() -> count(initiator, "frame received from " + server) > 0);
    assertThat(count(initiator, "frame sent to " + server)).isPositive();
    assertThat(count(initiator, "packet ")).isZero();
  }

  @Test
  void aTakenPortForServersEndsTheStartWithOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      Path folder = folder("a", "[servers]", "host = 127.0.0.1", "port = " + port);
      Program server = Program.start("run", "--port", "0", "--dir", folder.toString());
      assertThat(server.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(server.err())
          .contains("cannot listen for other servers on TCP port " + port, "servers.port")
          .hasLineCount(1);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void configurationCheck13_withoutServersPortNothingListensOnTcp() throws Exception {
    ChildProgram server = start(folder("a"));
    assertThat(listening(server.pid())).isEmpty();
    int port = freePort();
    ChildProgram other = start(folder("b", "[servers]", "port = " + port));
    assertThat(listening(other.pid())).as("what is looked at shows a port").hasSize(1);
  }

  /** Inodes of the TCP sockets that listen in a process. */
  private static List<String> listening(long pid) throws IOException {
    var inodes = new ArrayList<String>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[3].equals("0A")) {
          inodes.add("socket:[" + fields[9] + "]");
        }
      }
    }
    var found = new ArrayList<String>();
    try (Stream<Path> handles = Files.list(Path.of("/proc", "" + pid, "fd"))) {
      for (Path handle : handles.toList()) {
        if (Files.isSymbolicLink(handle)) {
          found.add(Files.readSymbolicLink(handle).toString());
        }
      }
    }
    found.retainAll(inodes);
    return found;
  }
}
