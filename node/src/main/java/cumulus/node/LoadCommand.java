package cumulus.node;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import cumulus.node.bench.Load;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** What the kinds of load have in common: a load on a server, and a row for each measurement. */
abstract class LoadCommand implements Callable<Integer> {
  /** A plan of the options given, which may be out of range. */
  @FunctionalInterface
  interface Planning<P> {
    P plan() throws CommandFailure;
  }

  /** A load as planned. */
  @FunctionalInterface
  interface Beginning<R> {
    Load<R> begin(ConnectOptions options, BooleanSupplier isStopped) throws IOException;
  }

  final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin final BenchOptions benchOptions = new BenchOptions();
  @Mixin final ClientOptions clientOptions = new ClientOptions();

  LoadCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  static <P> P plan(Planning<P> planning) throws CommandFailure {
    try {
      return planning.plan();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--" + e.getMessage(), ExitCode.USAGE);
    }
  }

  /**
   * Runs a load and shows what comes of it.
   *
   * @param stream its name, if the load has one
   * @param legend of the columns that do not explain themselves
   * @return the exit code
   */
  final <R> int run(
      RtmfpUrl server,
      String stream,
      Beginning<R> load,
      Function<R, Figures> figures,
      String legend)
      throws CommandFailure {
    Logs.silence();
    stop.watch(terminal.err());
    var report = new Report(terminal.out(), benchOptions);
    try (Load<R> running = load.begin(clientOptions.options(), stop::isAsked)) {
      running.run(result -> report.row(figures.apply(result)));
    } catch (NetConnectionException | NetStatusException | IOException e) {
      throw Failures.of(e, server, stream);
    }
    report.end(legend);
    return report.hasFailures() ? ExitCode.FAILURE : ExitCode.OK;
  }
}
