package cumulus.flash.group;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Names one publication in a group: 32 random bytes of its publisher. */
public final class StreamKey {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private StreamKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key with these 32 bytes. */
  public static StreamKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a stream key has 32 bytes, not " + bytes.length);
    }
    return new StreamKey(bytes.clone());
  }

  /** A key of a new publication. */
  public static StreamKey random(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new StreamKey(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
