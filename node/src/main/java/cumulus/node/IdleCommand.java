package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Idle;
import cumulus.node.bench.IdlePlan;
import cumulus.node.bench.IdleResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench idle URL}. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = "Clients that connect and then do nothing: what the server needs to hold them.",
    footer = "Example: ./cumulus bench idle rtmfp://localhost/live --clients 1000 --pid 4711")
final class IdleCommand extends LoadCommand {
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

  IdleCommand(Terminal terminal, OrderlyStop stop) {
    super(terminal, stop);
  }

  @Override
  public Integer call() throws CommandFailure {
    RtmfpUrl server = clientOptions.parseServer(url);
    IdlePlan plan =
        plan(
            () ->
                new IdlePlan(
                    clients,
                    seconds,
                    benchOptions.requiredServer(),
                    benchOptions.requiredMemory()));
    return run(
        server,
        "",
        (options, isStopped) -> new Idle(plan, server, options, isStopped),
        this::figures,
        "MB, KB: resident memory of the server; us/s: its CPU time while nothing happens");
  }

  private Figures figures(IdleResult result) {
    return new Figures()
        .count("clients", "connected", result.connected())
        .failures("failed", result.failed())
        .amount("MB before", "beforeMb", result.beforeBytes().orElse(0) / 1e6, 1)
        .amount("MB held", "heldMb", result.heldBytes().orElse(0) / 1e6, 1)
        .amount("KB each", "kbEach", result.bytesEach() / 1e3, 1)
        .cpu("us/s", result.cpu());
  }
}
