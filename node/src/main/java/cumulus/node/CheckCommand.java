package cumulus.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cumulus check}: everything that can be said before the server is started. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check the configuration and say every problem with file and line.",
    footer =
        "Exit code: 0 if the server can start, 78 if the configuration cannot be used, 1 if an"
            + " application cannot be loaded.")
final class CheckCommand implements Callable<Integer> {
  private static final List<Check> CHECKS =
      List.of(new SettingsCheck(), new MachineCheck(), new ScriptCheck());

  private final Terminal terminal;

  @Mixin private PlaceOptions place = new PlaceOptions();

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Logs.silence();
    Config.Reading reading = Config.read(place.directory(), place.read(List.of()));
    int exitCode = ExitCode.OK;
    long errors = 0;
    long warnings = 0;
    for (Check check : CHECKS) {
      List<Problem> problems = check.run(reading);
      problems.forEach(this::print);
      long found = problems.stream().filter(Problem::isError).count();
      errors += found;
      warnings += problems.size() - found;
      exitCode = exitCode == ExitCode.OK && found > 0 ? check.exitCode() : exitCode;
    }
    terminal.out().println(file() + ": " + verdict(errors, warnings));
    return exitCode;
  }

  private void print(Problem problem) {
    terminal.out().println((problem.isError() ? "ERROR  " : "WARN  ") + problem.text());
  }

  private String file() {
    Optional<Path> found = ConfigFile.find(place.directory(), place.config());
    return found
        .map(Path::toString)
        .orElseGet(() -> "no " + ConfigFile.NAME + " in " + place.directory());
  }

  private static String verdict(long errors, long warnings) {
    return errors + warnings == 0
        ? "nothing to complain of"
        : counted(errors, "error") + ", " + counted(warnings, "warning");
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
