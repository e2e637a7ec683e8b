package cumulus.node.bench;

import cumulus.client.ClientStream;
import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatus;
import cumulus.client.NetStatusException;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One publisher and many players of one stream, all clients of their own: what does the server need
 * for each delivery, how long does a message take, and does every one come once and in order?
 */
public final class FanOut implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long ANSWER_NANOS = 60 * SECOND_NANOS;
  private static final long TAIL_NANOS = 5 * SECOND_NANOS;
  private static final int CONNECTING_AT_ONCE = 16;

  private final FanOutPlan plan;
  private final String streamName;
  private final BooleanSupplier isStopped;
  private final LoadLoop loop;
  private final RandomGenerator random = new SplittableRandom();
  private final Tally tally = new Tally();
  private final List<Viewer> viewers = new ArrayList<>();
  private final CpuMeter own = CpuMeter.own();
  private final Source source;

  /**
   * A fan-out on a server; resolves its name.
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
    this.source = new Source();
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
    source.start();
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

  private Latencies addViewers(int players) throws IOException, NetConnectionException {
    var connects = new Latencies();
    var joining = new ArrayList<Viewer>();
    long byNanos = System.nanoTime() + ANSWER_NANOS;
    while ((viewers.size() < players || !joining.isEmpty()) && !isStopped.getAsBoolean()) {
      while (viewers.size() < players && joining.size() < CONNECTING_AT_ONCE) {
        var viewer = new Viewer(loop.open(), tally);
        viewers.add(viewer);
        joining.add(viewer);
        byNanos = System.nanoTime() + ANSWER_NANOS;
      }
      source.turn();
      for (var each = joining.iterator(); each.hasNext(); ) {
        Viewer viewer = each.next();
        check(viewer.client());
        if (viewer.isPlaying()) {
          connects.add(viewer.client().connectNanos());
          each.remove();
        } else if (viewer.mayPlay()) {
          viewer.play(streamName);
        }
      }
      if (System.nanoTime() - byNanos >= 0) {
        throw new IOException("players connect but the server does not let them play");
      }
    }
    return connects;
  }

  private void publishFor(int seconds) throws IOException, NetConnectionException {
    long byNanos = System.nanoTime() + seconds * SECOND_NANOS;
    while (System.nanoTime() - byNanos < 0 && !isStopped.getAsBoolean()) {
      source.turn();
    }
    check(source.client);
  }

  private FanOutResult measure(Latencies connects) throws IOException, NetConnectionException {
    // Who has just joined sees nothing before a key frame.
    while (!source.isKeyFrameNext()) {
      source.turn();
    }
    viewers.forEach(Viewer::takeReceived);
    long firstNumber = source.nextNumber();
    tally.open(firstNumber);
    long beginNanos = System.nanoTime();
    long deliveredBefore = tally.delivered();
    long ownBefore = own.nanos();
    Optional<Long> serverBefore = plan.server().map(CpuMeter::nanos);
    publishFor(plan.seconds());
    Optional<Long> serverNanos =
        plan.server().flatMap(s -> serverBefore.map(before -> s.nanos() - before));
    long ownNanos = own.nanos() - ownBefore;
    long delivered = tally.delivered() - deliveredBefore;
    double nanos = System.nanoTime() - beginNanos;
    long lastNumber = source.nextNumber() - 1;
    tally.close(lastNumber + 1);
    loop.runUntil(
        () -> viewers.stream().allMatch(v -> v.isGone() || v.lastNumber() >= lastNumber),
        System.nanoTime() + TAIL_NANOS);
    source.skipMissed();
    long sent = lastNumber + 1 - firstNumber;
    long received = viewers.stream().mapToLong(Viewer::takeReceived).sum();
    return new FanOutResult(
        (int) viewers.stream().filter(v -> !v.isGone()).count(),
        sent,
        sent * viewers.size(),
        sent * viewers.size() - received,
        tally.repeated(),
        tally.latencies(),
        connects,
        serverNanos.isPresent() && delivered > 0
            ? OptionalDouble.of(serverNanos.get() / 1e3 / delivered)
            : OptionalDouble.empty(),
        serverNanos.isPresent()
            ? OptionalDouble.of(serverNanos.get() / nanos)
            : OptionalDouble.empty(),
        ownNanos / nanos);
  }

  private static void check(LoadClient client) throws NetConnectionException {
    if (client.end().isPresent()) {
      throw new NetConnectionException(client.end().get());
    }
  }

  /** The publisher: sends on time, and lets the loop run meanwhile. */
  private final class Source implements StreamListener {
    private final LoadClient client;
    private final long periodNanos = SECOND_NANOS / plan.perSecond();
    private Optional<ClientStream> stream = Optional.empty();
    private Optional<NetStatus> answer = Optional.empty();
    private long number;
    private long beginNanos;
    private long dueNanos;

    Source() throws IOException {
      this.client = loop.open();
    }

    void start() throws IOException, NetConnectionException, NetStatusException {
      long byNanos = System.nanoTime() + ANSWER_NANOS;
      loop.runUntil(() -> client.connection().isConnected() || client.end().isPresent(), byNanos);
      check(client);
      client.advance(System.nanoTime());
      client
          .connection()
          .createStream(
              this,
              created -> {
                stream = Optional.of(created);
                created.publish(streamName);
              },
              this::onStatus);
      boolean isAnswered =
          loop.runUntil(() -> answer.isPresent() || client.end().isPresent(), byNanos);
      check(client);
      if (!isAnswered) {
        throw new IOException("the server does not answer publish");
      }
      if (!answer.orElseThrow().code().equals(StatusCode.PUBLISH_START)) {
        throw new NetStatusException(answer.orElseThrow());
      }
      beginNanos = System.nanoTime();
      dueNanos = beginNanos;
      client.advance(beginNanos);
      stream.orElseThrow().sendVideo(0, Stamp.header());
    }

    long nextNumber() {
      return number;
    }

    boolean isKeyFrameNext() {
      return number % plan.perSecond() == 0;
    }

    /** After a pause: goes on with the next message that is due in future. */
    void skipMissed() {
      dueNanos = Math.max(dueNanos, System.nanoTime());
    }

    /** Sends what is due and lets the loop run once. */
    void turn() throws IOException {
      long nowNanos = System.nanoTime();
      if (dueNanos - nowNanos <= 0) {
        client.advance(nowNanos);
      }
      for (; dueNanos - nowNanos <= 0; dueNanos += periodNanos) {
        boolean isKeyFrame = isKeyFrameNext();
        stream
            .orElseThrow()
            .sendVideo(
                (dueNanos - beginNanos) / MILLI_NANOS,
                Stamp.message(random, plan.bytes(), isKeyFrame, number++, dueNanos));
      }
      loop.turn(dueNanos);
    }

    @Override
    public void onStatus(NetStatus status) {
      if (answer.isEmpty()) {
        answer = Optional.of(status);
      }
    }
  }
}
