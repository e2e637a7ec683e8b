package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Vlu;
import java.util.Arrays;

/**
 * Walks an option sequence (RFC 7016 section 2.1.3).
 *
 * <pre> VLU length | VLU type | value        length counts type and value; length 0 is a Marker
 * </pre>
 *
 * A sequence ends with its container; an option <em>list</em> ends with its first Marker, where the
 * caller stops. Use: {@code while (options.next()) switch (options.type()) ...}
 */
public final class Options {
  /** What {@link #type} says of a Marker. */
  public static final int MARKER = -1;

  private final byte[] source;
  private final int limit;
  private final DropReason malformed;
  private int start;
  private int end;
  private int type = MARKER;
  private int valueStart;

  /**
   * Stands before the first option in {@code source[from, to)}.
   *
   * @param malformed the reason of the exception when an option does not fit
   */
  public Options(byte[] source, int from, int to, DropReason malformed) {
    this.source = source;
    this.start = from;
    this.end = from;
    this.valueStart = from;
    this.limit = to;
    this.malformed = malformed;
  }

  /**
   * Goes to the next option; false at the end of the sequence.
   *
   * @throws ProtocolException when the option does not fit what is left
   */
  public boolean next() throws ProtocolException {
    if (end == limit) {
      return false;
    }
    start = end;
    int lengthEnd = skipVlu(start, limit);
    long length = Vlu.value(source, start, lengthEnd);
    if (Long.compareUnsigned(length, limit - lengthEnd) > 0) {
      throw new ProtocolException(malformed);
    }
    end = lengthEnd + (int) length;
    valueStart = lengthEnd;
    type = MARKER;
    if (length != 0) {
      long number = takeVlu();
      type = number >>> 31 == 0 ? (int) number : Integer.MAX_VALUE;
    }
    return true;
  }

  /**
   * Type of the current option, or {@link #MARKER}. Types from 2^31-1 on, which nobody has defined,
   * all read as {@code Integer.MAX_VALUE}.
   */
  public int type() {
    return type;
  }

  /** Offset of the first byte of the current option, that of its length. */
  public int start() {
    return start;
  }

  /** Offset of the first value byte that has not been taken. */
  public int valueStart() {
    return valueStart;
  }

  /** Offset behind the value, which is also the offset behind the option. */
  public int valueEnd() {
    return end;
  }

  /** A copy of the value, without what was taken from its front. */
  public byte[] value() {
    return Arrays.copyOfRange(source, valueStart, end);
  }

  /**
   * Takes a VLU from the front of the value.
   *
   * @throws ProtocolException when the value has none
   */
  public long takeVlu() throws ProtocolException {
    int from = valueStart;
    valueStart = skipVlu(from, end);
    return Vlu.value(source, from, valueStart);
  }

  /**
   * Takes a byte (0 to 255) from the front of the value.
   *
   * @throws ProtocolException when nothing is left
   */
  public int takeByte() throws ProtocolException {
    if (valueStart == end) {
      throw new ProtocolException(malformed);
    }
    return source[valueStart++] & 0xff;
  }

  private int skipVlu(int from, int to) throws ProtocolException {
    for (int at = from; at < to; at++) {
      if (source[at] >= 0) {
        return at + 1;
      }
    }
    throw new ProtocolException(malformed);
  }

  /** Writes an option sequence; grows as needed. */
  public static final class Builder {
    private static final int FIRST_CAPACITY = 160;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    public Builder() {}

    /** Adds an option whose value is {@code value}. */
    public Builder add(int type, byte... value) {
      begin(type, value.length);
      return append(value);
    }

    /** Adds an option whose value is a VLU and then {@code rest}. */
    public Builder addVlu(int type, long number, byte... rest) {
      begin(type, Vlu.length(number) + rest.length);
      length = Vlu.write(bytes, length, number);
      return append(rest);
    }

    /** Adds a Marker. */
    public Builder marker() {
      reserve(1);
      bytes[length++] = 0;
      return this;
    }

    /** A copy of what was written so far. */
    public byte[] toBytes() {
      return Arrays.copyOf(bytes, length);
    }

    private void begin(int type, int valueLength) {
      int counted = Vlu.length(type) + valueLength;
      reserve(Vlu.MAX_LENGTH + counted);
      length = Vlu.write(bytes, length, counted);
      length = Vlu.write(bytes, length, type);
    }

    private Builder append(byte[] value) {
      System.arraycopy(value, 0, bytes, length, value.length);
      length += value.length;
      return this;
    }

    private void reserve(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      }
    }
  }
}
