package cumulus.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Network namespaces of a test: one for the internet, one for each home network, joined by NATs in
 * Python. Everything is gone when it is closed.
 */
final class Network implements AutoCloseable {
  /** Addresses of the documentation block: private nowhere. */
  static final String SERVER = "203.0.113.1";

  private final String prefix = "cum" + ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final String python;

  /** Makes the internet; skips the test where that is not permitted. */
  Network() throws IOException, InterruptedException {
    this.python = "python3";
    boolean isPermitted =
        Files.isWritable(Path.of("/dev/net/tun"))
            && Programs.succeeds("ip", "netns", "list")
            && Programs.succeeds(python, "--version")
            && Programs.succeeds("ip", "netns", "add", name("net"));
    assumeTrue(
        isPermitted,
        "skipped: making network namespaces needs root, the command ip, python3 and /dev/net/tun");
    namespaces.add(name("net"));
    ip("-n", name("net"), "link", "set", "lo", "up");
    ip("-n", name("net"), "addr", "add", SERVER + "/32", "dev", "lo");
  }

  /**
   * Makes a home network behind a NAT.
   *
   * @param number of the home, from 1: the address outside is 203.0.113.10 and so on
   * @param kind full, cone or symmetric
   */
  void home(int number, String kind) throws IOException, InterruptedException {
    String home = name("home" + number);
    ip("netns", "add", home);
    namespaces.add(home);
    String outside = "203.0.113." + (9 + number);
    ip("-n", name("net"), "addr", "add", outside + "/32", "dev", "lo");
    var nat =
        new ProcessBuilder(
                python,
                Programs.script("nat.py"),
                home,
                "10.0." + number + ".2",
                name("net"),
                outside,
                kind)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(nat);
    String line = nat.inputReader().readLine();
    if (!"ready".equals(line)) {
      throw new IOException("the NAT does not start: " + line);
    }
  }

  /** What is put before a command to run it on the internet. */
  List<String> onInternet() {
    return inside("net");
  }

  /** Starts a program of the test classes in a home network. */
  Process start(int home, String... command) throws IOException {
    var all = new ArrayList<>(inside("home" + home));
    all.addAll(Programs.java("cumulus.interop.DirectProgram"));
    all.addAll(List.of(command));
    Process process =
        new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }

  private List<String> inside(String namespace) {
    return List.of("ip", "netns", "exec", name(namespace));
  }

  private String name(String part) {
    return prefix + part;
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    String output = Programs.run(20, command.toArray(String[]::new));
    if (!output.isEmpty()) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
      for (String namespace : namespaces) {
        ip("netns", "delete", namespace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("namespaces may be left: " + namespaces, e);
    }
  }
}
