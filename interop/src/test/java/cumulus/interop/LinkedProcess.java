package cumulus.interop;

import cumulus.testkit.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server of ours that is linked with others, in a process of its own, on ports that it keeps when
 * it is started again. It runs a sample, and a root application that answers what tests ask.
 */
final class LinkedProcess implements AutoCloseable {
  /** Inherited by the sample. */
  private static final String ROOT =
      """
      function onConnection(client)
        function client:where() return cumulus.publicAddress end
        function client:servers() return cumulus.servers.count end
        function client:groups() return cumulus.groups.count end
      end
      """;

  private final Path folder;
  private final String sample;
  private final int port = Ports.next();
  private final int linkPort = Ports.next();
  private Optional<Child> process = Optional.empty();

  /** A server that runs a sample of the repository when it is started. */
  LinkedProcess(Path folder, String sample) throws IOException {
    this.folder = folder;
    this.sample = sample;
    Path application = Files.createDirectories(folder.resolve("www").resolve(sample));
    Files.copy(
        Path.of("..", "samples", "www", sample, "main.lua"), application.resolve("main.lua"));
    Files.writeString(folder.resolve("www").resolve("main.lua"), ROOT);
    join();
  }

  /** Sets the servers that this one joins. */
  LinkedProcess join(LinkedProcess... targets) throws IOException {
    String names =
        Arrays.stream(targets)
            .map(target -> "127.0.0.1:" + target.linkPort)
            .collect(Collectors.joining(";"));
    Files.writeString(
        folder.resolve("CumulusServer.ini"),
        Variant.settings()
            + """
        port = %d
        host = 127.0.0.1
        publicAddress = %s
        [servers]
        host = 127.0.0.1
        port = %d
        targets = %s
        """
                .formatted(port, publicAddress(), linkPort, names));
    return this;
  }

  LinkedProcess start() throws IOException, InterruptedException {
    Child started =
        Child.start(folder, Programs.cumulus(folder, "run", "--dir", folder.toString()));
    process = Optional.of(started);
    started.awaitOutput("UDP port " + port);
    return this;
  }

  void signal(String name) throws IOException, InterruptedException {
    Programs.run(10, "/bin/kill", "-" + name, String.valueOf(process.orElseThrow().pid()));
  }

  /** As the machine's owner does who pulls the plug. */
  void kill() throws IOException, InterruptedException {
    signal("KILL");
    process.orElseThrow().exitCode();
  }

  String publicAddress() {
    return "127.0.0.1:" + port;
  }

  String url() {
    return "rtmfp://" + publicAddress() + "/" + sample;
  }

  /** Lines of its log, of all its lives, with this text. */
  long logged(String text) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      long count = 0;
      for (Path file : files.toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          count += lines.filter(line -> line.contains(text)).count();
        }
      }
      return count;
    }
  }

  @Override
  public void close() {
    process.ifPresent(Child::close);
  }
}
