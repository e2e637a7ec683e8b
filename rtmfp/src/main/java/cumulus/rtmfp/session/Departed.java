package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.LongTable;
import cumulus.rtmfp.wire.PacketHeader;
import java.util.ArrayDeque;

/**
 * Sessions that we ended at once a short while ago. A far end that missed the one packet that told
 * it so goes on sending for minutes: what verifies is answered, seldom, that the session is closed.
 * Their number is bounded; the oldest gives way.
 */
final class Departed {
  private static final class Entry {
    final int nearId;
    final int farId;
    final int mode;
    final PacketCipher cipher;
    final long untilNanos;
    long answerNanos;

    Entry(SessionCore session, Link link, long nowNanos) {
      nearId = session.nearId();
      farId = link.farId;
      mode = session.isInitiator() ? PacketHeader.MODE_INITIATOR : PacketHeader.MODE_RESPONDER;
      cipher = link.cipher;
      untilNanos = nowNanos + Params.DEPARTED_NANOS;
      answerNanos = nowNanos + Params.DEPARTED_ANSWER_NANOS;
    }
  }

  private final Engine engine;
  private final LongTable<Entry> byId;
  private final ArrayDeque<Entry> inOrder = new ArrayDeque<>();

  Departed(Engine engine) {
    this.engine = engine;
    this.byId = new LongTable<>(engine.random.nextLong());
  }

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  int size() {
    return inOrder.size();
  }

  boolean contains(int id) {
    return byId.contains(id);
  }

  /** When the first one is to be forgotten; only if not empty. */
  long firstNanos() {
    return inOrder.getFirst().untilNanos;
  }

  void add(SessionCore session, Link link) {
    if (inOrder.size() >= Params.MAX_DEPARTED) {
      byId.remove(inOrder.removeFirst().nearId);
    }
    var entry = new Entry(session, link, engine.nowNanos);
    inOrder.addLast(entry);
    byId.put(entry.nearId, entry);
  }

  void advance(long nowNanos) {
    while (!inOrder.isEmpty() && nowNanos - firstNanos() >= 0) {
      byId.remove(inOrder.removeFirst().nearId);
    }
  }

  /** A datagram for a session that may be one of these. */
  void receive(int id, Address source, byte[] datagram, int from, int to) throws ProtocolException {
    if (!byId.contains(id)) {
      throw new ProtocolException(DropReason.UNKNOWN_SESSION);
    }
    Entry entry = byId.get(id);
    long range = entry.cipher.open(datagram, from, to, engine.plain);
    int end = (int) range;
    int chunks = engine.header.read(engine.plain, (int) (range >>> 32), end);
    if (engine.header.mode() + entry.mode != PacketHeader.MODE_STARTUP) {
      throw new ProtocolException(DropReason.PACKET_MODE);
    }
    engine.reader.reset(engine.plain, chunks, end);
    if (saysClosed()) {
      inOrder.remove(entry);
      byId.remove(id);
    } else if (engine.nowNanos - entry.answerNanos >= 0) {
      entry.answerNanos = engine.nowNanos + Params.DEPARTED_ANSWER_NANOS;
      answer(entry, source);
    }
    throw new ProtocolException(DropReason.CHUNK_STATE);
  }

  /** True if the far end says that the session is closed, so that neither goes on saying it. */
  private boolean saysClosed() {
    boolean hasClosed = false;
    for (Chunk chunk = engine.reader.next();
        !(chunk instanceof Chunk.End);
        chunk = engine.reader.next()) {
      hasClosed |= chunk instanceof Chunk.CloseAck;
    }
    return hasClosed;
  }

  private void answer(Entry entry, Address to) {
    var packet = engine.writer;
    packet.begin(
        entry.cipher.maxPlain(Params.MAX_CIPHER), entry.mode, RoundTrip.ticks(engine.nowNanos), -1);
    packet.chunk(Chunk.CLOSE_ACK).endChunk();
    byte[] datagram = new byte[Params.MAX_CIPHER + Datagram.SESSION_ID_LENGTH];
    int length =
        Datagram.SESSION_ID_LENGTH
            + entry.cipher.seal(
                packet.bytes(), packet.from(), packet.to(), datagram, Datagram.SESSION_ID_LENGTH);
    Datagram.scramble(datagram, 0, length, entry.farId);
    engine.startup.send(to, datagram, length);
  }
}
