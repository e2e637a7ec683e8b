package cumulus.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our server as its owner starts it, in a process of its own on a free port. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("UDP port (\\d+)");
  private static final int START_SECONDS = 60;

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final int port;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    BufferedReader reader = process.inputReader();
    this.port = awaitPort(reader);
    Thread.ofVirtual().start(() -> keep(reader));
  }

  private void keep(BufferedReader reader) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      output.add("(the server was ended)");
    }
  }

  static ServerProcess start(Path folder, String... arguments) throws IOException {
    return start(List.of(), folder, arguments);
  }

  /** The same, with something put before the command. */
  static ServerProcess start(List<String> before, Path folder, String... arguments)
      throws IOException {
    String[] all = new String[arguments.length + 5];
    all[0] = "run";
    all[1] = "--port";
    all[2] = "0";
    all[3] = "--dir";
    all[4] = folder.toString();
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    var process = Programs.cumulus(before, folder, all).start();
    try {
      return new ServerProcess(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private int awaitPort(BufferedReader reader) throws IOException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() - endNanos < 0) {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("the server did not start: " + output);
      }
      output.add(line);
      Matcher matcher = PORT.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new IOException("the server named no port: " + output);
  }

  int port() {
    return port;
  }

  String url(String rest) {
    return "rtmfp://127.0.0.1:" + port + "/" + rest;
  }

  List<String> output() {
    return output;
  }

  /** Sends the process a signal by its name. */
  void signal(String name) throws IOException, InterruptedException {
    Programs.run(10, "/bin/kill", "-" + name, String.valueOf(process.pid()));
  }

  /** Processor time that the process has used, all threads together. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends the server in order; gives its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server does not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
