package cumulus.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.group.StreamKey;
import cumulus.flash.message.MediaTags;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.Status;
import cumulus.flash.message.StatusCode;
import java.util.Arrays;

/**
 * A stream that we publish in the group. Codec headers are repeated within it, so that those who
 * join later can decode: that of the video before key frames, that of the audio once a second
 * (netgroup section 3.5).
 */
public final class GroupPublication {
  /** Largest message. */
  public static final int MAX_MESSAGE_BYTES = Playout.MAX_MESSAGE_BYTES;

  private static final long MILLI_NANOS = 1_000_000L;
  private static final long VIDEO_HEADER_NANOS = 900 * MILLI_NANOS;
  private static final long AUDIO_HEADER_NANOS = 1000 * MILLI_NANOS;
  private static final byte[] NONE = {};

  private final MulticastStream stream;
  private byte[] videoHeader = NONE;
  private byte[] audioHeader = NONE;
  private long videoHeaderNanos;
  private long audioHeaderNanos;
  private long lastMillis;
  private boolean isOpen = true;

  GroupPublication(MulticastStream stream) {
    this.stream = stream;
  }

  /** The name of the stream. */
  public String name() {
    return stream.name();
  }

  /** What names this publication among all of the name. */
  public StreamKey key() {
    return stream.key();
  }

  /** False after {@link #close}, or when we are no member any more. */
  public boolean isOpen() {
    return isOpen && !stream.isClosed();
  }

  /**
   * Sends an audio, video or data message; the bytes are copied.
   *
   * @param type 8, 9, 15 or 18
   * @param bytes holds the message's payload, without header
   * @return false if it was not sent: the publication is closed, or the message too large
   */
  public boolean send(
      long nowNanos, int type, long timestampMillis, byte[] bytes, int offset, int length) {
    if (!MessageType.isMedia(type)) {
      throw new IllegalArgumentException("no media: type " + type);
    }
    if (!isOpen() || length > MAX_MESSAGE_BYTES) {
      return false;
    }
    lastMillis = timestampMillis;
    switch (type) {
      case MessageType.VIDEO -> video(nowNanos, timestampMillis, bytes, offset, length);
      case MessageType.AUDIO -> audio(nowNanos, timestampMillis, bytes, offset, length);
      default -> {}
    }
    stream.publish(nowNanos, type, timestampMillis, bytes, offset, length);
    return true;
  }

  /** Ends the stream for everybody. */
  public void close(long nowNanos) {
    if (isOpen()) {
      isOpen = false;
      end(nowNanos);
    }
  }

  private void video(long nowNanos, long timestampMillis, byte[] bytes, int offset, int length) {
    if (MediaTags.isVideoCodecHeader(bytes, offset, length)) {
      videoHeader = Arrays.copyOfRange(bytes, offset, offset + length);
      videoHeaderNanos = nowNanos;
    } else if (videoHeader.length > 0
        && nowNanos - videoHeaderNanos >= VIDEO_HEADER_NANOS
        && MediaTags.isKeyFrame(bytes, offset, length)) {
      videoHeaderNanos = nowNanos;
      stream.publish(
          nowNanos, MessageType.VIDEO, timestampMillis, videoHeader, 0, videoHeader.length);
    }
  }

  private void audio(long nowNanos, long timestampMillis, byte[] bytes, int offset, int length) {
    if (MediaTags.isAudioCodecHeader(bytes, offset, length)) {
      audioHeader = Arrays.copyOfRange(bytes, offset, offset + length);
      audioHeaderNanos = nowNanos;
    } else if (audioHeader.length > 0 && nowNanos - audioHeaderNanos >= AUDIO_HEADER_NANOS) {
      audioHeaderNanos = nowNanos;
      stream.publish(
          nowNanos, MessageType.AUDIO, timestampMillis, audioHeader, 0, audioHeader.length);
    }
  }

  private void end(long nowNanos) {
    var status = new ByteWriter();
    Amf0Writer writer = command(status, "onStatus");
    Status.status(StatusCode.PLAY_UNPUBLISH_NOTIFY, name() + " is now unpublished").write(writer);
    publishCommand(nowNanos, status);
    var close = new ByteWriter();
    command(close, "closeStream");
    publishCommand(nowNanos, close);
    stream.end(nowNanos);
  }

  private static Amf0Writer command(ByteWriter out, String name) {
    out.u8(0);
    var writer = new Amf0Writer(out, AmfStyle.AMF0_ONLY);
    writer.writeString(name);
    writer.writeNumber(0);
    writer.writeNull();
    return writer;
  }

  private void publishCommand(long nowNanos, ByteWriter command) {
    stream.publish(
        nowNanos, MessageType.COMMAND_EXTENDED, lastMillis, command.array(), 0, command.length());
  }
}
