package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Storm;
import cumulus.node.bench.StormPlan;
import cumulus.node.bench.StormResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench storm URL}. */
@Command(
    name = "storm",
    mixinStandardHelpOptions = true,
    description =
        "Clients that connect and close in order: how long a connect takes and, with --pid, what it"
            + " costs the server.",
    footer = "Example: ./cumulus bench storm rtmfp://localhost/live --clients 1000 --at-once 64")
final class StormCommand extends LoadCommand {
  private static final long SECOND_NANOS = 1_000_000_000L;

  @Parameters(index = "0", paramLabel = "URL", description = "rtmfp://host[:port]/app")
  private String url = "";

  @Option(names = "--clients", paramLabel = "N", description = "In all. Default: 1000.")
  private int clients = 1000;

  @Option(
      names = "--warm-up",
      paramLabel = "CLIENTS",
      description =
          "So many clients (not seconds) before those, not measured: a program that has just"
              + " started needs several times as long for each. Default: 0.")
  private int warmUp;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "How many of them at a time. Default: 16.")
  private int atOnce = 16;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Begin at most so many a second, evenly. Default: as many as --at-once allows.")
  private int rate;

  StormCommand(Terminal terminal, OrderlyStop stop) {
    super(terminal, stop);
  }

  @Override
  public Integer call() throws CommandFailure {
    RtmfpUrl server = clientOptions.parseServer(url);
    StormPlan plan =
        plan(() -> new StormPlan(warmUp, clients, atOnce, rate, benchOptions.server()));
    return run(
        server,
        "",
        (options, isStopped) -> new Storm(plan, server, options, isStopped),
        this::figures,
        "ms: from first hello to acceptance; over 1 s: clients that waited for a time-out, most"
            + " likely of a lost packet; us/each: CPU time of the server for each client");
  }

  private Figures figures(StormResult result) {
    return new Figures()
        .count("clients", "connected", result.connected())
        .failures("failed", result.failed())
        .count("at once", "atOnce", atOnce)
        .amount("seconds", "seconds", result.seconds(), 1)
        .amount("each/s", "perSecond", result.connected() / result.seconds(), 0)
        .latencies("", result.connects())
        .count("over 1 s", "overSecond", result.connects().countOver(SECOND_NANOS))
        .cpu("us/each", result.cpu());
  }
}
