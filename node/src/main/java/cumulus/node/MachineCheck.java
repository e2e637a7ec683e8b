package cumulus.node;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the machine has what the settings name: addresses and folders. Changes nothing. */
final class MachineCheck implements Check {
  @Override
  public List<Problem> run(Config.Reading reading) {
    Config config = reading.config();
    var problems = new ArrayList<Problem>();
    host(ConfigKeys.HOST, config.host(), problems);
    host(ConfigKeys.SERVERS_HOST, config.links().host(), problems);
    host(ConfigKeys.SCRIPT_BIND, config.script().bind(), problems);
    config
        .transport()
        .obstacle()
        .ifPresent(why -> problems.add(Problem.error(transportProblem(config, why))));
    folder(config.logs().directory(), "choose another with " + ConfigKeys.LOGS_DIRECTORY.name())
        .ifPresent(problems::add);
    folder(config.directory().resolve("www"), "choose another place with --dir")
        .ifPresent(problems::add);
    config
        .script()
        .library()
        .filter(library -> !Files.isReadable(library))
        .ifPresent(
            library ->
                problems.add(
                    Problem.error(
                        ConfigKeys.SCRIPT_LIBRARY.name()
                            + " = "
                            + library
                            + ": there is no such file")));
    return problems;
  }

  @Override
  public int exitCode() {
    return ExitCode.CONFIG;
  }

  /** The line for a transport that cannot work here. */
  static String transportProblem(Config config, String obstacle) {
    return ConfigKeys.TRANSPORT.name()
        + " = "
        + config.transport().name().toLowerCase(Locale.ROOT)
        + ": "
        + obstacle
        + "; set it to auto";
  }

  private static void host(
      ConfigKey<InetAddress> key, Optional<InetAddress> host, List<Problem> problems) {
    if (host.isPresent() && !LocalAddress.isOfThisMachine(host.get())) {
      problems.add(
          Problem.error(
              key.name() + " = " + host.get().getHostAddress() + ": must be " + key.form().rule()));
    }
  }

  /** A folder that is there and can be written, or can be made. */
  private static Optional<Problem> folder(Path folder, String advice) {
    Path existing = folder;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (Files.isDirectory(existing) && Files.isWritable(existing)) {
      return Optional.empty();
    }
    String why = Files.isDirectory(existing) ? " cannot be written" : " is no folder";
    return Optional.of(
        Problem.error("cannot write in " + folder + ": " + existing + why + "; " + advice));
  }
}
