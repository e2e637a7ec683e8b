package cumulus.flash.group;

import java.util.Arrays;
import java.util.HexFormat;

/** Fingerprint of a peer's certificate: 32 bytes that name it everywhere. */
public final class PeerId {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private PeerId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The id with these bytes.
   *
   * @throws IllegalArgumentException unless there are 32
   */
  public static PeerId of(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /** The same without a copy: for bytes that do not change. */
  public static PeerId wrap(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a peer id has 32 bytes, not " + bytes.length);
    }
    return new PeerId(bytes);
  }

  /** The 32 bytes (a copy). */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
  }

  /** The bytes are a hash already. */
  @Override
  public int hashCode() {
    return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
  }

  /** 64 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
