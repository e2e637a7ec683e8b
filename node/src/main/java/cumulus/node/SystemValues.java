package cumulus.node;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What every configuration knows of the program and its machine (configuration section 5): {@code
 * application.*} and {@code system.*}, for {@code ${...}} and for scripts.
 */
final class SystemValues {
  private static final String NAME = "CumulusServer";

  private SystemValues() {}

  /**
   * The values of now.
   *
   * @param directory of the server, absolute
   * @param arguments of the command line, behind the launcher
   */
  static Map<String, String> of(Path directory, List<String> arguments, Instant now) {
    var values = new LinkedHashMap<String, String>();
    values.put("application.dir", folder(directory.toString()));
    values.put("application.path", folder(directory.toString()) + NAME);
    values.put("application.name", NAME);
    values.put("application.baseName", NAME);
    values.put("application.argc", "" + arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      values.put("application.argv[" + i + "]", arguments.get(i));
    }
    values.put("system.osName", property("os.name"));
    values.put("system.osVersion", property("os.version"));
    values.put("system.osArchitecture", property("os.arch"));
    values.put("system.nodeName", nodeName());
    values.put("system.nodeId", nodeId());
    values.put("system.currentDir", folder(property("user.dir")));
    values.put("system.homeDir", folder(property("user.home")));
    values.put("system.tempDir", folder(property("java.io.tmpdir")));
    values.put("system.dateTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    values.put("system.pid", "" + ProcessHandle.current().pid());
    return values;
  }

  private static String property(String name) {
    return Objects.requireNonNullElse(System.getProperty(name), "");
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  /** What the machine calls itself; no name service is asked, which could take its time. */
  private static String nodeName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return Stream.of("HOSTNAME", "COMPUTERNAME")
          .flatMap(name -> Stream.ofNullable(System.getenv(name)))
          .findFirst()
          .orElse("localhost");
    }
  }

  /** The hardware address of the first network interface that has one; zeros if there is none. */
  private static String nodeId() {
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        byte[] address = each.getHardwareAddress();
        if (address != null && address.length == 6) {
          return HexFormat.ofDelimiter(":").formatHex(address);
        }
      }
    } catch (IOException _) {
      // A machine that does not tell has none.
    }
    return "00:00:00:00:00:00";
  }
}
