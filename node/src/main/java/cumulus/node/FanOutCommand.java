package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.FanOut;
import cumulus.node.bench.FanOutPlan;
import cumulus.node.bench.FanOutResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench fan-out URL}. */
@Command(
    name = "fan-out",
    mixinStandardHelpOptions = true,
    description =
        "Publishers and many players of each: deliveries, losses, latencies and, with --pid, the"
            + " server's CPU time for each delivery.",
    footer =
        "Example: ./cumulus bench fan-out rtmfp://localhost/live/load --players 10,100,300"
            + " --pid 1234")
final class FanOutCommand extends LoadCommand {
  /** What waits of a flood: enough for the path, too little to be dropped for its age. */
  private static final int FLOOD_BYTES = 1 << 16;

  private static final int FLOOD_MESSAGES = 4;

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "rtmfp://host[:port]/app/streamName; the last part is the stream.")
  private String url = "";

  @Option(
      names = "--publications",
      paramLabel = "N",
      description = "Publishers, each a client of its own with a stream of its own. Default: 1.")
  private int publications = 1;

  @Option(
      names = "--players",
      paramLabel = "N",
      split = ",",
      description =
          "Players of each; several numbers are measured one after the other. Default: 10.")
  private List<Integer> players = List.of(10);

  @Option(names = "--bytes", paramLabel = "N", description = "Size of a message. Default: 2048.")
  private int bytes = 2048;

  @Option(names = "--rate", paramLabel = "N", description = "Messages a second. Default: 30.")
  private int rate = 30;

  @Option(
      names = "--flood",
      description = "Messages as fast as the server takes them, instead of a rate.")
  private boolean isFlood;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Before each measurement. Default: 5.")
  private int warmUpSeconds = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Of each measurement. Default: 10.")
  private int seconds = 10;

  FanOutCommand(Terminal terminal, OrderlyStop stop) {
    super(terminal, stop);
  }

  @Override
  public Integer call() throws CommandFailure {
    RtmfpUrl.OfStream target = clientOptions.parse(url);
    FanOutPlan plan =
        plan(
            () ->
                new FanOutPlan(
                    publications,
                    players,
                    bytes,
                    sending(),
                    warmUpSeconds,
                    seconds,
                    benchOptions.server()));
    terminal.out().println(head());
    return run(
        target.application(),
        target.streamName(),
        (options, isStopped) -> new FanOut(plan, target, options, isStopped),
        this::figures,
        "connect: median from first hello to acceptance, ms; us/msg: CPU time of the server for"
            + " each delivery");
  }

  private FanOutPlan.Rate sending() {
    return isFlood
        ? new FanOutPlan.Rate.Flood(Math.max(FLOOD_BYTES, FLOOD_MESSAGES * bytes))
        : new FanOutPlan.Rate.PerSecond(rate);
  }

  private String head() {
    String publishers = publications == 1 ? "1 publisher" : publications + " publishers";
    String sending =
        isFlood
            ? "messages of " + bytes + " bytes as fast as the server takes them"
            : rate + " messages of " + bytes + " bytes a second";
    return "%s, %s, %d s after %d s of warm-up"
        .formatted(publishers, sending, seconds, warmUpSeconds);
  }

  private Figures figures(FanOutResult result) {
    return new Figures()
        .count(publications == 1 ? "" : "streams", "publications", result.publications())
        .count("players", "players", result.players())
        .count("", "bytes", bytes)
        .count("", "rate", isFlood ? 0 : rate)
        .count("", "seconds", seconds)
        .count("", "sent", result.sent())
        .count("", "expected", result.expected())
        .count("delivered", "delivered", result.expected() - result.lost())
        .amount("msg/s", "perSecond", result.perSecond(), 0)
        .count("lost", "lost", result.lost())
        .count("twice", "twice", result.repeated())
        .latencies("", result.latencies())
        .millis("connect", "connectP50Ms", result.connects().percentileNanos(0.5))
        .cpu("us/msg", result.cpu());
  }
}
