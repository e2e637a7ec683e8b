package cumulus.links.wire;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfString;

/**
 * Reads the parts of a frame's payload; the static methods write the same parts.
 *
 * <pre>
 * number   7-bit groups, least significant first, the high bit says that more follow
 * text     number of bytes, then the bytes
 * </pre>
 */
final class Parts {
  private static final int GROUP_BITS = 7;
  private static final int MORE = 1 << GROUP_BITS;
  private static final int MAX_NUMBER_BITS = 31;

  private final byte[] bytes;
  private int position;

  /** Borrows the payload. */
  Parts(byte[] payload) {
    bytes = payload;
  }

  boolean hasMore() {
    return position < bytes.length;
  }

  /** Where the next part begins. */
  int position() {
    return position;
  }

  int u8() throws MalformedException {
    if (!hasMore()) {
      throw new MalformedException("the frame ends too early");
    }
    return bytes[position++] & 0xff;
  }

  int u16() throws MalformedException {
    return u8() << 8 | u8();
  }

  /** A number below 2^31. */
  int number() throws MalformedException {
    int value = 0;
    for (int shift = 0; shift < MAX_NUMBER_BITS; shift += GROUP_BITS) {
      int group = u8();
      long added = (long) (group & (MORE - 1)) << shift;
      if (added > Integer.MAX_VALUE) {
        break;
      }
      value |= (int) added;
      if (group < MORE) {
        return value;
      }
    }
    throw new MalformedException("a number of more than 31 bits");
  }

  AmfString bytes(int count) throws MalformedException {
    if (count > bytes.length - position) {
      throw new MalformedException(
          "a text of " + count + " bytes where " + (bytes.length - position) + " are left");
    }
    AmfString text = AmfString.copyOf(bytes, position, count);
    position += count;
    return text;
  }

  AmfString text() throws MalformedException {
    return bytes(number());
  }

  static void writeNumber(ByteWriter out, int number) {
    int rest = number;
    while (rest >= MORE) {
      out.u8(rest & (MORE - 1) | MORE);
      rest >>>= GROUP_BITS;
    }
    out.u8(rest);
  }

  static void writeText(ByteWriter out, AmfString text) {
    writeNumber(out, text.length());
    text.writeTo(out);
  }
}
