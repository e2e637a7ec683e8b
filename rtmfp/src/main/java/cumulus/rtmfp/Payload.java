package cumulus.rtmfp;

import java.util.Arrays;

/**
 * Bytes of one whole message, shared: they never change, so anybody may keep them and every
 * subscriber of a stream is served from the same ones.
 */
public final class Payload {
  /** No bytes. */
  public static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  private Payload(byte[] owned) {
    this.bytes = owned;
  }

  /** Takes the array over: the caller never writes to it again. */
  public static Payload wrap(byte[] handedOver) {
    return handedOver.length == 0 ? EMPTY : new Payload(handedOver);
  }

  /** Copies a borrowed range. */
  public static Payload copyOf(byte[] borrowed, int offset, int length) {
    return wrap(Arrays.copyOfRange(borrowed, offset, offset + length));
  }

  /** The bytes themselves, to read only: they are shared. */
  public byte[] bytes() {
    return bytes;
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Copies a part of the bytes to where it is wanted. */
  public void writeTo(byte[] target, int targetOffset, int from, int length) {
    System.arraycopy(bytes, from, target, targetOffset, length);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
