package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Packets outside of open sessions, waiting to be sent. Bounded: what does not fit will be asked
 * for again.
 */
final class StartupQueue {
  /**
   * Room for the largest startup chunk: a certificate with three static keys and as many
   * components.
   */
  private static final int CAPACITY = 4096;

  /** Bytes of a packet in each fragment; header, ids and padding still fit beside it. */
  private static final int FRAGMENT = 1100;

  private static final int MORE = 0x80;

  private record Waiting(Address to, byte[] datagram) {}

  private final PacketCipher cipher = PacketCipher.defaultKey();
  private final PacketWriter writer =
      new PacketWriter(PacketCipher.HEADROOM, CAPACITY, PacketCipher.TAILROOM);
  private final byte[] sealed =
      new byte
          [Datagram.SESSION_ID_LENGTH + CAPACITY + PacketCipher.HEADROOM + PacketCipher.TAILROOM];
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Trace trace;
  private long nextPacketId = 1;

  StartupQueue(Trace trace) {
    this.trace = trace;
  }

  /**
   * Builds a startup packet, addressed to a session id of the far end (0 before it has one), and
   * queues it.
   */
  void send(long nowNanos, Address to, int sessionId, Consumer<PacketWriter> chunk) {
    if (waiting.size() >= Params.MAX_STARTUP_QUEUE) {
      return;
    }
    writer.begin(CAPACITY, PacketHeader.MODE_STARTUP, RoundTrip.ticks(nowNanos), -1);
    chunk.accept(writer);
    if (writer.to() - writer.from() <= cipher.maxPlain(Params.MAX_CIPHER)) {
      queue(nowNanos, to, sessionId);
    } else {
      sendInFragments(nowNanos, to, sessionId);
    }
  }

  /**
   * Slices the plain packet just built (RFC 7016 section 2.3.1). With at most {@link #CAPACITY}
   * bytes these are four packets, and repetitions are a second apart, so the limit of the RFC
   * holds.
   */
  private void sendInFragments(long nowNanos, Address to, int sessionId) {
    byte[] whole = Arrays.copyOfRange(writer.bytes(), writer.from(), writer.to());
    long packetId = nextPacketId++;
    int number = 0;
    for (int from = 0; from < whole.length; from += FRAGMENT) {
      int length = Math.min(FRAGMENT, whole.length - from);
      boolean hasMore = from + length < whole.length;
      writer.begin(CAPACITY, PacketHeader.MODE_STARTUP, RoundTrip.ticks(nowNanos), -1);
      writer
          .chunk(Chunk.PACKET_FRAGMENT)
          .int8(hasMore ? MORE : 0)
          .vlu(packetId)
          .vlu(number++)
          .raw(Arrays.copyOfRange(whole, from, from + length))
          .endChunk();
      queue(nowNanos, to, sessionId);
    }
  }

  /** Queues a copy of a datagram that is sealed already. */
  void send(Address to, byte[] datagram, int length) {
    if (waiting.size() < Params.MAX_STARTUP_QUEUE) {
      waiting.addLast(new Waiting(to, Arrays.copyOf(datagram, length)));
    }
  }

  private void queue(long nowNanos, Address to, int sessionId) {
    trace.startupPacket(nowNanos, true, to, writer.bytes(), writer.from(), writer.to());
    int from = Datagram.SESSION_ID_LENGTH;
    int length = cipher.seal(writer.bytes(), writer.from(), writer.to(), sealed, from);
    Datagram.scramble(sealed, 0, from + length, sessionId);
    waiting.addLast(new Waiting(to, Arrays.copyOf(sealed, from + length)));
  }

  /** Moves the next one into an empty group; false if there is none. */
  boolean poll(Transmit group) {
    Waiting next = waiting.pollFirst();
    if (next == null) {
      return false;
    }
    group.begin(next.to());
    System.arraycopy(next.datagram(), 0, group.bytes(), 0, next.datagram().length);
    group.added(next.datagram().length);
    return true;
  }
}
