package cumulus.flash.message;

/**
 * What the first bytes of audio and video messages tell (flash-profile traps 14 and 15). Bodies may
 * be empty: nothing is true of them but their emptiness. Extended headers (Enhanced RTMP) are
 * recognised and relayed as they are.
 *
 * <pre>
 * audio  codec(4) rate, size, channels(4)   AAC: then 0 for the codec header, 1 for a frame
 *        9(4)     packet type(4)            extended: 0 is the sequence start
 * video  frame type(4) codec(4)             AVC: then 0 codec header, 1 frame, 2 end of sequence
 *        1(1) frame type(3) packet type(4)  extended: 0 is the sequence start
 * </pre>
 */
public final class MediaTags {
  private static final int AAC = 10;
  private static final int AUDIO_EXTENDED = 9;
  private static final int AVC = 7;
  private static final int VIDEO_EXTENDED = 0x80;
  private static final int FRAME_TYPE = 0x70;
  private static final int KEY_FRAME = 0x10;
  private static final int COMMAND_FRAME = 0x50;

  private static final int SEQUENCE_START = 0;
  private static final int AVC_END_OF_SEQUENCE = 2;
  private static final int EXTENDED_SEQUENCE_END = 2;
  private static final int EXTENDED_METADATA = 4;
  private static final int EXTENDED_MPEG2TS_SEQUENCE_START = 5;

  private MediaTags() {}

  /** Whether the body has an extended audio header. */
  public static boolean isExtendedAudio(byte[] bytes, int offset, int length) {
    return length > 0 && (bytes[offset] & 0xf0) >> 4 == AUDIO_EXTENDED;
  }

  /** Whether the body has an extended video header. */
  public static boolean isExtendedVideo(byte[] bytes, int offset, int length) {
    return length > 0 && (bytes[offset] & VIDEO_EXTENDED) != 0;
  }

  /** Whether the body tells a decoder how to start: to be kept, and sent first to each listener. */
  public static boolean isAudioCodecHeader(byte[] bytes, int offset, int length) {
    if (isExtendedAudio(bytes, offset, length)) {
      return (bytes[offset] & 0x0f) == SEQUENCE_START;
    }
    return length > 1 && (bytes[offset] & 0xf0) >> 4 == AAC && bytes[offset + 1] == SEQUENCE_START;
  }

  /** Whether the body tells a decoder how to start: to be kept, and sent first to each listener. */
  public static boolean isVideoCodecHeader(byte[] bytes, int offset, int length) {
    if (isVideoCommand(bytes, offset, length)) {
      return false;
    }
    if (isExtendedVideo(bytes, offset, length)) {
      int packetType = bytes[offset] & 0x0f;
      return packetType == SEQUENCE_START || packetType == EXTENDED_MPEG2TS_SEQUENCE_START;
    }
    return length > 1 && (bytes[offset] & 0x0f) == AVC && bytes[offset + 1] == SEQUENCE_START;
  }

  /** Whether the body is a picture that decodes without others; headers and ends are none. */
  public static boolean isKeyFrame(byte[] bytes, int offset, int length) {
    return length > 0
        && (bytes[offset] & FRAME_TYPE) == KEY_FRAME
        && carriesPicture(bytes, offset, length);
  }

  /** Whether the body is a picture that needs earlier ones. */
  public static boolean isInterFrame(byte[] bytes, int offset, int length) {
    return length > 0
        && (bytes[offset] & FRAME_TYPE) != KEY_FRAME
        && carriesPicture(bytes, offset, length);
  }

  /** Whether the body is a video info or command frame (frame type 5), which has no picture. */
  public static boolean isVideoCommand(byte[] bytes, int offset, int length) {
    return length > 0 && (bytes[offset] & FRAME_TYPE) == COMMAND_FRAME;
  }

  /** Whether the body ends a sequence of pictures: no frame, and no header either. */
  public static boolean isVideoEndOfSequence(byte[] bytes, int offset, int length) {
    if (isVideoCommand(bytes, offset, length)) {
      return false;
    }
    if (isExtendedVideo(bytes, offset, length)) {
      return (bytes[offset] & 0x0f) == EXTENDED_SEQUENCE_END;
    }
    return length > 1 && (bytes[offset] & 0x0f) == AVC && bytes[offset + 1] == AVC_END_OF_SEQUENCE;
  }

  private static boolean carriesPicture(byte[] bytes, int offset, int length) {
    boolean metadata =
        isExtendedVideo(bytes, offset, length) && (bytes[offset] & 0x0f) == EXTENDED_METADATA;
    return !metadata
        && !isVideoCommand(bytes, offset, length)
        && !isVideoCodecHeader(bytes, offset, length)
        && !isVideoEndOfSequence(bytes, offset, length);
  }
}
