package cumulus.rtmfp.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Internet checksum as RTMFP uses it (RFC 7425 section 4, Packet Encryption): complement of the
 * one's complement sum of big-endian 16-bit words. An odd byte at the very end is the <em>low</em>
 * byte of its word, where RFC 1071 makes it the high one.
 *
 * <p>The sum is additive: what several packets have in common can be summed once with {@link
 * #partial} and added to the sum of the rest before {@link #fold}.
 */
public final class Checksum {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Checksum() {}

  /** Checksum of {@code bytes[from, to)}, 0 to 0xffff. */
  public static int of(byte[] bytes, int from, int to) {
    int evenEnd = to - (to - from & 1);
    long sum = partial(bytes, from, evenEnd);
    return fold(evenEnd == to ? sum : sum + (bytes[evenEnd] & 0xff));
  }

  /**
   * Sum, neither folded nor complemented, of bytes that begin at a word of the packet. An odd last
   * byte counts as the high byte of its word, because more of the packet follows; the one at the
   * very end of a packet is for the caller to add as its low byte. Up to 2^29 bytes.
   */
  public static long partial(byte[] bytes, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at <= to - 8; at += 8) {
      long word = (long) LONGS.get(bytes, at);
      // Halves of 32 bits do: 2^16 is 1 modulo 2^16-1, so fold() makes the same of them.
      sum += (word >>> 32) + (word & 0xffff_ffffL);
    }
    for (; at < to; at++) {
      sum += (long) (bytes[at] & 0xff) << (at - from & 1) * -8 + 8;
    }
    return sum;
  }

  /** Turns a {@link #partial} sum into that of the same bytes beginning in the middle of a word. */
  public static long swapped(long partial) {
    int word = ~fold(partial) & 0xffff;
    int swapped = word >>> 8 | (word & 0xff) << 8;
    return swapped;
  }

  /** Checksum, 0 to 0xffff, from the added sums of all parts. */
  public static int fold(long sum) {
    long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) ~folded & 0xffff;
  }
}
