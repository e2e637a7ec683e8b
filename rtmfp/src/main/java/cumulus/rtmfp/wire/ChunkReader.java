package cumulus.rtmfp.wire;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Reads the chunks of one plain packet (RFC 7016 section 2.2.4). Parsing ends when no more than 2
 * bytes remain or a length goes beyond the packet: the rest is padding. Padding chunks (00, ff) are
 * passed over; a malformed chunk is reported alone and the packet goes on.
 */
public final class ChunkReader {
  private static final Chunk.End END = new Chunk.End();
  private static final Chunk.CloseRequest CLOSE_REQUEST = new Chunk.CloseRequest();
  private static final Chunk.CloseAck CLOSE_ACK = new Chunk.CloseAck();
  private static final int MAX_REDIRECTS = 64;

  private final UserData userData = new UserData();
  private final Ack ack = new Ack();
  private byte[] packet = new byte[0];
  private int at;
  private int to;
  private boolean hasPreviousData;
  private int cursor;

  public ChunkReader() {}

  /** Starts on the chunks in {@code [from, to)} of a plain packet. */
  public void reset(byte[] bytes, int from, int end) {
    packet = bytes;
    at = from;
    to = end;
    hasPreviousData = false;
  }

  /** The next chunk; {@link Chunk.End} when there is none. */
  public Chunk next() {
    while (to - at > 2) {
      int type = packet[at] & 0xff;
      int from = at + Chunk.HEADER;
      int end = from + ((packet[at + 1] & 0xff) << 8 | packet[at + 2] & 0xff);
      if (end > to) {
        break;
      }
      at = end;
      if (type != 0x00 && type != 0xff) {
        return read(type, from, end);
      }
    }
    return END;
  }

  private Chunk read(int type, int from, int end) {
    cursor = from;
    try {
      return switch (type) {
        case Chunk.USER_DATA -> readUserData(end);
        case Chunk.NEXT_USER_DATA -> readNextUserData(end);
        case Chunk.ACK_RANGES, Chunk.ACK_BITMAP -> {
          ack.refill(type == Chunk.ACK_BITMAP, packet, from, end);
          yield ack;
        }
        case Chunk.PING -> new Chunk.Ping(rest(end));
        case Chunk.PING_REPLY -> new Chunk.PingReply(rest(end));
        case Chunk.BUFFER_PROBE -> new Chunk.BufferProbe(vlu(end));
        case Chunk.FLOW_EXCEPTION -> new Chunk.FlowException(vlu(end), vlu(end));
        case Chunk.CLOSE_REQUEST -> CLOSE_REQUEST;
        case Chunk.CLOSE_ACK -> CLOSE_ACK;
        default -> readStartup(type, end);
      };
    } catch (ProtocolException malformed) {
      return new Chunk.Malformed(type);
    }
  }

  private Chunk readStartup(int type, int end) throws ProtocolException {
    return switch (type) {
      case Chunk.INITIATOR_HELLO -> new Chunk.InitiatorHello(counted(end), rest(end));
      case Chunk.FORWARDED_HELLO -> new Chunk.ForwardedHello(counted(end), address(end), rest(end));
      case Chunk.RESPONDER_HELLO -> new Chunk.ResponderHello(counted(end), counted(end), rest(end));
      case Chunk.REDIRECT -> readRedirect(end);
      case Chunk.COOKIE_CHANGE -> new Chunk.CookieChange(counted(end), rest(end));
      case Chunk.INITIATOR_KEYING ->
          new Chunk.InitiatorKeying(
              int32(end), counted(end), counted(end), counted(end), rest(end));
      case Chunk.RESPONDER_KEYING -> new Chunk.ResponderKeying(int32(end), counted(end), rest(end));
      case Chunk.PACKET_FRAGMENT -> readFragment(end);
      default -> new Chunk.Unknown(type);
    };
  }

  private UserData readUserData(int end) throws ProtocolException {
    hasPreviousData = false;
    userData.flags = int8(end);
    userData.flowId = vlu(end);
    userData.sequence = vlu(end);
    long offset = vlu(end);
    long sequence = userData.sequence;
    if (sequence < 0 || sequence > Params.MAX_SEQUENCE || offset < 0 || offset > sequence) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    if (offset == 0 && !userData.isAbandoned()) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    userData.forwardSequence = sequence - offset;
    readData(end);
    hasPreviousData = true;
    return userData;
  }

  private UserData readNextUserData(int end) throws ProtocolException {
    if (!hasPreviousData) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    userData.flags = int8(end);
    userData.sequence++;
    readData(end);
    return userData;
  }

  private void readData(int end) throws ProtocolException {
    userData.packet = packet;
    userData.optionsFrom = cursor;
    userData.optionsTo = cursor;
    if (userData.hasOptions()) {
      skipOptions(end);
    }
    userData.dataFrom = cursor;
    userData.dataTo = end;
  }

  /** Passes over an option list; it ends behind its Marker (an option of length 0). */
  private void skipOptions(int end) throws ProtocolException {
    while (true) {
      userData.optionsTo = cursor;
      long length = vlu(end);
      if (length == 0) {
        return;
      }
      if (length < 0 || length > end - cursor) {
        throw new ProtocolException(DropReason.CHUNK_MALFORMED);
      }
      cursor += (int) length;
    }
  }

  private Chunk.Redirect readRedirect(int end) throws ProtocolException {
    byte[] tag = counted(end);
    var addresses = new ArrayList<Address>();
    while (cursor < end && addresses.size() < MAX_REDIRECTS) {
      addresses.add(address(end));
    }
    return new Chunk.Redirect(tag, addresses);
  }

  private Chunk.PacketFragment readFragment(int end) throws ProtocolException {
    int flags = int8(end);
    return new Chunk.PacketFragment((flags & 0x80) == 0, vlu(end), vlu(end), rest(end));
  }

  private int int8(int end) throws ProtocolException {
    need(1, end);
    return packet[cursor++] & 0xff;
  }

  private int int32(int end) throws ProtocolException {
    return int8(end) << 24 | int8(end) << 16 | int8(end) << 8 | int8(end);
  }

  private long vlu(int end) throws ProtocolException {
    int from = cursor;
    cursor = Vlu.skip(packet, from, end);
    return Vlu.value(packet, from, cursor);
  }

  /** {@code VLU length | bytes}. */
  private byte[] counted(int end) throws ProtocolException {
    long length = vlu(end);
    if (length < 0 || length > end - cursor) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
    return take((int) length);
  }

  private byte[] rest(int end) {
    return take(end - cursor);
  }

  private byte[] take(int length) {
    byte[] bytes = Arrays.copyOfRange(packet, cursor, cursor + length);
    cursor += length;
    return bytes;
  }

  /**
   * {@code flags(1) | 4 or 16 bytes | port(2)} (RFC 7016 section 2.1.5); the origin bits say
   * nothing to rely on.
   */
  private Address address(int end) throws ProtocolException {
    int length = (int8(end) & 0x80) != 0 ? 16 : 4;
    need(length + 2, end);
    byte[] bytes = take(length);
    return Address.of(bytes, int8(end) << 8 | int8(end));
  }

  private void need(int bytes, int end) throws ProtocolException {
    if (end - cursor < bytes) {
      throw new ProtocolException(DropReason.CHUNK_MALFORMED);
    }
  }
}
