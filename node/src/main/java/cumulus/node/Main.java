package cumulus.node;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: the server, what asks it, {@code publish}, {@code play} and {@code bench}. */
@Command(
    name = "cumulus",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    description = "RTMFP application server, publisher and player.",
    footer = {
      "Without a command the server runs. Help for one: cumulus publish --help",
      "Once, to start faster from then on: cumulus prepare"
    })
public final class Main implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin private RunOptions options = new RunOptions();
  @Spec private @Nullable CommandSpec spec;

  private Main(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), new OrderlyStop(), arguments));
  }

  /** Runs a command; answers its exit code. */
  static int run(Terminal terminal, OrderlyStop stop, String... arguments) {
    var line =
        new CommandLine(new Main(terminal, stop))
            .addSubcommand(new RunCommand(terminal, stop))
            .addSubcommand(new CheckCommand(terminal))
            .addSubcommand(new PublishCommand(terminal, stop))
            .addSubcommand(new PlayCommand(terminal, stop))
            .addSubcommand(BenchCommand.line(terminal, stop))
            .addSubcommand(new StatusCommand(terminal))
            .addSubcommand(new TraceCommand(terminal))
            .addSubcommand(new DumpCommand(terminal, stop))
            .addSubcommand(new LogCommand(terminal))
            .addSubcommand(new TrainCommand());
    line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
    line.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
    line.setParameterExceptionHandler(
        (e, _) -> {
          terminal
              .err()
              .println(
                  "cumulus: "
                      + e.getMessage()
                      + ". See: "
                      + e.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help");
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler((e, command, _) -> failed(terminal, e, isDebugging(command)));
    return line.execute(arguments);
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    List<String> arguments =
        spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
    return new RunCommand(terminal, stop, options).run(arguments);
  }

  /** Stack traces are for those who asked for them. */
  private static boolean isDebugging(CommandLine command) {
    LogLevel level = command.getParseResult().matchedOptionValue("--log", LogLevel.INFO);
    return LogLevel.DEBUG.isWrittenAt(level);
  }

  private static int failed(Terminal terminal, Exception failure, boolean isDebugging) {
    PrintStream err = terminal.err();
    return switch (failure) {
      case CommandFailure known -> {
        err.println("cumulus: " + known.getMessage());
        yield known.exitCode();
      }
      case ConfigException wrong -> {
        wrong.problems().forEach(problem -> err.println("FATAL  " + problem));
        yield ExitCode.CONFIG;
      }
      default -> {
        if (isDebugging) {
          failure.printStackTrace(err);
        }
        err.println(
            "cumulus: an error of its own: "
                + failure
                + ". Please report it, with what --log 7 shows");
        yield ExitCode.FAILURE;
      }
    };
  }

  /** What --version prints. */
  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Cumulus " + Version.text()};
    }
  }
}
