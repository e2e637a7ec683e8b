package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Storm;
import cumulus.node.bench.StormPlan;
import cumulus.node.bench.StormResult;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class StormCommand implements Callable<Integer> {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Terminal terminal;
  private final OrderlyStop stop;

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

  @Mixin private BenchOptions benchOptions = new BenchOptions();
  @Mixin private ClientOptions clientOptions = new ClientOptions();

  StormCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    Logs.silence();
    RtmfpUrl target = clientOptions.parseServer(url);
    StormPlan plan = plan();
    stop.watch(terminal.err());
    StormResult result;
    try (var storm = new Storm(plan, target, clientOptions.options(), stop::isAsked)) {
      result = storm.run();
    } catch (IOException e) {
      throw Failures.of(e, target, "");
    }
    var report = new Report(terminal.out(), benchOptions);
    report.row(figures(result));
    report.end(
        "ms: from first hello to acceptance; over 1 s: clients that waited for a time-out, most likely"
            + " of a lost packet; us/each: CPU time of the server for each client");
    return result.failed() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private StormPlan plan() throws CommandFailure {
    try {
      return new StormPlan(warmUp, clients, atOnce, rate, benchOptions.server());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private Figures figures(StormResult result) {
    return new Figures()
        .count("clients", "connected", result.connected())
        .count("failed", "failed", result.failed())
        .count("at once", "atOnce", atOnce)
        .amount("seconds", "seconds", result.seconds(), 1)
        .amount("each/s", "perSecond", result.connected() / result.seconds(), 0)
        .latencies("", result.connects())
        .count("over 1 s", "overSecond", result.connects().countOver(SECOND_NANOS))
        .cpu("us/each", result.cpu());
  }
}
