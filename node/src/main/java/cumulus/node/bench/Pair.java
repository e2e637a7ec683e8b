package cumulus.node.bench;

import cumulus.client.DirectPublication;
import cumulus.client.NetStatus;
import cumulus.client.PeerListener;
import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;
import java.util.random.RandomGenerator;

/** One client that publishes for peers, and one that plays it by its peer id. */
final class Pair extends Schedule.Entry implements StreamListener {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final String NAME = "direct";

  private final LoadClient publisher;
  private final LoadClient player;
  private final Latencies meetings;
  private final DirectPublication publication;
  private final Tally tally = new Tally();
  private final Viewer viewer;
  private boolean hasFailed;
  private long begunNanos;
  private long number;
  private long beginNanos;
  private long dueNanos;

  Pair(LoadClient publisher, LoadClient player, Latencies meetings) {
    this.publisher = publisher;
    this.player = player;
    this.meetings = meetings;
    this.publication = publisher.connection().peers().publish(NAME, new PeerListener() {});
    this.viewer = new Viewer(player, NAME, tally);
  }

  /** Asks the server for the peer. */
  void meet() {
    begunNanos = System.nanoTime();
    player.advance(begunNanos);
    byte[] peerId = publisher.connection().peers().peerId().orElseThrow();
    player.connection().peers().play(peerId, NAME, this);
  }

  boolean hasMet() {
    return viewer.isPlaying();
  }

  boolean hasFailed() {
    return hasFailed || player.end().isPresent() || publisher.end().isPresent();
  }

  Tally tally() {
    return tally;
  }

  /** Begins to stream; what arrives late or never shows in the latencies and the tally. */
  void begin(long firstNanos, Latencies latencies) {
    beginNanos = firstNanos;
    dueNanos = firstNanos;
    tally.open(0, latencies);
  }

  /** When {@link #send} has something to do. */
  @Override
  long dueNanos() {
    return dueNanos;
  }

  /** Sends what is due. */
  void send(RandomGenerator random, int bytes, int rate) {
    long nowNanos = System.nanoTime();
    publisher.advance(nowNanos);
    for (; dueNanos - nowNanos <= 0; dueNanos += SECOND_NANOS / rate) {
      publication.sendVideo(
          (dueNanos - beginNanos) / MILLI_NANOS,
          Stamp.message(random, bytes, number % rate == 0, number++, dueNanos));
    }
  }

  /** No more is sent. */
  void end() {
    tally.close(number);
  }

  boolean hasAllCome() {
    return hasFailed() || viewer.lastNumber() == number - 1;
  }

  @Override
  public void onStatus(NetStatus status) {
    switch (status.code()) {
      case StatusCode.STREAM_CONNECT_SUCCESS -> meetings.add(System.nanoTime() - begunNanos);
      case StatusCode.STREAM_CONNECT_FAILED,
          StatusCode.STREAM_CONNECT_REJECTED,
          StatusCode.STREAM_CONNECT_CLOSED ->
          hasFailed = true;
      default -> viewer.onStatus(status);
    }
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    viewer.onVideo(timestampMillis, bytes, offset, length);
  }
}
