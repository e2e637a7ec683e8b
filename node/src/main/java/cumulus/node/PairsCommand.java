package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Pairs;
import cumulus.node.bench.PairsPlan;
import cumulus.node.bench.PairsResult;
import picocli.CommandLine.Command;
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
final class PairsCommand extends LoadCommand {
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

  PairsCommand(Terminal terminal, OrderlyStop stop) {
    super(terminal, stop);
  }

  @Override
  public Integer call() throws CommandFailure {
    RtmfpUrl server = clientOptions.parseServer(url);
    PairsPlan plan =
        plan(
            () -> new PairsPlan(pairs, introductions, bytes, rate, seconds, benchOptions.server()));
    return run(
        server,
        "",
        (options, isStopped) -> new Pairs(plan, server, options, isStopped),
        this::figures,
        "ms: first until two have met, then of messages between them; us/each: CPU time of the"
            + " server for each introduction");
  }

  private Figures figures(PairsResult result) {
    return new Figures()
        .count("pairs", "met", result.met())
        .failures("failed", result.failed())
        .latencies("meeting", result.meetings())
        .cpu("us/each", result.cpu())
        .count("", "expected", result.expected())
        .count("arrived", "arrived", result.expected() - result.lost())
        .count("lost", "lost", result.lost())
        .count("twice", "twice", result.repeated())
        .latencies("", result.latencies());
  }
}
