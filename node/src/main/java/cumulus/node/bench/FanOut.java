package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Publishers and many players of each, all clients of their own: what does the server need for each
 * delivery, how long does a message take, and does every one come once and in order?
 */
public final class FanOut implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long ANSWER_NANOS = 60 * SECOND_NANOS;
  private static final long TAIL_NANOS = 5 * SECOND_NANOS;
  private static final int CONNECTING_AT_ONCE = 16;

  /** A publisher and who plays it. */
  private record Publication(Source source, Tally tally, List<Viewer> viewers) {}

  private final FanOutPlan plan;
  private final String streamName;
  private final BooleanSupplier isStopped;
  private final LoadLoop loop;
  private final RandomGenerator random = new SplittableRandom();
  private final List<Publication> publications = new ArrayList<>();
  private final Schedule<Source> sources = new Schedule<>();
  private final Consumer<Source> onDue = this::send;
  private final List<Viewer> viewers = new ArrayList<>();

  /**
   * A fan-out on a server; resolves its name. Publications after the first have the stream's name
   * and a number.
   *
   * @param isStopped asked often: true ends it early
   */
  public FanOut(
      FanOutPlan plan, RtmfpUrl.OfStream target, ConnectOptions options, BooleanSupplier isStopped)
      throws IOException {
    this.plan = plan;
    this.streamName = target.streamName();
    this.isStopped = isStopped;
    this.loop = new LoadLoop(target.application(), options);
  }

  /**
   * Publishes, and measures each number of players in turn.
   *
   * @param onResult told after each
   * @throws NetConnectionException when a connection ended or did not come to be
   * @throws NetStatusException when the server refuses the stream
   */
  public void run(Consumer<FanOutResult> onResult)
      throws IOException, NetConnectionException, NetStatusException {
    publish();
    for (int players : plan.players()) {
      Latencies connects = addViewers(players);
      publishFor(plan.warmUpSeconds());
      if (isStopped.getAsBoolean()) {
        return;
      }
      onResult.accept(measure(connects));
    }
  }

  /** Closes every client in order; bounded in time. */
  @Override
  public void close() throws IOException {
    loop.close();
  }

  private void publish() throws IOException, NetConnectionException, NetStatusException {
    for (LoadClient client : loop.connect(plan.publications(), loop::open, isStopped)) {
      String name = streamName + (publications.isEmpty() ? "" : "-" + (publications.size() + 1));
      var source = new Source(client, name, plan.bytes(), plan.rate(), random);
      source.publish();
      publications.add(new Publication(source, new Tally(), new ArrayList<>()));
    }
    loop.runUntil(
        () -> publications.stream().allMatch(each -> each.source.isAnswered()),
        System.nanoTime() + ANSWER_NANOS);
    for (int i = 0; i < publications.size(); i++) {
      Source source = publications.get(i).source;
      source.begin((double) i / publications.size());
      sources.update(source);
    }
  }

  private Latencies addViewers(int players) throws IOException, NetConnectionException {
    var connects = new Latencies();
    var joining = new ArrayList<Viewer>();
    int wanted = players * publications.size();
    long byNanos = System.nanoTime() + ANSWER_NANOS;
    while ((viewers.size() < wanted || !joining.isEmpty()) && !isStopped.getAsBoolean()) {
      while (viewers.size() < wanted && joining.size() < CONNECTING_AT_ONCE) {
        Publication played = publications.get(viewers.size() % publications.size());
        var viewer = new Viewer(loop.open(), played.source.name(), played.tally);
        viewers.add(viewer);
        played.viewers.add(viewer);
        joining.add(viewer);
        byNanos = System.nanoTime() + ANSWER_NANOS;
      }
      turn();
      for (var each = joining.iterator(); each.hasNext(); ) {
        Viewer viewer = each.next();
        viewer.client().check();
        if (viewer.isPlaying()) {
          connects.add(viewer.client().connectNanos());
          each.remove();
        } else if (viewer.mayPlay()) {
          viewer.play();
        }
      }
      if (System.nanoTime() - byNanos >= 0) {
        throw new IOException("players connect but the server does not let them play");
      }
    }
    return connects;
  }

  /** Sends what is due and lets the loop run once. */
  private void turn() throws IOException {
    long nowNanos = System.nanoTime();
    sources.drain(nowNanos, onDue);
    loop.turn(sources.nextNanos(nowNanos + SECOND_NANOS));
  }

  private void send(Source source) {
    source.send();
    sources.update(source);
  }

  private void publishFor(int seconds) throws IOException, NetConnectionException {
    long byNanos = System.nanoTime() + seconds * SECOND_NANOS;
    while (System.nanoTime() - byNanos < 0 && !isStopped.getAsBoolean()) {
      turn();
    }
    for (Publication each : publications) {
      each.source.client().check();
    }
  }

  /** Who has just joined sees nothing before a key frame. */
  private void awaitKeyFrames() throws IOException {
    long[] before = publications.stream().mapToLong(each -> each.source.keyFrames()).toArray();
    for (int i = 0; i < before.length && !isStopped.getAsBoolean(); ) {
      if (publications.get(i).source.keyFrames() > before[i]) {
        i++;
      } else {
        turn();
      }
    }
  }

  private FanOutResult measure(Latencies connects) throws IOException, NetConnectionException {
    awaitKeyFrames();
    var latencies = new Latencies();
    for (Publication each : publications) {
      each.tally.open(each.source.nextNumber(), latencies);
    }
    long deliveredBefore = sum(each -> each.tally.delivered());
    var span = new CpuUse.Span(plan.server());
    publishFor(plan.seconds());
    long delivered = sum(each -> each.tally.delivered()) - deliveredBefore;
    CpuUse cpu = span.over(delivered);
    double seconds = span.seconds();
    for (Publication each : publications) {
      each.tally.close(each.source.nextNumber());
    }
    loop.runUntil(this::hasAllCome, System.nanoTime() + TAIL_NANOS);
    publications.forEach(each -> each.source.skipMissed());
    long expected = sum(each -> each.tally.windowLength() * each.viewers.size());
    return new FanOutResult(
        publications.size(),
        (int) viewers.stream().filter(viewer -> !viewer.isGone()).count(),
        sum(each -> each.tally.windowLength()),
        expected,
        expected - sum(each -> each.tally.received()),
        sum(each -> each.tally.repeated()),
        delivered / seconds,
        latencies,
        connects,
        cpu);
  }

  private boolean hasAllCome() {
    for (Publication each : publications) {
      long last = each.source.nextNumber() - 1;
      for (Viewer viewer : each.viewers) {
        if (!viewer.isGone() && viewer.lastNumber() < last) {
          return false;
        }
      }
    }
    return true;
  }

  private long sum(ToLongFunction<Publication> figure) {
    return publications.stream().mapToLong(figure).sum();
  }
}
