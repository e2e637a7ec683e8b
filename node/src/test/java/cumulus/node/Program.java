package cumulus.node;

import cumulus.testkit.Variant;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the program inside the test, with its output kept. */
final class Program {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final OrderlyStop stop = new OrderlyStop();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  private Program() {}

  /** One list of arguments. */
  static List<String> join(List<String> first, String... more) {
    var all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  /** Starts a command on a thread of its own. */
  static Program start(String... arguments) {
    Variant.prepare(arguments);
    var program = new Program();
    var terminal =
        new Terminal(
            new PrintStream(program.out, true, StandardCharsets.UTF_8),
            new PrintStream(program.err, true, StandardCharsets.UTF_8),
            false);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              int code = Main.run(terminal, program.stop, arguments);
              program.exit.complete(code);
            });
    return program;
  }

  /** What a signal does. */
  void stop() {
    stop.ask();
  }

  int exitCode() throws Exception {
    return exit.get(60, TimeUnit.SECONDS);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Waits for the server's first line and answers the port in it. */
  int port() throws InterruptedException {
    Pattern line = Pattern.compile("listens on UDP port (\\d+)");
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < limit && !exit.isDone()) {
      Matcher found = line.matcher(out());
      if (found.find()) {
        return Integer.parseInt(found.group(1));
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the server did not start: " + out() + err());
  }
}
