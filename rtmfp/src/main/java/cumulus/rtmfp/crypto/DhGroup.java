package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The Diffie-Hellman groups of the Flash profile (RFC 7425 section 4, Diffie-Hellman Groups; primes
 * of RFC 7296 appendix B and RFC 3526), generator 2. The primes are computed from the formula of
 * those documents:
 *
 * <pre> p = 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) * pi) + c) </pre>
 */
public enum DhGroup {
  /** 1024 bits; what every Flash Player chooses. */
  MODP_2(2, 1024, 129_093),
  /** 1536 bits. */
  MODP_5(5, 1536, 741_804),
  /** 2048 bits. */
  MODP_14(14, 2048, 124_476);

  static final BigInteger GENERATOR = BigInteger.TWO;

  /** Public keys within this of 0 or of the prime are refused. */
  private static final BigInteger EDGE = BigInteger.ONE.shiftLeft(24);

  /** Public keys have at least so many one bits, and so many zero bits below their top bit. */
  private static final int MIN_BITS_OF_EACH = 16;

  /** More bits of pi than are asked for, so that rounding never reaches them. */
  private static final int GUARD_BITS = 64;

  private final int id;
  private final int length;
  private final BigInteger prime;

  DhGroup(int id, int bits, long c) {
    this.id = id;
    this.length = bits / 8;
    BigInteger one = BigInteger.ONE;
    this.prime =
        one.shiftLeft(bits)
            .subtract(one.shiftLeft(bits - 64))
            .subtract(one)
            .add(scaledPi(bits - 130).add(BigInteger.valueOf(c)).shiftLeft(64));
  }

  /** The group with this number on the wire; none if we do not know it. */
  public static Optional<DhGroup> byId(long id) {
    return Arrays.stream(values()).filter(group -> group.id == id).findFirst();
  }

  /** Number on the wire. */
  public int id() {
    return id;
  }

  /** Bytes of the prime, and of a public key without leading zeros most of the time. */
  public int length() {
    return length;
  }

  /** The modulus. */
  public BigInteger prime() {
    return prime;
  }

  /**
   * Reads a far public key: unsigned, big-endian, leading zeros allowed.
   *
   * @throws ProtocolException for a key that would make the secret guessable: near 0 or the prime,
   *     or with almost no one bits or zero bits
   */
  public BigInteger readPublicKey(byte[] encoded) throws ProtocolException {
    var key = new BigInteger(1, encoded);
    if (key.compareTo(EDGE) < 0
        || key.compareTo(prime.subtract(EDGE)) > 0
        || key.bitCount() < MIN_BITS_OF_EACH
        || key.bitLength() - key.bitCount() < MIN_BITS_OF_EACH) {
      throw new ProtocolException(DropReason.KEYING);
    }
    return key;
  }

  /** floor(2^bits * pi), after Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
  private static BigInteger scaledPi(int bits) {
    BigInteger one = BigInteger.ONE.shiftLeft(bits + GUARD_BITS);
    return arctanOfInverse(5, one)
        .shiftLeft(4)
        .subtract(arctanOfInverse(239, one).shiftLeft(2))
        .shiftRight(GUARD_BITS);
  }

  /** arctan(1/x) = 1/x - 1/(3x^3) + 1/(5x^5) - ..., in units of 1/{@code one}. */
  private static BigInteger arctanOfInverse(int x, BigInteger one) {
    BigInteger square = BigInteger.valueOf((long) x * x);
    BigInteger power = one.divide(BigInteger.valueOf(x));
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; power.signum() != 0; n += 2) {
      BigInteger term = power.divide(BigInteger.valueOf(n));
      sum = (n & 2) == 0 ? sum.add(term) : sum.subtract(term);
      power = power.divide(square);
    }
    return sum;
  }
}
