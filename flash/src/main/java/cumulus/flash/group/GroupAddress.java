package cumulus.flash.group;

/**
 * A member's place on the ring of its group (netgroup section 1.2): an unsigned number of 256 bits
 * whose arithmetic wraps.
 *
 * <pre> address = SHA-256(21 0f peerId) </pre>
 *
 * @param a bits 255 to 192
 * @param b bits 191 to 128
 * @param c bits 127 to 64
 * @param d bits 63 to 0
 */
public record GroupAddress(long a, long b, long c, long d) implements Comparable<GroupAddress> {
  /** Bits of an address. */
  public static final int BITS = 256;

  private static final byte[] CANONICAL_DISCRIMINATOR = {0x21, 0x0f};

  /** The address of a peer. */
  public static GroupAddress of(PeerId peer) {
    return ofBytes(Hashes.sha256(CANONICAL_DISCRIMINATOR, peer.bytes()));
  }

  /** The number that these 32 bytes are, most significant first. */
  static GroupAddress ofBytes(byte[] bytes) {
    return new GroupAddress(word(bytes, 0), word(bytes, 8), word(bytes, 16), word(bytes, 24));
  }

  /** How far it is from here to there in the direction of growing numbers. */
  public GroupAddress distanceTo(GroupAddress other) {
    long d0 = other.d - d;
    long borrow = Long.compareUnsigned(other.d, d) < 0 ? 1 : 0;
    long c0 = other.c - c - borrow;
    borrow = borrows(other.c, c, borrow);
    long b0 = other.b - b - borrow;
    borrow = borrows(other.b, b, borrow);
    return new GroupAddress(other.a - a - borrow, b0, c0, d0);
  }

  /** The place that lies 1/2^n of the ring further on; n is 1 to 256. */
  public GroupAddress plusFraction(int n) {
    int bit = BITS - n;
    long one = 1L << (bit & 63);
    return switch (bit >> 6) {
      case 3 -> new GroupAddress(a + one, b, c, d);
      case 2 -> new GroupAddress(a + carry(b, one), b + one, c, d);
      case 1 -> {
        long toB = carry(c, one);
        yield new GroupAddress(a + carry(b, toB), b + toB, c + one, d);
      }
      default -> {
        long toC = carry(d, one);
        long toB = carry(c, toC);
        yield new GroupAddress(a + carry(b, toB), b + toB, c + toC, d + one);
      }
    };
  }

  /** This number as a part of the whole ring, 0 up to 1. */
  public double ofRing() {
    return (a >>> 11) * 0x1p-53 + (b >>> 11) * 0x1p-117;
  }

  /** Compares as unsigned numbers. */
  @Override
  public int compareTo(GroupAddress other) {
    int order = Long.compareUnsigned(a, other.a);
    order = order != 0 ? order : Long.compareUnsigned(b, other.b);
    order = order != 0 ? order : Long.compareUnsigned(c, other.c);
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  /** 64 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x%016x%016x".formatted(a, b, c, d);
  }

  private static long borrows(long from, long what, long borrow) {
    return Long.compareUnsigned(from, what) < 0 || from == what && borrow != 0 ? 1 : 0;
  }

  private static long carry(long value, long added) {
    return Long.compareUnsigned(value + added, value) < 0 ? 1 : 0;
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < from + 8; i++) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }
}
