package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.util.Arrays;

/** Reads numbers, options and addresses from a range of bytes. */
final class GroupReader {
  private static final int MAX_VLU_BYTES = 10;
  private static final int MAX_PLAIN_VLU_HEAD = 0x81;

  private final byte[] bytes;
  private final int end;
  private int position;

  GroupReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  int u8() throws MalformedException {
    require(1);
    return bytes[position++] & 0xff;
  }

  int u16() throws MalformedException {
    return u8() << 8 | u8();
  }

  long u32() throws MalformedException {
    return (long) u16() << 16 | u16();
  }

  byte[] bytes(int count) throws MalformedException {
    require(count);
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  /** A number of variable length, most significant seven bits first; never negative. */
  long vlu() throws MalformedException {
    long value = 0;
    for (int i = 0; i < MAX_VLU_BYTES; i++) {
      int next = u8();
      if (value >>> 56 != 0) {
        break;
      }
      value = value << 7 | next & 0x7f;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedException("number too long");
  }

  /** A part of this range, passed over here. */
  GroupReader part(long length) throws MalformedException {
    require(length);
    var part = new GroupReader(bytes, position, (int) length);
    position += (int) length;
    return part;
  }

  /** The next option with type and value, or the empty range of a marker. */
  GroupReader option() throws MalformedException {
    return part(vlu());
  }

  /**
   * The same where Flash peers write the length of a long list as one plain byte (netgroup section
   * 3.3): a first byte above 81 hex is the length itself.
   */
  GroupReader optionOfList() throws MalformedException {
    require(1);
    int first = bytes[position] & 0xff;
    return first > MAX_PLAIN_VLU_HEAD ? part(u8()) : option();
  }

  private void require(long count) throws MalformedException {
    if (count < 0 || count > remaining()) {
      throw new MalformedException(remaining() + " bytes where " + count + " are needed");
    }
  }

  static void writeVlu(ByteWriter out, long value) {
    for (int shift = 63; shift > 0; shift -= 7) {
      if (value >>> shift != 0) {
        out.u8((int) (value >>> shift) | 0x80);
      }
    }
    out.u8((int) value & 0x7f);
  }

  static void writeOption(ByteWriter out, int type, byte[] value) {
    writeVlu(out, value.length + 1L);
    out.u8(type);
    out.bytes(value);
  }

  /** An option whose value is a number. */
  static void writeOption(ByteWriter out, int type, long value) {
    var number = new ByteWriter();
    writeVlu(number, value);
    writeOption(out, type, number.toByteArray());
  }
}
