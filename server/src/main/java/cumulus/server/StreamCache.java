package cumulus.server;

import cumulus.rtmfp.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a publication keeps for those who join late: codec headers, data frames set by the
 * publisher, the newest key frame and the time of the newest media (flash-profile sections 6.1 and
 * 6.2).
 */
final class StreamCache {
  /** Data frames kept; more are relayed and not kept. */
  static final int MAX_DATA_FRAMES = 16;

  /** Bytes of one data frame that is kept. */
  static final int MAX_DATA_FRAME_BYTES = 256 << 10;

  private static final byte[] SET = amf0Text("@setDataFrame");
  private static final byte[] CLEAR = amf0Text("@clearDataFrame");

  private final Map<String, Payload> dataFrames = new LinkedHashMap<>();
  private Payload audioHeader = Payload.EMPTY;
  private Payload videoHeader = Payload.EMPTY;
  private Payload keyFrame = Payload.EMPTY;
  private boolean keyFrameIsNewest;
  private int newestTime;
  private boolean hasMedia;

  /** A copy for another thread. */
  StreamSnapshot snapshot() {
    return new StreamSnapshot(
        new LinkedHashMap<>(dataFrames),
        audioHeader,
        videoHeader,
        keyFrame,
        keyFrameIsNewest,
        newestTime,
        hasMedia);
  }

  void restore(StreamSnapshot state) {
    dataFrames.clear();
    dataFrames.putAll(state.dataFrames());
    audioHeader = state.audioHeader();
    videoHeader = state.videoHeader();
    keyFrame = state.keyFrame();
    keyFrameIsNewest = state.keyFrameIsNewest();
    newestTime = state.newestTime();
    hasMedia = state.hasMedia();
  }

  void clear() {
    restore(StreamSnapshot.NOTHING);
  }

  void audio(int timestamp, Payload body, boolean isCodecHeader) {
    seen(timestamp);
    if (isCodecHeader) {
      audioHeader = body;
    }
  }

  void video(int timestamp, Payload body, VideoKind kind) {
    seen(timestamp);
    switch (kind) {
      case CODEC_HEADER -> videoHeader = body;
      case KEY_FRAME -> {
        keyFrame = body;
        keyFrameIsNewest = true;
      }
      case INTER_FRAME -> keyFrameIsNewest = false;
      case OTHER -> {}
    }
  }

  /**
   * Takes a data message (AMF0 values), keeps or removes a data frame, and returns what listeners
   * get: the message without {@code @setDataFrame}, or nothing for {@code @clearDataFrame}.
   */
  Payload data(Payload body) {
    byte[] bytes = body.bytes();
    if (startsWith(bytes, SET)) {
      var frame = Payload.copyOf(bytes, SET.length, bytes.length - SET.length);
      var name = name(bytes, SET.length);
      boolean hasRoom = dataFrames.size() < MAX_DATA_FRAMES || dataFrames.containsKey(name);
      if (hasRoom && frame.length() <= MAX_DATA_FRAME_BYTES) {
        dataFrames.put(name, frame);
      }
      return frame;
    }
    if (startsWith(bytes, CLEAR)) {
      dataFrames.remove(name(bytes, CLEAR.length));
      return Payload.EMPTY;
    }
    return body;
  }

  List<Payload> dataFrames() {
    return List.copyOf(dataFrames.values());
  }

  /** Empty if there is none. */
  Payload audioHeader() {
    return audioHeader;
  }

  /** Empty if there is none. */
  Payload videoHeader() {
    return videoHeader;
  }

  /** The newest key frame, empty if there is none. */
  Payload keyFrame() {
    return keyFrame;
  }

  /** True if no inter frame came after the key frame: then those that come belong to it. */
  boolean keyFrameIsNewest() {
    return keyFrameIsNewest;
  }

  /** Time of the newest media, milliseconds of the publisher. */
  int newestTime() {
    return newestTime;
  }

  private void seen(int timestamp) {
    if (!hasMedia || timestamp - newestTime > 0) {
      newestTime = timestamp;
      hasMedia = true;
    }
  }

  private static byte[] amf0Text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[3 + utf8.length];
    value[0] = 2;
    value[2] = (byte) utf8.length;
    System.arraycopy(utf8, 0, value, 3, utf8.length);
    return value;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The AMF0 text at the offset, empty if there is none. */
  private static String name(byte[] bytes, int offset) {
    if (bytes.length < offset + 3 || bytes[offset] != 2) {
      return "";
    }
    int length = (bytes[offset + 1] & 0xff) << 8 | bytes[offset + 2] & 0xff;
    return new String(
        bytes, offset + 3, Math.min(length, bytes.length - offset - 3), StandardCharsets.UTF_8);
  }
}
