package cumulus.simulation;

import cumulus.client.ClientStream;
import cumulus.client.NetStatus;
import cumulus.client.StreamListener;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plays what a peer publishes, and holds what it is owed: metadata and codec headers first, video
 * from a key frame on, every frame whole and in order.
 */
final class DirectPlayer implements StreamListener {
  final List<String> events = new ArrayList<>();
  final List<String> descriptions = new ArrayList<>();
  int videoFrames;
  int audioFrames;
  int firstVideoIndex = -1;
  int lastVideoIndex = -1;
  boolean isClosed;
  private final Cluster cluster;
  private final ClientHost client;
  private Optional<ClientStream> stream = Optional.empty();
  private boolean hasMetaData;
  private boolean hasVideoHeader;
  private boolean hasAudioHeader;
  private int lastAudioIndex = -1;
  private boolean isKeyWanted = true;

  DirectPlayer(Cluster cluster, ClientHost client, byte[] peerId, String name) {
    this.cluster = cluster;
    this.client = client;
    client.act(() -> stream = Optional.of(client.connection.peers().play(peerId, name, this)));
  }

  ClientStream stream() {
    return stream.orElseThrow();
  }

  boolean isPlaying() {
    return events.contains(StatusCode.PLAY_START) && !isClosed;
  }

  void stop() {
    client.act(stream()::delete);
  }

  void act(Runnable command) {
    client.act(command);
  }

  @Override
  public void onStatus(NetStatus status) {
    events.add(status.code());
    descriptions.add(status.description());
    cluster.note(client.name(), status.code());
  }

  @Override
  public void onUserControl(UserControl control) {
    events.add(control.toString());
  }

  @Override
  public void onData(long timestampMillis, DataMessage data) {
    events.add(data.handler());
    hasMetaData |= data.handler().equals("onMetaData");
  }

  @Override
  public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
    cluster.require(hasMetaData, "video before metadata");
    Frame frame = Frame.read(bytes, offset, length);
    if (frame.kind().isHeader()) {
      hasVideoHeader = true;
      isKeyWanted = true;
      return;
    }
    cluster.require(hasVideoHeader, "video before its codec header");
    cluster.require(frame.index() > lastVideoIndex, frame + " after " + lastVideoIndex);
    boolean isNext = frame.index() == lastVideoIndex + 1;
    cluster.require(
        frame.kind() == Frame.Kind.KEY || isNext && !isKeyWanted, "no key frame: " + frame);
    isKeyWanted = false;
    firstVideoIndex = firstVideoIndex < 0 ? frame.index() : firstVideoIndex;
    lastVideoIndex = frame.index();
    videoFrames++;
  }

  @Override
  public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
    Frame frame = Frame.read(bytes, offset, length);
    if (frame.kind().isHeader()) {
      hasAudioHeader = true;
      return;
    }
    cluster.require(hasAudioHeader, "audio before its codec header");
    cluster.require(frame.index() > lastAudioIndex, frame + " after " + lastAudioIndex);
    lastAudioIndex = frame.index();
    audioFrames++;
  }

  @Override
  public void onClose() {
    isClosed = true;
  }
}
