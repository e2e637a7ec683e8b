package cumulus.rtmfp;

import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.session.SessionProbe;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketHeader;
import java.util.function.Consumer;

/** Reads one direction of a session along with its receiver, with the receiver's keys. */
final class Tap {
  private final PacketCipher cipher;
  private final PacketCipher startup = PacketCipher.defaultKey();
  private final int receiverId;
  private final byte[] plain = new byte[Params.MAX_DATAGRAM];
  private final PacketHeader header = new PacketHeader();
  private final ChunkReader reader = new ChunkReader();

  Tap(Session receiver) {
    cipher = PacketCipher.of(SessionProbe.keys(receiver));
    receiverId = receiver.nearId();
  }

  /** Shows each chunk of a datagram of the session; a flyweight is valid until the next. */
  void read(byte[] datagram, Consumer<Chunk> toChunk) {
    if (Datagram.unscramble(datagram, 0, datagram.length) != receiverId || isStartup(datagram)) {
      return;
    }
    try {
      long range = cipher.open(datagram, Datagram.SESSION_ID_LENGTH, datagram.length, plain);
      int at = header.read(plain, (int) (range >>> 32), (int) range);
      reader.reset(plain, at, (int) range);
    } catch (ProtocolException broken) {
      throw new AssertionError("a packet that its receiver cannot read", broken);
    }
    int chunks = 0;
    for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
      chunks++;
      toChunk.accept(chunk);
    }
    if (chunks == 0) {
      throw new AssertionError("a packet without a chunk");
    }
  }

  /** A repeated answer to keying has the same session id, but the default key. */
  private boolean isStartup(byte[] datagram) {
    try {
      long range = startup.open(datagram, Datagram.SESSION_ID_LENGTH, datagram.length, plain);
      header.read(plain, (int) (range >>> 32), (int) range);
      return header.mode() == PacketHeader.MODE_STARTUP;
    } catch (ProtocolException notStartup) {
      return false;
    }
  }
}
