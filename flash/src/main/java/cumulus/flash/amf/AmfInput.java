package cumulus.flash.amf;

import java.util.Arrays;

/**
 * Bytes being read, big endian, with the limits of the message they belong to. Also what the codec
 * of an externalizable class reads its raw content from.
 */
public final class AmfInput {
  private final byte[] bytes;
  private final int end;
  private final AmfLimits limits;
  private int position;
  private int depth;
  private int elements;

  AmfInput(byte[] bytes, int offset, int length, AmfLimits limits) {
    if (offset < 0 || length < 0 || length > bytes.length - offset) {
      throw new IllegalArgumentException(offset + " + " + length + " of " + bytes.length);
    }
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
    this.limits = limits;
  }

  /** Where the next byte is read, as an index of the array. */
  public int position() {
    return position;
  }

  /** Bytes not read yet. */
  public int remaining() {
    return end - position;
  }

  public int u8() throws AmfException {
    require(1);
    return bytes[position++] & 0xff;
  }

  public int u16() throws AmfException {
    require(2);
    return u8() << 8 | u8();
  }

  public int i32() throws AmfException {
    require(4);
    return u8() << 24 | u8() << 16 | u8() << 8 | u8();
  }

  public long u32() throws AmfException {
    return Integer.toUnsignedLong(i32());
  }

  public float f32() throws AmfException {
    return Float.intBitsToFloat(i32());
  }

  public double f64() throws AmfException {
    require(8);
    return Double.longBitsToDouble((long) i32() << 32 | u32());
  }

  /** The next bytes, copied. */
  public byte[] bytes(int count) throws AmfException {
    int start = take(count);
    return Arrays.copyOfRange(bytes, start, start + count);
  }

  /** The next bytes as a text. */
  public AmfString text(int count) throws AmfException {
    int start = take(count);
    return AmfString.copyOf(bytes, start, count);
  }

  /** The next byte without reading it, -1 at the end. */
  int peek() {
    return position < end ? bytes[position] & 0xff : -1;
  }

  /** Checks a number of items that stands in the bytes against the bytes there are. */
  int count(long items, int smallestItemBytes) throws AmfException {
    if (items < 0 || items > remaining() / smallestItemBytes) {
      throw malformed("count " + items + " with " + remaining() + " bytes left");
    }
    return (int) items;
  }

  /** Counts one value or name. */
  void element() throws AmfException {
    if (++elements > limits.maxElements()) {
      throw malformed("more than " + limits.maxElements() + " values");
    }
  }

  void enter() throws AmfException {
    if (++depth > limits.maxDepth()) {
      throw malformed("deeper than " + limits.maxDepth());
    }
  }

  void leave() {
    depth--;
  }

  AmfException malformed(String reason) {
    return new AmfException(reason, position);
  }

  private int take(long count) throws AmfException {
    if (count < 0 || count > limits.maxBytes()) {
      throw malformed("length " + count + " beyond the limit of " + limits.maxBytes());
    }
    require((int) count);
    int start = position;
    position += (int) count;
    return start;
  }

  private void require(int count) throws AmfException {
    if (count > end - position) {
      throw malformed("truncated: " + count + " bytes wanted, " + (end - position) + " left");
    }
  }
}
