package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Pairs of clients that the server introduces: how long until they have met, what does it cost the
 * server, and what comes of what one then streams to the other?
 */
public final class Pairs implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long POLL_NANOS = 20_000_000L;

  /** Clients give up a peer after a minute. */
  private static final long MEETING_NANOS = 70 * SECOND_NANOS;

  private static final long TAIL_NANOS = 5 * SECOND_NANOS;

  private final PairsPlan plan;
  private final BooleanSupplier isStopped;
  private final LoadLoop loop;
  private final RandomGenerator random = new SplittableRandom();
  private final Latencies meetings = new Latencies();

  /**
   * Pairs at a server; resolves its name.
   *
   * @param isStopped asked often: true ends it early
   */
  public Pairs(PairsPlan plan, RtmfpUrl url, ConnectOptions options, BooleanSupplier isStopped)
      throws IOException {
    this.plan = plan;
    this.isStopped = isStopped;
    this.loop = new LoadLoop(url, options);
  }

  /**
   * Connects the clients, lets them meet and then stream.
   *
   * @throws NetConnectionException when a connection did not come to be
   */
  public PairsResult run() throws IOException, NetConnectionException {
    var pairs = new ArrayList<Pair>();
    List<LoadClient> clients = loop.connect(2 * plan.pairs(), loop::openForPeers, isStopped);
    for (int i = 0; i + 1 < clients.size(); i += 2) {
      pairs.add(new Pair(clients.get(i), clients.get(i + 1), meetings));
    }
    var span = new CpuUse.Span(plan.server());
    introduce(pairs);
    CpuUse cpu = span.over(meetings.count());
    List<Pair> met = pairs.stream().filter(pair -> pair.hasMet() && !pair.hasFailed()).toList();
    Latencies latencies = stream(met);
    long expected = met.stream().mapToLong(pair -> pair.tally().windowLength()).sum();
    return new PairsResult(
        met.size(),
        pairs.size() - met.size(),
        meetings,
        cpu,
        expected,
        expected - met.stream().mapToLong(pair -> pair.tally().received()).sum(),
        met.stream().mapToLong(pair -> pair.tally().repeated()).sum(),
        latencies);
  }

  /** Closes every client in order; bounded in time. */
  @Override
  public void close() throws IOException {
    loop.close();
  }

  private void introduce(List<Pair> pairs) throws IOException {
    long dueNanos = System.nanoTime();
    for (Pair pair : pairs) {
      loop.runUntil(isStopped, dueNanos);
      pair.meet();
      dueNanos += SECOND_NANOS / plan.perSecond();
    }
    loop.runUntil(
        () -> isStopped.getAsBoolean() || pairs.stream().allMatch(p -> p.hasMet() || p.hasFailed()),
        System.nanoTime() + MEETING_NANOS);
  }

  private Latencies stream(List<Pair> pairs) throws IOException {
    var latencies = new Latencies();
    var schedule = new Schedule<Pair>();
    Consumer<Pair> onDue =
        pair -> {
          pair.send(random, plan.bytes(), plan.rate());
          schedule.update(pair);
        };
    long beginNanos = System.nanoTime();
    for (int i = 0; i < pairs.size(); i++) {
      long phaseNanos = SECOND_NANOS / plan.rate() * i / pairs.size();
      pairs.get(i).begin(beginNanos + phaseNanos, latencies);
      schedule.update(pairs.get(i));
    }
    long untilNanos = beginNanos + plan.seconds() * SECOND_NANOS;
    while (System.nanoTime() - untilNanos < 0 && !isStopped.getAsBoolean()) {
      long nowNanos = System.nanoTime();
      schedule.drain(nowNanos, onDue);
      loop.turn(schedule.nextNanos(nowNanos + POLL_NANOS));
    }
    pairs.forEach(Pair::end);
    loop.runUntil(() -> pairs.stream().allMatch(Pair::hasAllCome), System.nanoTime() + TAIL_NANOS);
    return latencies;
  }
}
