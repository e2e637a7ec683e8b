package cumulus.flash.message;

import cumulus.flash.ByteWriter;

/**
 * The five bytes before the payload of each message (flash-profile section 2).
 *
 * <pre> type(1) timestamp(4, big endian, milliseconds) payload </pre>
 */
public final class MessageHeader {
  /** Bytes before the payload. */
  public static final int SIZE = 5;

  private MessageHeader() {}

  /** The type of the message that starts there; the caller has checked that SIZE bytes do. */
  public static int type(byte[] message, int offset) {
    return message[offset] & 0xff;
  }

  /** The timestamp of the message that starts there, 0 to 2^32 - 1. */
  public static long timestampMillis(byte[] message, int offset) {
    return Bytes.u32(message, offset + 1);
  }

  public static void write(ByteWriter out, int type, long timestampMillis) {
    out.u8(type);
    out.u32(timestampMillis);
  }

  /** Writes a header into the five bytes there. */
  public static void put(byte[] target, int offset, int type, long timestampMillis) {
    target[offset] = (byte) type;
    target[offset + 1] = (byte) (timestampMillis >> 24);
    target[offset + 2] = (byte) (timestampMillis >> 16);
    target[offset + 3] = (byte) (timestampMillis >> 8);
    target[offset + 4] = (byte) timestampMillis;
  }
}
