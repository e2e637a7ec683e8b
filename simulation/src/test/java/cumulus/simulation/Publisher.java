package cumulus.simulation;

import cumulus.client.ClientStream;
import cumulus.client.NetStatus;
import cumulus.client.StreamListener;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.StatusCode;
import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stream of a client that publishes a generated film once: codec headers, key and inter frames,
 * audio, metadata and ticks of data. Holds what its statuses must say.
 */
final class Publisher implements StreamListener {
  /**
   * What the film looks like.
   *
   * @param keyEvery frames from one key frame to the next
   * @param audioNanos 0 for none
   * @param isEager media goes out before the server has answered the publish
   */
  record Film(
      long videoNanos,
      int keyEvery,
      int keyBytes,
      int interBytes,
      long audioNanos,
      int audioBytes,
      boolean isEager,
      int startMillis) {
    static final Film SMALL = new Film(66_000_000, 15, 3000, 500, 40_000_000, 100, false, 0);

    Film eager() {
      return new Film(
          videoNanos, keyEvery, keyBytes, interBytes, audioNanos, audioBytes, true, startMillis);
    }

    Film startingAt(int millis) {
      return new Film(
          videoNanos, keyEvery, keyBytes, interBytes, audioNanos, audioBytes, isEager, millis);
    }
  }

  /** What the application of a story says when it ends a publication. */
  static final String ENDED_BY_SERVER = "NetStream.Publish.Ended";

  /** Every how many video frames a data message follows. */
  private static final int TICK_EVERY = 8;

  final List<String> statuses = new ArrayList<>();
  final int run;
  int videoFrames;
  int audioFrames;
  int ticks;
  final List<Long> sentNanos = new ArrayList<>();

  private final Cluster cluster;
  private final ClientHost client;
  private final String name;
  private final Film film;
  private Optional<ClientStream> stream = Optional.empty();
  private long beginNanos;
  private boolean isRolling;
  private boolean isStopped;
  private boolean isEnded;

  Publisher(Cluster cluster, ClientHost client, String name, int run, Film film) {
    this.cluster = cluster;
    this.client = client;
    this.name = name;
    this.run = run;
    this.film = film;
    client.createStream(this, this::begin);
  }

  String name() {
    return name;
  }

  boolean isLive() {
    return statuses.equals(List.of(StatusCode.PUBLISH_START)) && !isEnded;
  }

  boolean isOver() {
    return isEnded || isStopped;
  }

  ClientStream stream() {
    return stream.orElseThrow();
  }

  /** No more frames are made, and the publication goes on. */
  void cut() {
    isRolling = false;
  }

  /** Ends it as NetStream.close() does, or by deleting the stream. */
  void stop(boolean byDelete) {
    isRolling = false;
    isStopped = true;
    client.act(() -> stream.ifPresent(it -> end(it, byDelete)));
  }

  private static void end(ClientStream stream, boolean byDelete) {
    if (byDelete) {
      // The id is used again: nothing of this stream may arrive after deleteStream.
      stream.whenDrained(stream::delete);
    } else {
      stream.closeStream();
    }
  }

  @Override
  public void onStatus(NetStatus status) {
    cluster.note("publisher" + run, status.code());
    if (status.code().equals(ENDED_BY_SERVER)) {
      cluster.require(statuses.equals(List.of(StatusCode.PUBLISH_START)) || isStopped, "ended");
      isRolling = false;
      isStopped = true;
      return;
    }
    statuses.add(status.code());
    cluster.require(!isEnded, "a status after the end: " + status);
    switch (statuses.size()) {
      case 1 ->
          cluster.require(
              status.code().equals(StatusCode.PUBLISH_START) || status.isError(),
              "first status of a publisher: " + status);
      case 2 ->
          cluster.require(
              isStopped
                  && status.code().equals(StatusCode.UNPUBLISH_SUCCESS)
                  && statuses.getFirst().equals(StatusCode.PUBLISH_START),
              "second status of a publisher: " + statuses);
      default -> cluster.fault("too many statuses of a publisher: " + statuses);
    }
    if (status.isError()) {
      isRolling = false;
      isStopped = true;
    } else if (status.code().equals(StatusCode.PUBLISH_START) && !film.isEager && !isStopped) {
      roll();
    }
  }

  @Override
  public void onClose() {
    isRolling = false;
    isEnded = true;
  }

  private void begin(ClientStream ready) {
    stream = Optional.of(ready);
    if (isStopped) {
      ready.delete();
      return;
    }
    ready.publish(name);
    if (film.isEager) {
      roll();
    }
  }

  private void roll() {
    isRolling = true;
    beginNanos = cluster.clock.nanos();
    var info = new AmfObject();
    info.put("run", run);
    stream().sendData(0, "@setDataFrame", List.of(AmfValue.of("onMetaData"), info));
    sendVideo(Frame.Kind.VIDEO_HEADER, 0, 40);
    if (film.audioNanos > 0) {
      sendAudio(Frame.Kind.AUDIO_HEADER, 0, 20);
      audio();
    }
    video();
  }

  private void video() {
    client.act(
        () -> {
          if (isRolling) {
            sentNanos.add(cluster.clock.nanos());
            boolean isKey = videoFrames % film.keyEvery == 0;
            sendVideo(
                isKey ? Frame.Kind.KEY : Frame.Kind.INTER,
                videoFrames++,
                isKey ? film.keyBytes : film.interBytes);
            if (videoFrames % TICK_EVERY == 0) {
              stream()
                  .sendData(0, "tick", List.of(AmfValue.of(run), AmfValue.of((double) ticks++)));
            }
            cluster.in(film.videoNanos, this::video);
          }
        });
  }

  private void audio() {
    client.act(
        () -> {
          if (isRolling) {
            sendAudio(Frame.Kind.AUDIO, audioFrames++, film.audioBytes);
            cluster.in(film.audioNanos, this::audio);
          }
        });
  }

  private void sendVideo(Frame.Kind kind, int index, int bytes) {
    Payload body = new Frame(kind, run, index).body(Math.max(bytes, Frame.MIN_LENGTH));
    stream().sendVideo(timeMillis(), body);
  }

  private void sendAudio(Frame.Kind kind, int index, int bytes) {
    Payload body = new Frame(kind, run, index).body(Math.max(bytes, Frame.MIN_LENGTH));
    stream().sendAudio(timeMillis(), body);
  }

  private long timeMillis() {
    return film.startMillis + (cluster.clock.nanos() - beginNanos) / 1_000_000 & 0xffff_ffffL;
  }
}
