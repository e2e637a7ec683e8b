package cumulus.server;

import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * Media that came before its publication: it overtook the {@code publish} command, or the command
 * is not decided yet (flash-profile trap 7). Bounded: cut back to the newest key frame, codec
 * headers and data stay while they fit.
 */
final class EarlyMedia {
  /** For a stream on which nothing was asked. */
  static final int IDLE_BYTES = 64 << 10;

  /** Media of such a stream is given up after two of these periods at the latest. */
  static final long IDLE_PERIOD_NANOS = 250_000_000L;

  /** For a stream whose publish waits for its decision. */
  static final int UNDECIDED_BYTES = 2 << 20;

  private final List<Held> held = new ArrayList<>();
  private long bytes;
  private long dropped;
  private long period;

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Messages given up so far. */
  long dropped() {
    return dropped;
  }

  void add(int type, int timestamp, Payload body, int limitBytes) {
    held.add(new Held(period, type, timestamp, body));
    bytes += body.length();
    if (bytes > limitBytes) {
      keepFrom(newestKeyFrame());
    }
    if (bytes > limitBytes) {
      keepFrom(held.size());
    }
    if (bytes > limitBytes) {
      clear();
    }
  }

  /** A period is over: gives up what came before it. */
  void age() {
    int before = held.size();
    held.removeIf(message -> message.period < period);
    period++;
    dropped += before - held.size();
    bytes = held.stream().mapToLong(message -> message.body.length()).sum();
  }

  void clear() {
    dropped += held.size();
    held.clear();
    bytes = 0;
  }

  /** Hands everything over in the order of arrival. */
  void flush(Relay relay, long nowNanos) {
    for (Held message : held) {
      relay.media(nowNanos, message.type, message.timestamp, message.body);
    }
    held.clear();
    bytes = 0;
  }

  /** Index of the newest key frame; behind all if there is none. */
  private int newestKeyFrame() {
    for (int i = held.size() - 1; i >= 0; i--) {
      if (held.get(i).isKeyFrame()) {
        return i;
      }
    }
    return held.size();
  }

  /** Gives up what came before, but for what is needed to play the rest. */
  private void keepFrom(int index) {
    var kept = new ArrayList<Held>();
    for (int i = 0; i < held.size(); i++) {
      if (i >= index || held.get(i).isNeededLater()) {
        kept.add(held.get(i));
      }
    }
    dropped += held.size() - kept.size();
    held.clear();
    held.addAll(kept);
    bytes = held.stream().mapToLong(message -> message.body.length()).sum();
  }

  private record Held(long period, int type, int timestamp, Payload body) {
    boolean isKeyFrame() {
      return type == MessageType.VIDEO && VideoKind.of(body.bytes()) == VideoKind.KEY_FRAME;
    }

    /** Codec headers and data: without them nothing that follows can be played. */
    boolean isNeededLater() {
      return switch (type) {
        case MessageType.VIDEO -> VideoKind.of(body.bytes()) == VideoKind.CODEC_HEADER;
        case MessageType.AUDIO -> MediaTags.isAudioCodecHeader(body.bytes(), 0, body.length());
        default -> true;
      };
    }
  }
}
