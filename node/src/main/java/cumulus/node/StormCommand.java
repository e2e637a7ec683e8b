package cumulus.node;

import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Storm;
import cumulus.node.bench.StormPlan;
import cumulus.node.bench.StormResult;
import java.io.IOException;
import java.util.Locale;
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
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Parameters(index = "0", paramLabel = "URL", description = "rtmfp://host[:port]/app")
  private String url = "";

  @Option(names = "--clients", paramLabel = "N", description = "In all. Default: 1000.")
  private int clients = 1000;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Clients before those, not measured: a program that has just started needs several"
              + " times as long for each. Default: 0.")
  private int warmUp;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "How many of them at a time. Default: 16.")
  private int atOnce = 16;

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
    terminal.out().println(text(result));
    benchOptions.writeJson(json(result));
    return result.failed() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private StormPlan plan() throws CommandFailure {
    try {
      return new StormPlan(warmUp, clients, atOnce, benchOptions.server());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  private static String text(StormResult result) {
    String server =
        result.serverMicros().isPresent()
            ? String.format(
                Locale.ROOT,
                ", %.0f us of the server's CPU time each",
                result.serverMicros().getAsDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "%d clients came and went in %.1f s (%.0f a second), %d failed; connect p50 %.1f ms, p99"
            + " %.1f ms, max %.1f ms%s; load used %.2f cores",
        result.connected(),
        result.seconds(),
        result.connected() / result.seconds(),
        result.failed(),
        result.connects().percentileNanos(0.5) / 1e6,
        result.connects().percentileNanos(0.99) / 1e6,
        result.connects().maxNanos() / 1e6,
        server,
        result.loadCores());
  }

  private static String json(StormResult result) {
    return String.format(
        Locale.ROOT,
        "{\"connected\": %d, \"failed\": %d, \"seconds\": %.3f, \"p50Ms\": %.2f, \"p99Ms\": %.2f,"
            + " \"maxMs\": %.2f, \"serverMicros\": %s, \"loadCores\": %.3f}",
        result.connected(),
        result.failed(),
        result.seconds(),
        result.connects().percentileNanos(0.5) / 1e6,
        result.connects().percentileNanos(0.99) / 1e6,
        result.connects().maxNanos() / 1e6,
        result.serverMicros().isPresent()
            ? String.format(Locale.ROOT, "%.1f", result.serverMicros().getAsDouble())
            : "null",
        result.loadCores());
  }
}
