package cumulus.rtmfp.wire;

/**
 * User Data or Next User Data (RFC 7016 sections 2.3.11 and 2.3.12), refilled for each chunk.
 *
 * <pre>
 * 0x10: flags(1) VLU flowId VLU sequence VLU fsnOffset [options Marker] data
 * 0x11: flags(1)                                       [options Marker] data
 * </pre>
 */
public final class UserData implements Chunk {
  public static final int OPTIONS = 0x80;
  public static final int FRAGMENT_MASK = 0x30;
  public static final int WHOLE = 0x00;
  public static final int BEGIN = 0x10;
  public static final int END = 0x20;
  public static final int MIDDLE = 0x30;
  public static final int ABANDONED = 0x02;
  public static final int FINAL = 0x01;

  /** Flow id, sequence number and forward sequence number: nothing up to it will be sent again. */
  public long flowId;

  public long sequence;
  public long forwardSequence;
  public int flags;

  /** The packet that the ranges point into: borrowed. */
  public byte[] packet = new byte[0];

  public int optionsFrom;
  public int optionsTo;
  public int dataFrom;
  public int dataTo;

  UserData() {}

  public boolean hasOptions() {
    return (flags & OPTIONS) != 0;
  }

  public boolean isAbandoned() {
    return (flags & ABANDONED) != 0;
  }

  public boolean isFinal() {
    return (flags & FINAL) != 0;
  }

  /** {@link #WHOLE}, {@link #BEGIN}, {@link #MIDDLE} or {@link #END}. */
  public int fragment() {
    return flags & FRAGMENT_MASK;
  }

  public int dataLength() {
    return dataTo - dataFrom;
  }
}
