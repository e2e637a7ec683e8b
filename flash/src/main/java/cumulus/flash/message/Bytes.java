package cumulus.flash.message;

import cumulus.flash.MalformedException;

/** Big endian numbers in an array; callers have checked the bounds. */
final class Bytes {
  private Bytes() {}

  static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }

  static int u24(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 16 | u16(bytes, offset + 1);
  }

  static long u32(byte[] bytes, int offset) {
    return (long) u16(bytes, offset) << 16 | u16(bytes, offset + 2);
  }

  static void require(int length, int needed, String what) throws MalformedException {
    if (length < needed) {
      throw new MalformedException(what + " of " + length + " bytes, " + needed + " needed");
    }
  }

  /**
   * Where the AMF values of a payload start: behind the format byte of the extended types.
   *
   * @throws MalformedException if the format is not 0: the message is dropped (trap 4)
   */
  static int amfOffset(int type, byte[] bytes, int offset, int length) throws MalformedException {
    if (!MessageType.isExtended(type)) {
      return offset;
    }
    require(length, 1, "message of type " + type);
    if (bytes[offset] != 0) {
      throw new MalformedException("format " + (bytes[offset] & 0xff) + " of type " + type);
    }
    return offset + 1;
  }
}
