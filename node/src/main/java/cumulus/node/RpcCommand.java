package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Rpc;
import cumulus.node.bench.RpcPlan;
import cumulus.node.bench.RpcResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench rpc URL}. */
@Command(
    name = "rpc",
    mixinStandardHelpOptions = true,
    description =
        "Clients that call a method of the server's application, which gives back its argument:"
            + " calls a second, how long one takes and, with --pid, what it costs the server.",
    footer =
        "Example: ./cumulus bench rpc rtmfp://localhost/echo --method echo, where www/echo/main.lua"
            + " has: function onConnection(client) function client:echo(x) return x end end")
final class RpcCommand extends LoadCommand {
  @Parameters(index = "0", paramLabel = "URL", description = "rtmfp://host[:port]/app")
  private String url = "";

  @Option(names = "--clients", paramLabel = "N", description = "That call. Default: 50.")
  private int clients = 50;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      description = "Calls of each client at a time. Default: 4.")
  private int outstanding = 4;

  @Option(names = "--method", paramLabel = "NAME", description = "What is called. Default: echo.")
  private String method = "echo";

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Before the measurement. Default: 5.")
  private int warmUpSeconds = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Of the measurement. Default: 10.")
  private int seconds = 10;

  RpcCommand(Terminal terminal, OrderlyStop stop) {
    super(terminal, stop);
  }

  @Override
  public Integer call() throws CommandFailure {
    RtmfpUrl server = clientOptions.parseServer(url);
    RpcPlan plan =
        plan(
            () ->
                new RpcPlan(
                    clients, outstanding, method, warmUpSeconds, seconds, benchOptions.server()));
    return run(
        server,
        "",
        (options, isStopped) -> new Rpc(plan, server, options, isStopped),
        this::figures,
        "us/call: CPU time of the server for each answer");
  }

  private Figures figures(RpcResult result) {
    return new Figures()
        .count("clients", "clients", clients)
        .count("at once", "outstanding", outstanding)
        .count("answered", "answered", result.answered())
        .amount("calls/s", "perSecond", result.perSecond(), 0)
        .failures("errors", result.errors())
        .failures("wrong", result.wrong())
        .latencies("", result.latencies())
        .cpu("us/call", result.cpu());
  }
}
