package cumulus.node.bench;

import cumulus.client.NetStatus;
import cumulus.client.StreamListener;
import cumulus.flash.message.StatusCode;

/** A player of the load: counts what comes and how it comes. */
final class Viewer implements StreamListener {
  private final LoadClient client;
  private final String streamName;
  private final Tally tally;
  private boolean isAsking;
  private boolean isPlaying;
  private long lastNumber = -1;

  Viewer(LoadClient client, String streamName, Tally tally) {
    this.client = client;
    this.streamName = streamName;
    this.tally = tally;
  }

  LoadClient client() {
    return client;
  }

  boolean isPlaying() {
    return isPlaying;
  }

  /** True when the server has lost it, or it the server. */
  boolean isGone() {
    return client.end().isPresent();
  }

  /** True once, when its connection is there. */
  boolean mayPlay() {
    return !isAsking && client.connection().isConnected();
  }

  /** Asks for a stream, and plays. */
  void play() {
    isAsking = true;
    client.advance(System.nanoTime());
    client.connection().createStream(this, stream -> stream.play(streamName), this::onStatus);
  }

  /** Number of the newest message; -1 before the first. */
  long lastNumber() {
    return lastNumber;
  }

  @Override
  public void onStatus(NetStatus status) {
    if (status.code().equals(StatusCode.PLAY_START)) {
      isPlaying = true;
    }
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    if (!Stamp.isMessage(bytes, offset, length)) {
      return;
    }
    long number = Stamp.number(bytes, offset);
    boolean isNew = number > lastNumber;
    lastNumber = Math.max(lastNumber, number);
    tally.delivered(number, isNew, System.nanoTime() - Stamp.dueNanos(bytes, offset));
  }
}
