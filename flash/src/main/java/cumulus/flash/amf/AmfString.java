package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text, kept as the bytes that came: true UTF-8 where the sender is Flash, any bytes where it is
 * a script. They leave as they came, whatever they are (amf-lua trap 5).
 */
public final class AmfString implements AmfValue, Comparable<AmfString> {
  public static final AmfString EMPTY = new AmfString(new byte[0]);

  private final byte[] bytes;
  private final int hash;

  private AmfString(byte[] owned) {
    bytes = owned;
    hash = Arrays.hashCode(owned);
  }

  public static AmfString of(String text) {
    return text.isEmpty() ? EMPTY : new AmfString(text.getBytes(StandardCharsets.UTF_8));
  }

  public static AmfString copyOf(byte[] source, int offset, int length) {
    return length == 0 ? EMPTY : new AmfString(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Writes the bytes, without a length. */
  public void writeTo(ByteWriter out) {
    out.bytes(bytes);
  }

  @Override
  public String textOr(String other) {
    return toString();
  }

  /** By unsigned bytes; it keeps maps fast whose names were chosen to collide. */
  @Override
  public int compareTo(AmfString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AmfString text && hash == text.hash && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The text; bytes that are no UTF-8 become replacement characters. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
