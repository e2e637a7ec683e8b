package cumulus.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * In which way tests run their servers: {@code -Dcumulus.transport=plain} and {@code
 * -Dtest.loops=2} on the command line of the build repeat the tests with another transport or
 * number of loops.
 */
public final class Variant {
  private static final String TRANSPORT = "cumulus.transport";
  private static final String LOOPS = "test.loops";

  private Variant() {}

  /** Transport loops of a server that a test starts. */
  public static int loops() {
    return Integer.getInteger(LOOPS, 1);
  }

  /** First lines of a server's configuration. */
  public static String settings() {
    return loops() == 1 ? "" : "threads = " + loops() + "\n";
  }

  /**
   * Puts them into the folder of a server that is about to be started, unless it says itself.
   *
   * @param arguments of its command line
   */
  public static void prepare(String... arguments) {
    List<String> all = List.of(arguments);
    int folder = 1 + all.indexOf("--dir");
    if (loops() == 1 || folder == 0 || !all.contains("run") || !all.contains("--port")) {
      return;
    }
    Path file = Path.of(all.get(folder)).resolve("CumulusServer.ini");
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      if (!text.contains("threads")) {
        Files.writeString(file, settings() + text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of a JVM that a test starts. */
  public static List<String> options() {
    return Stream.ofNullable(System.getProperty(TRANSPORT))
        .map(value -> "-D" + TRANSPORT + "=" + value)
        .toList();
  }
}
