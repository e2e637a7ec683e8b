package cumulus.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code cumulus train}: a server and clients that do for some seconds what servers and clients do.
 * {@code cumulus prepare} of the launcher lets the JVM watch it, to keep the classes that are
 * needed.
 */
@Command(
    name = "train",
    hidden = true,
    description = "What the launcher runs to make its cache of classes (cumulus prepare).")
final class TrainCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long END_SECONDS = 10;
  private static final String APPLICATION =
      "function onConnection(client) function client:echo(x) return x end end\n";

  private final Terminal quiet =
      new Terminal(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          false);

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("cumulus-train");
    try {
      Path application = Files.createDirectories(folder.resolve("www/echo"));
      Files.writeString(application.resolve("main.lua"), APPLICATION);
      Files.writeString(folder.resolve("CumulusServer.ini"), "limits.helloRate=100000\n");
      return train(folder);
    } finally {
      delete(folder);
    }
  }

  private int train(Path folder) throws Exception {
    int port = freePort();
    var out = new ByteArrayOutputStream();
    var watched =
        new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), quiet.err(), false);
    var stop = new OrderlyStop();
    var exit = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .name("train")
        .start(
            () ->
                exit.complete(
                    Main.run(
                        watched, stop, "run", "--port", "" + port, "--dir", folder.toString())));
    while (!exit.isDone() && !out.toString(StandardCharsets.UTF_8).contains("listens")) {
      Thread.sleep(PAUSE);
    }
    int code = ExitCode.OK;
    for (List<String> load : loads("rtmfp://127.0.0.1:" + port + "/echo")) {
      code =
          exit.isDone()
              ? ExitCode.FAILURE
              : Math.max(code, Main.run(quiet, new OrderlyStop(), load.toArray(String[]::new)));
    }
    stop.ask();
    return Math.max(code, exit.get(END_SECONDS, TimeUnit.SECONDS));
  }

  private static List<List<String>> loads(String url) {
    return List.of(
        List.of("bench", "storm", url, "--clients", "300", "--at-once", "16"),
        List.of("bench", "rpc", url, "--clients", "10", "--seconds", "1", "--warm-up", "0"),
        List.of(
            "bench", "fan-out", url + "/a", "--players", "10", "--seconds", "1", "--warm-up", "0"));
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
