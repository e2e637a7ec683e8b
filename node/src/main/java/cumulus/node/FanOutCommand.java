package cumulus.node;

import cumulus.client.NetConnectionException;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import cumulus.node.bench.FanOut;
import cumulus.node.bench.FanOutPlan;
import cumulus.node.bench.FanOutResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus bench fan-out URL}. */
@Command(
    name = "fan-out",
    mixinStandardHelpOptions = true,
    description =
        "One publisher and many players of one stream: deliveries, losses, latencies and, with"
            + " --pid, the server's CPU time for each delivery.",
    footer =
        "Example: ./cumulus bench fan-out rtmfp://localhost/live/load --players 10,100,300"
            + " --pid 1234")
final class FanOutCommand implements Callable<Integer> {
  private static final String ROW = "%7s %10s %7s %7s %7s %7s %7s %8s %8s %7s %7s%n";

  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "rtmfp://host[:port]/app/streamName; the last part is the stream.")
  private String url = "";

  @Option(
      names = "--players",
      paramLabel = "N",
      split = ",",
      description = "Players; several numbers are measured one after the other. Default: 10.")
  private List<Integer> players = List.of(10);

  @Option(names = "--bytes", paramLabel = "N", description = "Size of a message. Default: 2048.")
  private int bytes = 2048;

  @Option(names = "--rate", paramLabel = "N", description = "Messages a second. Default: 30.")
  private int rate = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Before each measurement. Default: 5.")
  private int warmUpSeconds = 5;

  @Option(names = "--seconds", paramLabel = "N", description = "Of each measurement. Default: 10.")
  private int seconds = 10;

  @Mixin private BenchOptions benchOptions = new BenchOptions();
  @Mixin private ClientOptions clientOptions = new ClientOptions();

  FanOutCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    Logs.silence();
    RtmfpUrl.OfStream target = clientOptions.parse(url);
    FanOutPlan plan = plan();
    stop.watch(terminal.err());
    var results = new ArrayList<FanOutResult>();
    try (var fanOut = new FanOut(plan, target, clientOptions.options(), stop::isAsked)) {
      fanOut.run(
          result -> {
            if (results.isEmpty()) {
              printHead();
            }
            results.add(result);
            print(result);
          });
    } catch (NetConnectionException | NetStatusException | IOException e) {
      throw Failures.of(e, target.application(), target.streamName());
    }
    terminal
        .out()
        .println(
            "connect: median from first hello to acceptance, ms; us/msg: CPU time of the server for"
                + " each delivery; server, load: cores used");
    benchOptions.writeJson(
        results.stream().map(this::json).collect(Collectors.joining(",\n ", "[", "]")));
    return ExitCode.OK;
  }

  private FanOutPlan plan() throws CommandFailure {
    try {
      return new FanOutPlan(players, bytes, rate, warmUpSeconds, seconds, benchOptions.server());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private void printHead() {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "1 publisher, %d messages of %d bytes a second, %d s after %d s of warm-up%n",
            rate,
            bytes,
            seconds,
            warmUpSeconds);
    terminal
        .out()
        .printf(
            ROW,
            "players",
            "delivered",
            "lost",
            "twice",
            "p50 ms",
            "p99 ms",
            "max ms",
            "connect",
            "us/msg",
            "server",
            "load");
  }

  private void print(FanOutResult result) {
    terminal
        .out()
        .printf(
            ROW,
            result.players(),
            result.expected() - result.lost(),
            result.lost(),
            result.repeated(),
            millis(result.latencies().percentileNanos(0.5)),
            millis(result.latencies().percentileNanos(0.99)),
            millis(result.latencies().maxNanos()),
            millis(result.connects().percentileNanos(0.5)),
            figure(result.serverMicros(), "%.1f", "-"),
            figure(result.serverCores(), "%.2f", "-"),
            String.format(Locale.ROOT, "%.2f", result.loadCores()));
    terminal.out().flush();
  }

  private String json(FanOutResult result) {
    return String.format(
        Locale.ROOT,
        "{\"players\": %d, \"bytes\": %d, \"rate\": %d, \"seconds\": %d, \"sent\": %d,"
            + " \"expected\": %d, \"lost\": %d, \"twice\": %d, \"p50Ms\": %s, \"p90Ms\": %s,"
            + " \"p99Ms\": %s, \"maxMs\": %s, \"connectP50Ms\": %s, \"serverMicros\": %s,"
            + " \"serverCores\": %s, \"loadCores\": %.3f}",
        result.players(),
        bytes,
        rate,
        seconds,
        result.sent(),
        result.expected(),
        result.lost(),
        result.repeated(),
        millis(result.latencies().percentileNanos(0.5)),
        millis(result.latencies().percentileNanos(0.9)),
        millis(result.latencies().percentileNanos(0.99)),
        millis(result.latencies().maxNanos()),
        millis(result.connects().percentileNanos(0.5)),
        figure(result.serverMicros(), "%.2f", "null"),
        figure(result.serverCores(), "%.3f", "null"),
        result.loadCores());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  private static String figure(OptionalDouble value, String format, String none) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : none;
  }
}
