package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.SessionIds;
import cumulus.rtmfp.Transmit;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Machines where IPv6 is switched off: sockets of every address serve IPv4. */
@EnabledOnOs(OS.LINUX)
class WithoutIpv6Test {
  private static final int LOOPBACK = 0x7f000001;
  private static final int LENGTH = 20;

  /** A network of its own in which no interface may have an IPv6 address. */
  private static final String SWITCHED_OFF =
      "ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && exec \"$@\"";

  /** Lets socket(AF_INET6, ...) fail with EAFNOSUPPORT, as a kernel without IPv6 does. */
  private static final String NOT_BUILT_IN =
      """
      import ctypes, os, platform, struct, sys
      call = {"x86_64": 41, "aarch64": 198}[platform.machine()]
      code = [(0x20, 0, 0, 0), (0x15, 0, 3, call), (0x20, 0, 0, 16), (0x15, 0, 1, 10),
              (0x06, 0, 0, 0x00050061), (0x06, 0, 0, 0x7fff0000)]
      filters = b"".join(struct.pack("HBBI", *each) for each in code)
      held = ctypes.create_string_buffer(filters)
      program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(held))
      libc = ctypes.CDLL(None)
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
          sys.exit(1)
      os.execvp(sys.argv[1], sys.argv[1:])
      """;

  @Test
  void whereItIsSwitchedOffAWildcardServesIpv4() throws Exception {
    assertServes(
        List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", SWITCHED_OFF, "sh"));
  }

  @Test
  void whereTheKernelHasNoneAWildcardServesIpv4() throws Exception {
    assertServes(List.of("python3", "-c", NOT_BUILT_IN));
  }

  private static void assertServes(List<String> wrapper) throws Exception {
    assumeTrue(
        output(Stream.concat(wrapper.stream(), Stream.of("true")).toList()).isPresent(),
        "skipped: a process without IPv6 cannot be made here with " + wrapper.getFirst());
    var command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classes(), Echo.class.getName()));
    assertThat(output(command)).hasValue(LENGTH + " bytes\n" + LENGTH + " bytes\n");
  }

  private static String classes() {
    return String.join(
        File.pathSeparator,
        Stream.of("jdk.module.path", "java.class.path")
            .map(name -> Objects.requireNonNullElse(System.getProperty(name), ""))
            .filter(path -> !path.isEmpty())
            .toList());
  }

  /** What a command writes; empty if it fails. */
  private static Optional<String> output(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text).isTrue();
      return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /** Run in a process of its own: a datagram there and one back between two wildcard sockets. */
  static final class Echo {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      var anywhere = new InetSocketAddress(0);
      var settings =
          new UdpSettings(
              "server",
              Optional.of(anywhere),
              0,
              SessionIds.ALL,
              UdpSettings.Transport.AUTO,
              64,
              Duration.ofSeconds(1));
      try (var server = DatagramTransport.open(settings);
          var client = DatagramTransport.open(UdpSettings.client("client"))) {
        pass(client, Address.ipv4(LOOPBACK, server.localAddress().getPort()), server);
        pass(server, Address.ipv4(LOOPBACK, client.localAddress().getPort()), client);
      }
    }

    private static void pass(DatagramTransport from, Address to, DatagramTransport at)
        throws IOException {
      var group = new Transmit();
      group.begin(to);
      group.added(LENGTH);
      from.send(group, 0);
      from.flush();
      for (int i = 0; i < 10; i++) {
        at.sleep(SECOND_NANOS, false);
        if (at.receive(1, (_, _, _, length) -> System.out.println(length + " bytes")) > 0) {
          return;
        }
      }
    }
  }
}
