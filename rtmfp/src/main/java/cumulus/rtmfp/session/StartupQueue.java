package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Packets under the default key, waiting to be sent. Bounded: what does not fit will be asked for
 * again.
 */
final class StartupQueue {
  /**
   * Room for the largest startup chunk: a certificate with three static keys and as many
   * components.
   */
  private static final int CAPACITY = 4096;

  private record Waiting(Address to, byte[] datagram) {}

  private final PacketCipher cipher = PacketCipher.defaultKey();
  private final PacketWriter writer =
      new PacketWriter(PacketCipher.HEADROOM, CAPACITY, PacketCipher.TAILROOM);
  private final byte[] sealed =
      new byte
          [Datagram.SESSION_ID_LENGTH + CAPACITY + PacketCipher.HEADROOM + PacketCipher.TAILROOM];
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  StartupQueue() {}

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
    int from = Datagram.SESSION_ID_LENGTH;
    int length = cipher.seal(writer.bytes(), writer.from(), writer.to(), sealed, from);
    Datagram.scramble(sealed, 0, from + length, sessionId);
    waiting.addLast(new Waiting(to, java.util.Arrays.copyOf(sealed, from + length)));
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
