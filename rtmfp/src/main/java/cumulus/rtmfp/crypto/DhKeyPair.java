package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A Diffie-Hellman key pair (RFC 7425 section 4, Diffie-Hellman Groups). Immutable, so any thread
 * may use it; making one and {@link #secret} cost a modular exponentiation each (0.2 ms in group 2,
 * 0.6 ms in group 14), which has no place on a loop.
 *
 * <p>The exponent is 256 bits: in these groups of safe primes, twice the security level, and four
 * to seven times faster than one of the prime's size. The exponentiation is {@code
 * BigInteger.modPow}, as fast as the platform's own Diffie-Hellman, which is made of it; neither
 * takes constant time. An ephemeral exponent is used once, so its timing tells nothing; a static
 * one is used for each session, which is a reason to prefer ephemeral identities for servers.
 */
public final class DhKeyPair {
  private static final int EXPONENT_LENGTH = 32;

  private final DhGroup group;
  private final BigInteger exponent;
  private final byte[] publicKey;

  /** Computes the public key of {@code exponent}. */
  DhKeyPair(DhGroup group, BigInteger exponent) {
    this.group = group;
    this.exponent = exponent;
    this.publicKey = unsigned(DhGroup.GENERATOR.modPow(exponent, group.prime()));
  }

  /** A new pair. */
  public static DhKeyPair generate(DhGroup group, RandomGenerator random) {
    return new DhKeyPair(group, exponent(random));
  }

  /** A new private exponent; cheap. */
  static BigInteger exponent(RandomGenerator random) {
    byte[] bytes = new byte[EXPONENT_LENGTH];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes);
  }

  /** The group of both keys. */
  public DhGroup group() {
    return group;
  }

  /** The public key, big-endian without leading zeros. Shared: not to be changed. */
  public byte[] publicKey() {
    return publicKey;
  }

  /**
   * The shared secret, big-endian <em>without leading zeros</em>: one in 256 is shorter than the
   * prime, and both ends must hash the same bytes.
   *
   * @throws ProtocolException for a far key out of range ({@link DhGroup#readPublicKey})
   */
  public byte[] secret(byte[] farPublicKey) throws ProtocolException {
    return unsigned(group.readPublicKey(farPublicKey).modPow(exponent, group.prime()));
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] signed = value.toByteArray();
    return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }
}
