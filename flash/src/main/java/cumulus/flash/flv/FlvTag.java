package cumulus.flash.flv;

import cumulus.flash.message.MessageType;

/**
 * One tag of an FLV file. Its type is that of the message it becomes: audio 8, video 9, data 18
 * (the name of a handler and its arguments in AMF0).
 */
public final class FlvTag {
  private final int type;
  private final long timestampMillis;
  private final byte[] body;

  /**
   * A tag.
   *
   * @param type audio, video or data as in {@link MessageType}
   * @param timestampMillis 0 to 2^32 - 1
   * @param body owned by the tag from now on
   */
  public FlvTag(int type, long timestampMillis, byte[] body) {
    this.type = type;
    this.timestampMillis = timestampMillis;
    this.body = body;
  }

  public int type() {
    return type;
  }

  /** Milliseconds from the start of the recording, 0 to 2^32 - 1. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** The bytes of the body; shared, not to be changed. */
  public byte[] body() {
    return body;
  }

  public boolean isAudio() {
    return type == MessageType.AUDIO;
  }

  public boolean isVideo() {
    return type == MessageType.VIDEO;
  }

  public boolean isData() {
    return type == MessageType.DATA;
  }
}
