package cumulus.script.object;

import cumulus.rtmfp.Payload;
import cumulus.server.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A publication as scripts see it, with what they pushed into it and did not flush. */
public final class ScriptPublication {
  /** Bytes that may wait for a flush; what comes on top is refused. */
  static final int MAX_WAITING_BYTES = 16 << 20;

  private record Push(int type, int timestampMillis, Payload body, int lost) {}

  private final Publications all;
  private final Publication publication;
  private final ScriptListeners listeners = new ScriptListeners(this);
  private final ScriptQuality audioQuality;
  private final ScriptQuality videoQuality;
  private final List<Push> waiting = new ArrayList<>();
  private Optional<String> owner = Optional.empty();
  private long waitingBytes;

  ScriptPublication(Publications all, Publication publication) {
    this.all = all;
    this.publication = publication;
    audioQuality = new ScriptQuality(publication::audioQuality);
    videoQuality = new ScriptQuality(publication::videoQuality);
  }

  Publications all() {
    return all;
  }

  Publication publication() {
    return publication;
  }

  ScriptListeners listeners() {
    return listeners;
  }

  ScriptQuality audioQuality() {
    return audioQuality;
  }

  ScriptQuality videoQuality() {
    return videoQuality;
  }

  /** Path of the application that publishes; none for a client's publication. */
  Optional<String> owner() {
    return owner;
  }

  void ownedBy(String path) {
    owner = Optional.of(path);
  }

  /** Keeps a message for the next flush; false if too much waits already. */
  boolean push(int type, int timestampMillis, byte[] body, int lost) {
    if (waitingBytes + body.length > MAX_WAITING_BYTES) {
      return false;
    }
    waiting.add(new Push(type, timestampMillis, Payload.wrap(body), lost));
    waitingBytes += body.length;
    return true;
  }

  /** What was pushed leaves. */
  void flush() {
    for (Push push : waiting) {
      publication.push(push.type, push.timestampMillis, push.body, push.lost);
    }
    clear();
  }

  /** Nobody publishes any more: what was not flushed is for nobody. */
  void clear() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** What its table leads to and ends with it. */
  List<Object> parts() {
    return List.of(this, listeners, audioQuality, videoQuality);
  }
}
