package cumulus.rtmfp.wire;

import cumulus.rtmfp.Address;
import java.util.List;

/**
 * What a packet is made of: {@code type(1) length(2) payload} (RFC 7016 section 2.3). {@link
 * UserData} and {@link Ack} are refilled by the {@link ChunkReader} and valid until its next chunk;
 * the others are records with bytes of their own.
 */
public sealed interface Chunk permits UserData, Ack, Chunk.Cold {
  int PACKET_FRAGMENT = 0x7f;
  int INITIATOR_HELLO = 0x30;
  int FORWARDED_HELLO = 0x0f;
  int RESPONDER_HELLO = 0x70;
  int REDIRECT = 0x71;
  int COOKIE_CHANGE = 0x79;
  int INITIATOR_KEYING = 0x38;
  int RESPONDER_KEYING = 0x78;
  int PING = 0x01;
  int PING_REPLY = 0x41;
  int USER_DATA = 0x10;
  int NEXT_USER_DATA = 0x11;
  int ACK_BITMAP = 0x50;
  int ACK_RANGES = 0x51;
  int BUFFER_PROBE = 0x18;
  int FLOW_EXCEPTION = 0x5e;
  int CLOSE_REQUEST = 0x0c;
  int CLOSE_ACK = 0x4c;

  /** Bytes of a chunk in front of its payload. */
  int HEADER = 3;

  /** The chunks that are rare. */
  sealed interface Cold extends Chunk {}

  /** IHello (RFC 7016 section 2.3.2). */
  record InitiatorHello(byte[] discriminator, byte[] tag) implements Cold {}

  /** FIHello (section 2.3.3). */
  record ForwardedHello(byte[] discriminator, Address replyTo, byte[] tag) implements Cold {}

  /** RHello (section 2.3.4). */
  record ResponderHello(byte[] tag, byte[] cookie, byte[] certificate) implements Cold {}

  /** Redirect (section 2.3.5); no address means the packet's source. */
  record Redirect(byte[] tag, List<Address> addresses) implements Cold {}

  /** RHello Cookie Change (section 2.3.6). */
  record CookieChange(byte[] oldCookie, byte[] newCookie) implements Cold {}

  /** IIKeying (section 2.3.7). */
  record InitiatorKeying(
      int sessionId, byte[] cookie, byte[] certificate, byte[] component, byte[] signature)
      implements Cold {}

  /** RIKeying (section 2.3.8). */
  record ResponderKeying(int sessionId, byte[] component, byte[] signature) implements Cold {}

  /** Ping (section 2.3.9). */
  record Ping(byte[] message) implements Cold {}

  /** Ping Reply (section 2.3.10). */
  record PingReply(byte[] message) implements Cold {}

  /** Buffer Probe (section 2.3.15). */
  record BufferProbe(long flowId) implements Cold {}

  /** Flow Exception Report (section 2.3.16). */
  record FlowException(long flowId, long code) implements Cold {}

  /** Session Close Request (section 2.3.17). */
  record CloseRequest() implements Cold {}

  /** Session Close Acknowledgement (section 2.3.18). */
  record CloseAck() implements Cold {}

  /** Packet Fragment (section 2.3.1). */
  record PacketFragment(boolean isLast, long packetId, long number, byte[] bytes) implements Cold {}

  /** A type that we do not know: skipped. */
  record Unknown(int type) implements Cold {}

  /** Fields that do not fit the length: this chunk alone is skipped. */
  record Malformed(int type) implements Cold {}

  /** Nothing more but padding. */
  record End() implements Cold {}
}
