package cumulus.node;

import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Pairs;
import cumulus.node.bench.PairsPlan;
import cumulus.node.bench.PairsResult;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench p2p URL}. */
@Command(
    name = "p2p",
    mixinStandardHelpOptions = true,
    description =
        "Pairs of clients that the server introduces, and that then stream past it: how long until"
            + " they meet, what arrives and, with --pid, what an introduction costs the server.",
    footer = "Example: ./cumulus bench p2p rtmfp://localhost/live --pairs 100 --pid 1234")
final class PairsCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(index = "0", paramLabel = "URL", description = "rtmfp://host[:port]/app")
  private String url = "";

  @Option(names = "--pairs", paramLabel = "N", description = "In all. Default: 50.")
  private int pairs = 50;

  @Option(
      names = "--introductions",
      paramLabel = "N",
      description = "A second; each costs this program some milliseconds. Default: 20.")
  private int introductions = 20;

  @Option(names = "--bytes", paramLabel = "N", description = "Size of a message. Default: 2048.")
  private int bytes = 2048;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages a second of each publisher, once all have met. Default: 30.")
  private int rate = 30;

  @Option(names = "--seconds", paramLabel = "N", description = "Of streaming. Default: 5.")
  private int seconds = 5;

  @Mixin private BenchOptions benchOptions = new BenchOptions();
  @Mixin private ClientOptions clientOptions = new ClientOptions();

  PairsCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    Logs.silence();
    RtmfpUrl target = clientOptions.parseServer(url);
    PairsPlan plan = plan();
    stop.watch(terminal.err());
    PairsResult result;
    try (var load = new Pairs(plan, target, clientOptions.options(), stop::isAsked)) {
      result = load.run();
    } catch (NetConnectionException | IOException e) {
      throw Failures.of(e, target, "");
    }
    var report = new Report(terminal.out(), benchOptions);
    report.row(figures(result));
    report.end(
        "ms: first until two have met, then of messages between them; us/each: CPU time of the"
            + " server for each introduction");
    return result.failed() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private PairsPlan plan() throws CommandFailure {
    try {
      return new PairsPlan(pairs, introductions, bytes, rate, seconds, benchOptions.server());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private static Figures figures(PairsResult result) {
    return new Figures()
        .count("pairs", "met", result.met())
        .count("failed", "failed", result.failed())
        .latencies("meeting", result.meetings())
        .cpu("us/each", result.cpu())
        .count("", "expected", result.expected())
        .count("arrived", "arrived", result.expected() - result.lost())
        .count("lost", "lost", result.lost())
        .count("twice", "twice", result.repeated())
        .latencies("", result.latencies());
  }
}
