package cumulus.node.bench;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Random bytes for the private keys of the load, which nobody needs to protect: exponents of 64
 * bits cost it a quarter of those of 256. Public keys have their full length all the same, and the
 * far end pays for its own exponent, so for it nothing changes.
 */
final class ShortKeys implements RandomGenerator {
  private static final int KEY_BYTES = 8;

  private final RandomGenerator random;

  ShortKeys(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  /** Exponents are read big-endian: only the last bytes count. */
  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
    Arrays.fill(bytes, 0, Math.max(0, bytes.length - KEY_BYTES), (byte) 0);
  }
}
