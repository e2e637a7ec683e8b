package cumulus.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.testkit.Variant;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs that tests start as child processes, and that nobody is left with. */
final class Programs {
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private Programs() {}

  /**
   * A Python that has the package cryptography; else the test is skipped and says what to install.
   */
  static String python() {
    Optional<String> found =
        PYTHONS.stream().filter(each -> succeeds(each, "-c", "import cryptography")).findFirst();
    assumeTrue(
        found.isPresent(),
        "skipped: install python3 and its package cryptography (python3-cryptography)");
    return found.orElseThrow();
  }

  /** Skips the test where ffmpeg is missing. */
  static void needFfmpeg() {
    assumeTrue(succeeds("ffmpeg", "-version"), "skipped: install ffmpeg");
  }

  /** A Python program of the test resources. */
  static String script(String name) {
    return new File("src/test/python", name).getAbsolutePath();
  }

  /** Runs a program to its end and gives what it printed on both channels. */
  static String run(int seconds, String... command) throws IOException, InterruptedException {
    var child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      child.getOutputStream().close();
      var output = new ArrayList<String>();
      Thread reader = Thread.ofVirtual().start(() -> output.add(read(child)));
      if (!child.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError(command[0] + " does not end in " + seconds + " s");
      }
      reader.join();
      return output.getFirst();
    } finally {
      child.destroyForcibly();
    }
  }

  private static String read(Process child) {
    try {
      return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }

  /** True if the command can be run and ends well. */
  static boolean succeeds(String... command) {
    try {
      var child =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return child.waitFor(20, TimeUnit.SECONDS) && child.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The command that runs a class of the test's class path. */
  static List<String> java(String main) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dcumulus.natives=" + System.getProperty("cumulus.natives", "lib/native"));
    command.addAll(Variant.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /** Starts our own program with the test's class path. */
  static ProcessBuilder cumulus(Path folder, String... arguments) {
    return cumulus(List.of(), folder, arguments);
  }

  /** Starts our own program with the test's class path, behind what is put before the command. */
  static ProcessBuilder cumulus(List<String> before, Path folder, String... arguments) {
    Variant.prepare(arguments);
    var command = new ArrayList<>(before);
    command.addAll(java("cumulus.node.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }
}
