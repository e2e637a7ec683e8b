package cumulus.flash.message;

import cumulus.flash.MalformedException;

/**
 * Takes an aggregate message apart (type 22, flash-profile section 2). It is a row of FLV tags; the
 * time of the message is the time of its first tag, the others keep their distance.
 *
 * <pre> ( type(1) size(3) timestamp(3+1) stream(3) body backPointer(4) )* </pre>
 *
 * <p>{@link #next} moves to the next message; the other methods tell about it until then.
 */
public final class AggregateReader {
  private static final int TAG_HEADER = 11;
  private static final int BACK_POINTER = 4;

  private final byte[] bytes;
  private final int end;
  private final long messageMillis;
  private long firstMillis = -1;
  private int position;
  private int type;
  private long timestampMillis;
  private int bodyOffset;
  private int bodyLength;

  /**
   * A reader before the first message.
   *
   * @param timestampMillis the time of the aggregate message
   * @param bytes an array with its payload, which is what follows the message header
   */
  public AggregateReader(long timestampMillis, byte[] bytes, int offset, int length) {
    this.messageMillis = timestampMillis;
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /**
   * Moves to the next message; false at the end.
   *
   * @throws MalformedException if a message is not whole, or is an aggregate itself
   */
  public boolean next() throws MalformedException {
    if (position == end) {
      return false;
    }
    Bytes.require(end - position, TAG_HEADER, "tag header in an aggregate");
    type = bytes[position] & 0xff;
    if (type == MessageType.AGGREGATE) {
      throw new MalformedException("aggregate in an aggregate");
    }
    bodyLength = Bytes.u24(bytes, position + 1);
    long millis = Bytes.u24(bytes, position + 4) | (bytes[position + 7] & 0xffL) << 24;
    if (firstMillis < 0) {
      firstMillis = millis;
    }
    timestampMillis = (messageMillis + millis - firstMillis) & 0xffff_ffffL;
    bodyOffset = position + TAG_HEADER;
    Bytes.require(end - bodyOffset, bodyLength, "tag in an aggregate");
    // The last back pointer is missing with some senders.
    position = Math.min(end, bodyOffset + bodyLength + BACK_POINTER);
    return true;
  }

  public int type() {
    return type;
  }

  /** Milliseconds, 0 to 2^32 - 1. */
  public long timestampMillis() {
    return timestampMillis;
  }

  public int bodyOffset() {
    return bodyOffset;
  }

  public int bodyLength() {
    return bodyLength;
  }
}
