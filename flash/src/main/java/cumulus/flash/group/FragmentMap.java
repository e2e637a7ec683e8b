package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.util.function.LongPredicate;

/**
 * Which fragments of a stream a member has (netgroup section 3.5).
 *
 * <pre> 22    last(VLU)    bitmap: bit j of byte i says that the sender has last - 1 - 8i - j
 * </pre>
 *
 * The sender has {@code last} itself.
 */
public final class FragmentMap {
  /** Bytes of a bitmap; what goes further back is passed over. */
  public static final int MAX_BYTES = 4096;

  private final long last;
  private final byte[] bitmap;

  private FragmentMap(long last, byte[] bitmap) {
    this.last = last;
    this.bitmap = bitmap;
  }

  /** Reads a whole message, its type included. */
  public static FragmentMap read(byte[] bytes) throws MalformedException {
    var in = new GroupReader(bytes, 1, bytes.length - 1);
    long last = in.vlu();
    return new FragmentMap(last, in.bytes(Math.min(in.remaining(), MAX_BYTES)));
  }

  /** The newest fragment that the sender has. */
  public long last() {
    return last;
  }

  /** No fragment before this one is told of; 0 or more. */
  public long first() {
    return Math.max(0, last - 8L * bitmap.length);
  }

  /** Whether the sender has a fragment. */
  public boolean has(long id) {
    long back = last - 1 - id;
    return back == -1
        || back >= 0
            && back < 8L * bitmap.length
            && (bitmap[(int) (back >> 3)] >> (back & 7) & 1) != 0;
  }

  /**
   * A whole message.
   *
   * @param last the newest fragment at hand
   * @param first the oldest to tell of
   * @param has which of them are at hand
   */
  public static byte[] message(long last, long first, LongPredicate has) {
    int length = Math.clamp((last - first + 7) >> 3, 0, MAX_BYTES);
    var out = new ByteWriter(length + 12);
    out.u8(PeerMessageType.MAP);
    GroupReader.writeVlu(out, last);
    for (int i = 0; i < length; i++) {
      int bits = 0;
      for (int j = 0; j < 8; j++) {
        long id = last - 1 - 8L * i - j;
        bits |= id >= first && has.test(id) ? 1 << j : 0;
      }
      out.u8(bits);
    }
    return out.toByteArray();
  }
}
