package cumulus.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A child process whose output goes to a file; killed if it is still there at the end. */
final class Child implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 90;

  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; {@code folder} holds its output. */
  static Child start(Path folder, ProcessBuilder builder) throws IOException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    return new Child(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  /** What it has said so far, on both channels. */
  String output() {
    try {
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until it has said something. */
  void awaitOutput(String text) throws InterruptedException {
    await("\"" + text + "\"", () -> output().contains(text));
  }

  /** Waits for a condition while the process lives. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long byNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      boolean isOver = !process.isAlive() || System.nanoTime() - byNanos >= 0;
      assertThat(isOver && !condition.getAsBoolean())
          .as("no " + what + " of " + process.info().command() + ", which said: " + output())
          .isFalse();
      Thread.sleep(20);
    }
  }

  /** Waits for its end; gives the exit code. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("does not end, and said: " + output())
        .isTrue();
    return process.exitValue();
  }

  /** Asks it to end, as Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    Programs.run(10, "kill", "-INT", String.valueOf(process.pid()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
