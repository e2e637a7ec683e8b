package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;

/**
 * What a member asks of a neighbour that has a stream (netgroup section 3.5).
 *
 * <pre> 23 mask(1)    push every fragment whose id modulo 8 has its bit set    2b id(VLU)    pull
 * </pre>
 */
public final class MediaRequests {
  /** Fragments are shared out among pushing neighbours by their id modulo this. */
  public static final int BITS = 8;

  private MediaRequests() {}

  /** Asks for every fragment whose bit is set; replaces what was asked before. */
  public static byte[] push(int mask) {
    return new byte[] {PeerMessageType.PUSH_MASK, (byte) mask};
  }

  /** The mask of a push request, a whole message. */
  public static int readPush(byte[] message) throws MalformedException {
    return new GroupReader(message, 1, message.length - 1).u8();
  }

  /** Asks for one fragment. */
  public static byte[] pull(long id) {
    var out = new ByteWriter();
    out.u8(PeerMessageType.PULL);
    GroupReader.writeVlu(out, id);
    return out.toByteArray();
  }

  /** The fragment that a pull asks for. */
  public static long readPull(byte[] message) throws MalformedException {
    return new GroupReader(message, 1, message.length - 1).vlu();
  }
}
