package cumulus.node;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cumulus bench}: the kinds of load. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Put load on an RTMFP server, ours or another, and measure it.",
    footer = "Example: ./cumulus bench fan-out rtmfp://localhost/live/load --players 10,100")
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private BenchCommand() {}

  static CommandLine line(Terminal terminal, OrderlyStop stop) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new FanOutCommand(terminal, stop))
        .addSubcommand(new StormCommand(terminal, stop))
        .addSubcommand(new RpcCommand(terminal, stop))
        .addSubcommand(new PairsCommand(terminal, stop))
        .addSubcommand(new IdleCommand(terminal, stop));
  }

  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure(
        "which load? Choose one of "
            + String.join(", ", spec.subcommands().keySet())
            + ", as in: ./cumulus bench fan-out --help",
        ExitCode.USAGE);
  }
}
