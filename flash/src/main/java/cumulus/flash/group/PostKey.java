package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import java.util.HexFormat;

/**
 * Names a post among neighbours (netgroup section 3.6): 8 bytes. A post's id is the SHA-256 of its
 * serialised value, as NetGroup.post returns it; that its first bytes are the key is our
 * assumption.
 *
 * @param value the 8 bytes, most significant first
 */
public record PostKey(long value) {
  /** The key of a serialised value. */
  public static PostKey of(byte[] amf) {
    return new PostKey(GroupAddress.ofBytes(Hashes.sha256(amf)).a());
  }

  /** The id of a serialised value: 64 hexadecimal digits. */
  public static String idOf(byte[] amf) {
    return HexFormat.of().formatHex(Hashes.sha256(amf));
  }

  /** Reads the key in a message; there are 8 bytes. */
  public static PostKey read(byte[] message, int offset) {
    long value = 0;
    for (int i = offset; i < offset + Long.BYTES; i++) {
      value = value << 8 | message[i] & 0xff;
    }
    return new PostKey(value);
  }

  /** A whole message of this type with the key. */
  public byte[] message(int type) {
    var out = new ByteWriter(16);
    out.u8(type);
    out.u64(value);
    return out.toByteArray();
  }
}
