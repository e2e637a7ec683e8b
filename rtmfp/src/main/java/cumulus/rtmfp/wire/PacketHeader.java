package cumulus.rtmfp.wire;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;

/**
 * Head of a plain packet (RFC 7016 section 2.2.4), refilled for each packet:
 *
 * <pre> flags(1) [timestamp(2) if TS] [timestampEcho(2) if TSE] </pre>
 */
public final class PacketHeader {
  public static final int TIME_CRITICAL = 0x80;
  public static final int TIME_CRITICAL_REVERSE = 0x40;
  public static final int TIMESTAMP = 0x08;
  public static final int TIMESTAMP_ECHO = 0x04;
  public static final int MODE = 0x03;
  public static final int MODE_INITIATOR = 1;
  public static final int MODE_RESPONDER = 2;
  public static final int MODE_STARTUP = 3;

  /** Longest head. */
  public static final int MAX_LENGTH = 5;

  public int flags;

  /** 4 ms ticks modulo 2^16, or -1 if absent. */
  public int timestamp;

  /** 4 ms ticks modulo 2^16, or -1 if absent. */
  public int timestampEcho;

  public PacketHeader() {}

  /** Reads the head of {@code [from, to)} and returns the offset of the first chunk. */
  public int read(byte[] packet, int from, int to) throws ProtocolException {
    if (from >= to) {
      throw new ProtocolException(DropReason.PACKET_MODE);
    }
    int at = from;
    flags = packet[at++] & 0xff;
    boolean hasTimestamp = (flags & TIMESTAMP) != 0;
    boolean hasEcho = (flags & TIMESTAMP_ECHO) != 0;
    if (to - at < (hasTimestamp ? 2 : 0) + (hasEcho ? 2 : 0)) {
      throw new ProtocolException(DropReason.PACKET_MODE);
    }
    timestamp = hasTimestamp ? int16(packet, at) : -1;
    at += hasTimestamp ? 2 : 0;
    timestampEcho = hasEcho ? int16(packet, at) : -1;
    return at + (hasEcho ? 2 : 0);
  }

  public int mode() {
    return flags & MODE;
  }

  public boolean isTimeCritical() {
    return (flags & TIME_CRITICAL) != 0;
  }

  public boolean isTimeCriticalReverse() {
    return (flags & TIME_CRITICAL_REVERSE) != 0;
  }

  private static int int16(byte[] packet, int at) {
    return (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
  }
}
