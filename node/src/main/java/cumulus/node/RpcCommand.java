package cumulus.node;

import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Rpc;
import cumulus.node.bench.RpcPlan;
import cumulus.node.bench.RpcResult;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class RpcCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

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

  @Mixin private BenchOptions benchOptions = new BenchOptions();
  @Mixin private ClientOptions clientOptions = new ClientOptions();

  RpcCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    Logs.silence();
    RtmfpUrl target = clientOptions.parseServer(url);
    RpcPlan plan = plan();
    stop.watch(terminal.err());
    RpcResult result;
    try (var rpc = new Rpc(plan, target, clientOptions.options(), stop::isAsked)) {
      result = rpc.run();
    } catch (NetConnectionException | IOException e) {
      throw Failures.of(e, target, "");
    }
    var report = new Report(terminal.out(), benchOptions);
    report.row(figures(result));
    report.end("us/call: CPU time of the server for each answer");
    return result.errors() == 0 && result.wrong() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private RpcPlan plan() throws CommandFailure {
    try {
      return new RpcPlan(
          clients, outstanding, method, warmUpSeconds, seconds, benchOptions.server());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private Figures figures(RpcResult result) {
    return new Figures()
        .count("clients", "clients", clients)
        .count("at once", "outstanding", outstanding)
        .count("answered", "answered", result.answered())
        .amount("calls/s", "perSecond", result.perSecond(), 0)
        .count("errors", "errors", result.errors())
        .count("wrong", "wrong", result.wrong())
        .latencies("", result.latencies())
        .cpu("us/call", result.cpu());
  }
}
