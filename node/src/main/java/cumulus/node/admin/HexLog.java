package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is sent and received into the log, without encryption, as hexadecimal digits and
 * text. Any thread.
 */
public final class HexLog {
  /** What is written. */
  public enum Scope {
    NOTHING,
    /** Packets of clients. */
    OUTSIDE,
    /** Frames between servers. */
    MIDDLE,
    ALL
  }

  /** Of one packet or frame; the rest is counted. */
  static final int MAX_BYTES = 8192;

  private static final int ROW = 16;
  private static final int FIRST_PRINTED = 0x20;
  private static final int LAST_PRINTED = 0x7e;
  private static final Logger LOG = LoggerFactory.getLogger(HexLog.class);

  private final boolean hasPackets;
  private final boolean hasFrames;

  /** A log of what is asked for. */
  public HexLog(Scope scope) {
    hasPackets = scope == Scope.OUTSIDE || scope == Scope.ALL;
    hasFrames = scope == Scope.MIDDLE || scope == Scope.ALL;
  }

  /** True if packets of clients are written. */
  boolean hasPackets() {
    return hasPackets;
  }

  /**
   * A packet of a client.
   *
   * @param session our session id; 0 in the handshake
   */
  void packet(int session, boolean isSent, Address far, byte[] bytes, int from, int to) {
    if (hasPackets) {
      String whose = session == 0 ? "handshake" : String.format("session %08x", session);
      write("packet", isSent, far + " (" + whose + ")", bytes, from, to);
    }
  }

  /** A frame between servers. */
  public void frame(String address, boolean isSent, byte[]... pieces) {
    if (hasFrames) {
      var whole = new ByteArrayOutputStream();
      for (byte[] piece : pieces) {
        whole.writeBytes(piece);
      }
      write("frame", isSent, "server " + address, whole.toByteArray(), 0, whole.size());
    }
  }

  private static void write(
      String what, boolean isSent, String whose, byte[] bytes, int from, int to) {
    String direction = isSent ? "sent to" : "received from";
    int end = Math.min(to, from + MAX_BYTES);
    var text = new StringBuilder();
    for (int at = from; at < end; at += ROW) {
      row(text, bytes, from, at, Math.min(end, at + ROW));
    }
    if (end < to) {
      text.append("\nand ").append(to - end).append(" more");
    }
    LOG.info("{} {} {}, {} bytes:{}", what, direction, whose, to - from, text);
  }

  private static void row(StringBuilder text, byte[] bytes, int from, int at, int end) {
    text.append(String.format(Locale.ROOT, "%n%04x ", at - from));
    for (int i = at; i < at + ROW; i++) {
      text.append(i < end ? String.format(Locale.ROOT, " %02x", bytes[i]) : "   ");
    }
    text.append("  ");
    for (int i = at; i < end; i++) {
      boolean isPrinted = bytes[i] >= FIRST_PRINTED && bytes[i] <= LAST_PRINTED;
      text.append(isPrinted ? (char) bytes[i] : '.');
    }
  }
}
