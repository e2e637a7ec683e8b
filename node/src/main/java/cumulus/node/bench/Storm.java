package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.client.RtmfpUrl;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Clients that come and go: what does the server need for each, and how long does it take? */
public final class Storm implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long POLL_NANOS = 20_000_000L;

  /** A client takes time to make; meanwhile the hellos of others are not yet sent. */
  private static final int OPENED_IN_A_TURN = 4;

  /** Certificates made beforehand; in a longer storm the rest is made on the way. */
  private static final int MAX_PREPARED = 20_000;

  private static final Optional<ConnectionEnd.Kind> CLOSED = Optional.of(ConnectionEnd.Kind.CLOSED);

  private final StormPlan plan;
  private final BooleanSupplier isStopped;
  private final LoadLoop loop;
  private Latencies connects = new Latencies();
  private int present;
  private long failed;

  /**
   * A storm on a server; resolves its name.
   *
   * @param isStopped asked often: true ends it early
   */
  public Storm(StormPlan plan, RtmfpUrl url, ConnectOptions options, BooleanSupplier isStopped)
      throws IOException {
    this.plan = plan;
    this.isStopped = isStopped;
    this.loop = new LoadLoop(url, options);
  }

  /** Lets them all come and go. */
  public StormResult run() throws IOException {
    pass(plan.warmUp());
    connects = new Latencies();
    failed = 0;
    loop.prepare(Math.min(plan.clients(), MAX_PREPARED));
    var span = new CpuUse.Span(plan.server());
    pass(plan.clients());
    return new StormResult(
        connects.count(), failed, span.seconds(), connects, span.over(connects.count()));
  }

  private void pass(int clients) throws IOException {
    long dueNanos = System.nanoTime();
    for (int begun = 0; (begun < clients || present > 0) && !isStopped.getAsBoolean(); ) {
      long nowNanos = System.nanoTime();
      int most = Math.min(clients, begun + OPENED_IN_A_TURN);
      for (; begun < most && present < plan.atOnce() && dueNanos - nowNanos <= 0; begun++) {
        loop.open();
        present++;
        dueNanos += plan.rate() == 0 ? 0 : SECOND_NANOS / plan.rate();
      }
      boolean isFull = present == plan.atOnce();
      // What the full number holds back is not made up for: it would come all at once.
      dueNanos = isFull ? Math.max(dueNanos, nowNanos) : dueNanos;
      boolean hasMore = begun < clients && !isFull;
      for (LoadClient each : loop.turn(hasMore ? dueNanos : nowNanos + POLL_NANOS)) {
        if (isDone(each)) {
          loop.forget(each);
          present--;
        }
      }
    }
  }

  /** Closes what is still there in order; bounded in time. */
  @Override
  public void close() throws IOException {
    loop.close();
  }

  /** A client that has connected closes; true when it is gone. */
  private boolean isDone(LoadClient client) {
    if (client.isGone()) {
      boolean hasClosed = client.end().map(ConnectionEnd::kind).equals(CLOSED);
      failed += hasClosed ? 0 : 1;
      return true;
    }
    if (client.connection().isConnected()) {
      connects.add(client.connectNanos());
      long nowNanos = System.nanoTime();
      client.advance(nowNanos);
      client.connection().close(nowNanos);
    }
    return false;
  }
}
