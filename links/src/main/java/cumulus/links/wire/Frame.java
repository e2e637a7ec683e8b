package cumulus.links.wire;

import cumulus.flash.ByteWriter;

/**
 * A frame to send, in two pieces, so that one body can be shared by many links.
 *
 * <pre> u32 length of what follows | handler | rest </pre>
 *
 * @param head length and handler
 * @param body the rest; shared, never changes
 */
public record Frame(byte[] head, byte[] body) {
  /** Bytes in front of the payload. */
  static final int LENGTH_BYTES = 4;

  static Frame of(ByteWriter handler, byte[] body) {
    var head = new ByteWriter(LENGTH_BYTES + handler.length());
    head.u32(Math.addExact(handler.length(), body.length));
    head.bytes(handler.array(), 0, handler.length());
    return new Frame(head.toByteArray(), body);
  }

  /** Bytes on the wire. */
  public int size() {
    return head.length + body.length;
  }
}
