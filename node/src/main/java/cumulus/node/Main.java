package cumulus.node;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The program: {@code run}, {@code publish} and {@code play}. */
@Command(
    name = "cumulus",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    description = "RTMFP application server, publisher and player.",
    footer = "Without a command the server runs. Help for one: cumulus publish --help")
public final class Main implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin private RunOptions options = new RunOptions();

  private Main(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    var stop = new OrderlyStop();
    int code = run(Terminal.ofProcess(), stop, arguments);
    stop.finish(code);
    System.exit(code);
  }

  /** Runs a command; answers its exit code. */
  static int run(Terminal terminal, OrderlyStop stop, String... arguments) {
    var line =
        new CommandLine(new Main(terminal, stop))
            .addSubcommand(new RunCommand(terminal, stop))
            .addSubcommand(new PublishCommand(terminal, stop))
            .addSubcommand(new PlayCommand(terminal, stop));
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
    line.setExecutionExceptionHandler((e, _, _) -> failed(terminal, e));
    return line.execute(arguments);
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return new RunCommand(terminal, stop, options).call();
  }

  private static int failed(Terminal terminal, Exception failure) {
    return switch (failure) {
      case CommandFailure known -> {
        terminal.err().println("cumulus: " + known.getMessage());
        yield known.exitCode();
      }
      case ConfigException wrong -> {
        terminal.err().println("FATAL  " + wrong.getMessage());
        yield ExitCode.CONFIG;
      }
      default -> {
        terminal.err().println("cumulus: an error of its own: please report it");
        failure.printStackTrace(terminal.err());
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
