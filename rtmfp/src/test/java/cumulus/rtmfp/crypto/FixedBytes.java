package cumulus.rtmfp.crypto;

import java.util.random.RandomGenerator;

/** "Random" bytes that a test knows, then zeros. */
final class FixedBytes implements RandomGenerator {
  private final byte[] bytes;
  private int at;

  FixedBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void nextBytes(byte[] target) {
    int count = Math.min(target.length, bytes.length - at);
    System.arraycopy(bytes, at, target, 0, count);
    at += count;
  }

  @Override
  public long nextLong() {
    throw new AssertionError("only bytes are given");
  }
}
