package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.message.MessageType;

/**
 * A numbered piece of a stream (netgroup section 3.5), kept as the message that carries it so that
 * it is passed on as it came.
 *
 * <pre>
 * 20 id(VLU) type(1) timestamp(4) payload                a whole message
 * 30 id(VLU) [left(1)] type(1) timestamp(4) payload      the first piece of one
 * 10 id(VLU) left(1) payload                             a further piece
 * 00 id(VLU) payload                                     the last piece
 * </pre>
 *
 * {@code left} counts the pieces that follow, at most 255.
 */
public final class Fragment {
  /** Bytes of a message in one piece when it has to be cut. */
  public static final int SLICE_BYTES = 959;

  private static final int WHOLE = 0x20;
  private static final int FIRST = 0x30;
  private static final int MIDDLE = 0x10;
  private static final int LAST = 0x00;
  private static final int MAX_LEFT = 0xff;

  private final byte[] message;
  private final long id;
  private final int kind;
  private final int type;
  private final long timestampMillis;
  private final int payloadOffset;

  private Fragment(
      byte[] message, long id, int kind, int type, long timestampMillis, int payloadOffset) {
    this.message = message;
    this.id = id;
    this.kind = kind;
    this.type = type;
    this.timestampMillis = timestampMillis;
    this.payloadOffset = payloadOffset;
  }

  /** Reads a whole message, its type included. The array is kept and must not change. */
  public static Fragment read(byte[] message) throws MalformedException {
    var in = new GroupReader(message, 0, message.length);
    int kind = in.u8();
    if (kind != WHOLE && kind != FIRST && kind != MIDDLE && kind != LAST) {
      throw new MalformedException("fragment of kind " + kind);
    }
    long id = in.vlu();
    if (kind == MIDDLE) {
      in.u8();
    }
    if (kind == MIDDLE || kind == LAST) {
      return new Fragment(message, id, kind, 0, 0, in.position());
    }
    int type = in.u8();
    if (kind == FIRST && in.remaining() > 0 && isCarried(message[in.position()] & 0xff)) {
      // The count of pieces that follow stood there; some leave it out (trap 13).
      type = in.u8();
    }
    if (!isCarried(type)) {
      throw new MalformedException("fragment of a message of type " + type);
    }
    return new Fragment(message, id, kind, type, in.u32(), in.position());
  }

  /**
   * One piece of a message to send.
   *
   * @param index which piece, from 0
   */
  public static Fragment of(
      long id, int type, long timestampMillis, byte[] payload, int offset, int length, int index) {
    int from = index * SLICE_BYTES;
    int size = Math.min(SLICE_BYTES, length - from);
    int left = pieces(length) - 1 - index;
    int kind = index == 0 ? left == 0 ? WHOLE : FIRST : left == 0 ? LAST : MIDDLE;
    var out = new ByteWriter(size + 20);
    out.u8(kind);
    GroupReader.writeVlu(out, id);
    if (kind == FIRST || kind == MIDDLE) {
      out.u8(Math.min(left, MAX_LEFT));
    }
    if (index == 0) {
      out.u8(type);
      out.u32(timestampMillis);
    }
    int payloadOffset = out.length();
    out.bytes(payload, offset + from, size);
    byte[] message = out.toByteArray();
    return new Fragment(message, id, kind, type, timestampMillis, payloadOffset);
  }

  /** Pieces that a message of so many bytes is cut into. */
  public static int pieces(int length) {
    return Math.max(1, (length + SLICE_BYTES - 1) / SLICE_BYTES);
  }

  public long id() {
    return id;
  }

  /** True if a message begins with it. */
  public boolean isStart() {
    return kind == WHOLE || kind == FIRST;
  }

  /** True if a message ends with it. */
  public boolean isEnd() {
    return kind == WHOLE || kind == LAST;
  }

  /** Type of the message, of its start only. */
  public int type() {
    return type;
  }

  /** Time-stamp of the message, of its start only. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** The message that carries it, to send and to read only. */
  public byte[] message() {
    return message;
  }

  /** Where the piece of the payload begins in {@link #message}; it goes on to its end. */
  public int payloadOffset() {
    return payloadOffset;
  }

  public int payloadLength() {
    return message.length - payloadOffset;
  }

  private static boolean isCarried(int type) {
    return MessageType.isMedia(type) || type == MessageType.COMMAND_EXTENDED;
  }
}
