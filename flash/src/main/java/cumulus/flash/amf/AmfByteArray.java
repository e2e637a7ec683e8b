package cumulus.flash.amf;

import cumulus.flash.ByteWriter;

/** A ByteArray of ActionScript. */
public final class AmfByteArray implements AmfValue {
  private final byte[] bytes;

  /**
   * A ByteArray of these bytes.
   *
   * @param owned the bytes; they belong to the new object from now on
   */
  public AmfByteArray(byte[] owned) {
    bytes = owned;
  }

  public int length() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Writes the bytes, without a length. */
  public void writeTo(ByteWriter out) {
    out.bytes(bytes);
  }
}
