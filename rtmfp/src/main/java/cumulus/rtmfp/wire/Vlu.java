package cumulus.rtmfp.wire;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;

/**
 * Variable length unsigned integer (RFC 7016 section 2.1.2): base 128, most significant group
 * first, bit 0x80 set on every byte but the last. Values are unsigned 64 bit in a {@code long};
 * larger ones saturate to 2^64-1. Leading {@code 80} groups are legal on input, never written.
 */
public final class Vlu {
  /** Longest minimal form, 64 bits in groups of 7. */
  public static final int MAX_LENGTH = 10;

  private static final long SATURATED = -1L;

  private Vlu() {}

  /** Bytes that {@code value} takes in its minimal form, 1 to 10. */
  public static int length(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  /** Writes the minimal form and returns the offset behind it. */
  public static int write(byte[] target, int offset, long value) {
    int at = offset;
    for (int shift = (length(value) - 1) * 7; shift > 0; shift -= 7) {
      target[at++] = (byte) (value >>> shift | 0x80);
    }
    target[at++] = (byte) (value & 0x7f);
    return at;
  }

  /**
   * Offset behind the number that starts at {@code offset}.
   *
   * @throws ProtocolException when no last byte stands before {@code limit}
   */
  public static int skip(byte[] source, int offset, int limit) throws ProtocolException {
    for (int at = offset; at < limit; at++) {
      if (source[at] >= 0) {
        return at + 1;
      }
    }
    throw new ProtocolException(DropReason.CHUNK_MALFORMED);
  }

  /** Value of a number whose bytes stand in {@code [offset, end)}, as {@link #skip} found them. */
  public static long value(byte[] source, int offset, int end) {
    long value = 0;
    for (int at = offset; at < end; at++) {
      if (value >>> 57 != 0) {
        return SATURATED;
      }
      value = value << 7 | source[at] & 0x7f;
    }
    return value;
  }
}
