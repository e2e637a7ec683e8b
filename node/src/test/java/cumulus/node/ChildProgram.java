package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.Variant;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The program in a process of its own, for signals and exit codes. */
final class ChildProgram implements AutoCloseable {
  private static final long MAX_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command. */
  static ChildProgram start(Path scratch, String... arguments) throws IOException {
    Variant.prepare(arguments);
    String classes =
        String.join(
            File.pathSeparator,
            Stream.of("jdk.module.path", "java.class.path")
                .map(name -> Objects.requireNonNullElse(System.getProperty(name), ""))
                .filter(path -> !path.isEmpty())
                .toList());
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classes));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-D" + Scripts.NATIVES + "=" + System.getProperty(Scripts.NATIVES));
    command.addAll(Variant.options());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(scratch, "child", ".out");
    Path err = Files.createTempFile(scratch, "child", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new ChildProgram(process, out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the server's first line and answers the port in it. */
  int port() throws IOException {
    Pattern line = Pattern.compile("listens on UDP port (\\d+)");
    Awaitility.await()
        .atMost(MAX_SECONDS, TimeUnit.SECONDS)
        .until(() -> !process.isAlive() || line.matcher(out()).find());
    Matcher found = line.matcher(out());
    assertThat(found.find()).as(out() + err()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  /** Sends a signal by its name, such as TERM. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
