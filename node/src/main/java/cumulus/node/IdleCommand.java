package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Idle;
import cumulus.node.bench.IdlePlan;
import cumulus.node.bench.IdleResult;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench idle URL}. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = "Clients that connect and then do nothing: what the server needs to hold them.",
    footer = "Example: ./cumulus bench idle rtmfp://localhost/live --clients 1000 --pid 4711")
final class IdleCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(index = "0", paramLabel = "URL", description = "rtmfp://host[:port]/app")
  private String url = "";

  @Option(names = "--clients", paramLabel = "N", description = "In all. Default: 1000.")
  private int clients = 1000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "Rest after the last has come, and as many in which CPU time is measured. Default: 10.")
  private int seconds = 10;

  @Mixin private BenchOptions benchOptions = new BenchOptions();
  @Mixin private ClientOptions clientOptions = new ClientOptions();

  IdleCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    Logs.silence();
    RtmfpUrl target = clientOptions.parseServer(url);
    IdlePlan plan = plan();
    stop.watch(terminal.err());
    IdleResult result;
    try (var idle = new Idle(plan, target, clientOptions.options(), stop::isAsked)) {
      result = idle.run();
    } catch (IOException e) {
      throw Failures.of(e, target, "");
    }
    var report = new Report(terminal.out(), benchOptions);
    report.row(figures(result));
    report.end("MB, KB: resident memory of the server; us/s: its CPU time while nothing happens");
    return result.failed() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private IdlePlan plan() throws CommandFailure {
    try {
      return new IdlePlan(
          clients, seconds, benchOptions.requiredServer(), benchOptions.requiredMemory());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private static Figures figures(IdleResult result) {
    return new Figures()
        .count("clients", "connected", result.connected())
        .count("failed", "failed", result.failed())
        .amount("MB before", "beforeMb", result.beforeBytes().orElse(0) / 1e6, 1)
        .amount("MB held", "heldMb", result.heldBytes().orElse(0) / 1e6, 1)
        .amount("KB each", "kbEach", result.bytesEach() / 1e3, 1)
        .cpu("us/s", result.cpu());
  }
}
