package cumulus.simulation;

import cumulus.client.DirectPublication;
import cumulus.client.PeerListener;
import cumulus.flash.amf.AmfObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A generated film that a client publishes for peers. */
final class DirectFilm implements PeerListener {
  private static final long FRAME_NANOS = 66_000_000;
  private static final int KEY_EVERY = 15;
  private static final int KEY_BYTES = 3000;
  private static final int INTER_BYTES = 500;
  private static final int AUDIO_BYTES = 100;

  final List<String> log = new ArrayList<>();
  Predicate<byte[]> accepts = peerId -> true;
  int videoFrames;
  private final Cluster cluster;
  private final ClientHost client;
  private final String name;
  private final int run;
  private Optional<DirectPublication> publication = Optional.empty();
  private long beginNanos;
  private int frames;

  DirectFilm(Cluster cluster, ClientHost client, String name, int run) {
    this.cluster = cluster;
    this.client = client;
    this.name = name;
    this.run = run;
    client.act(this::begin);
  }

  DirectPublication publication() {
    return publication.orElseThrow();
  }

  void stop() {
    client.act(publication()::close);
  }

  private void begin() {
    publication = Optional.of(client.connection.peers().publish(name, this));
    beginNanos = cluster.clock.nanos();
    var info = new AmfObject();
    info.put("run", run);
    publication().sendData(0, "@setDataFrame", List.of(text("onMetaData"), info));
    publication().sendVideo(0, new Frame(Frame.Kind.VIDEO_HEADER, run, 0).body(40));
    publication().sendAudio(0, new Frame(Frame.Kind.AUDIO_HEADER, run, 0).body(40));
    cluster.in(0, this::frame);
  }

  private static cumulus.flash.amf.AmfValue text(String value) {
    return cumulus.flash.amf.AmfValue.of(value);
  }

  private void frame() {
    if (client.isDead() || !publication().isOpen()) {
      return;
    }
    long millis = (cluster.clock.nanos() - beginNanos) / 1_000_000;
    boolean isKey = frames % KEY_EVERY == 0;
    var kind = isKey ? Frame.Kind.KEY : Frame.Kind.INTER;
    int index = frames++;
    client.act(
        () -> {
          publication()
              .sendVideo(millis, new Frame(kind, run, index).body(isKey ? KEY_BYTES : INTER_BYTES));
          publication()
              .sendAudio(millis, new Frame(Frame.Kind.AUDIO, run, index).body(AUDIO_BYTES));
        });
    videoFrames = frames;
    cluster.in(FRAME_NANOS, this::frame);
  }

  @Override
  public boolean onPeerConnect(byte[] peerId) {
    log.add("connect " + HexFormat.of().formatHex(peerId, 0, 3));
    return accepts.test(peerId);
  }

  @Override
  public void onPeerDisconnect(byte[] peerId) {
    log.add("disconnect " + HexFormat.of().formatHex(peerId, 0, 3));
  }
}
