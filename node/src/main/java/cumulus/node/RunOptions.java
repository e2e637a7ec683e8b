package cumulus.node;

import cumulus.node.admin.HexLog;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the server. */
final class RunOptions {
  private static final String PLACE = "command line";

  @Mixin private PlaceOptions place = new PlaceOptions();

  @Option(
      names = {"--log", "-l"},
      paramLabel = "N",
      converter = LogLevelConverter.class,
      description =
          "What is logged: 0 nothing, 1 fatal, 2 critic, 3 error, 4 warn, 5 note, 6 info, 7 debug,"
              + " 8 trace. Default: 6. Stack traces are shown from 7 on.")
  private LogLevel log = LogLevel.INFO;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "UDP port. Default: that of the configuration, else 1935; 0 takes a free one.")
  private @Nullable String port;

  @Option(names = "--demo", description = "Publish a small film without end, to try things out.")
  private boolean isDemo;

  @Option(
      names = "--daemon",
      description =
          "Write nothing to the console, for a service manager, which detaches and restarts.")
  private boolean isDaemon;

  @Option(names = "--pidfile", paramLabel = "FILE", description = "Write the process id there.")
  private @Nullable Path pidFile;

  @Option(
      names = {"--dump", "-d"},
      paramLabel = "WHAT",
      arity = "0..1",
      fallbackValue = "outside",
      converter = DumpConverter.class,
      description =
          "Write packets without encryption into the log, at level 6: outside (those of clients,"
              + " what --dump alone means), middle (between servers) or all. Passwords are in"
              + " them.")
  private HexLog.Scope dump = HexLog.Scope.NOTHING;

  PlaceOptions place() {
    return place;
  }

  LogLevel logLevel() {
    return log;
  }

  HexLog.Scope dump() {
    return dump;
  }

  /** Nobody watches: nothing is written but the log files. */
  boolean isDaemon() {
    return isDaemon;
  }

  boolean isDemo() {
    return isDemo;
  }

  Optional<Path> pidFile() {
    return Optional.ofNullable(pidFile);
  }

  /** What the command line says counts more than the file. */
  void override(IniFile file) {
    if (port != null) {
      file.put("port", port, PLACE);
    }
  }
}
