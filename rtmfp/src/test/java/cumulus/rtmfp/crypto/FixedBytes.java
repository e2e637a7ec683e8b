package cumulus.rtmfp.crypto;

import java.util.random.RandomGenerator;

/** A generator whose bytes are given; drawing more than there are is a failure of the test. */
final class FixedBytes implements RandomGenerator {
  private final byte[] bytes;
  private int at;

  FixedBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void nextBytes(byte[] target) {
    System.arraycopy(bytes, at, target, 0, target.length);
    at += target.length;
  }

  @Override
  public long nextLong() {
    throw new AssertionError("only bytes are given");
  }
}
