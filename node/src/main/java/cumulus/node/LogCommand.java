package cumulus.node;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cumulus log}: the level of the log while the server runs. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Change what the running server logs, until it ends.",
    footer = "Without LEVEL: what it logs now.")
final class LogCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "LEVEL",
      description =
          "0 nothing, 1 fatal, 2 critic, 3 error, 4 warn, 5 note, 6 info, 7 debug, 8 trace; number"
              + " or name.")
  private @Nullable String level;

  LogCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    OptionalInt wanted =
        level == null
            ? OptionalInt.empty()
            : OptionalInt.of(number(level.toUpperCase(Locale.ROOT)));
    options.ask(
        server -> {
          String now = wanted.isPresent() ? server.log(wanted.getAsInt()) : server.log();
          terminal.out().println("The log's level is " + now.toLowerCase(Locale.ROOT) + ".");
        });
    return ExitCode.OK;
  }

  private static int number(String text) throws CommandFailure {
    return IntStream.rangeClosed(0, LogLevel.MAX)
        .filter(n -> LogLevel.of(n).name().equals(text) || text.equals(String.valueOf(n)))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no level \"" + text + "\": use 0 to " + LogLevel.MAX,
                    ExitCode.USAGE));
  }
}
