package cumulus.flash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of bytes, big endian as everything Flash writes. */
public final class ByteWriter {
  private static final int SMALLEST = 16;

  private byte[] bytes;
  private int length;

  public ByteWriter() {
    this(128);
  }

  /**
   * An empty buffer.
   *
   * @param capacity bytes that fit before the buffer grows
   */
  public ByteWriter(int capacity) {
    bytes = new byte[Math.max(SMALLEST, capacity)];
  }

  public void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  public void u16(int value) {
    reserve(2);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  public void u24(int value) {
    u8(value >> 16);
    u16(value);
  }

  /** Writes the low 32 bits. */
  public void u32(long value) {
    reserve(4);
    bytes[length++] = (byte) (value >> 24);
    bytes[length++] = (byte) (value >> 16);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  public void u64(long value) {
    u32(value >> 32);
    u32(value);
  }

  public void f32(float value) {
    u32(Float.floatToRawIntBits(value));
  }

  public void f64(double value) {
    u64(Double.doubleToRawLongBits(value));
  }

  public void bytes(byte[] source) {
    bytes(source, 0, source.length);
  }

  public void bytes(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Writes the text in UTF-8, without a length. */
  public void utf8(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes written so far. */
  public int length() {
    return length;
  }

  /**
   * Forgets what was written behind this length.
   *
   * @throws IllegalArgumentException if less than that was written
   */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("length " + newLength + " of " + length);
    }
    length = newLength;
  }

  /** The buffer itself, valid until the next write; only the first {@link #length} bytes count. */
  public byte[] array() {
    return bytes;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}
