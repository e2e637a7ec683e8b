package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.UserData;
import java.util.Optional;

/**
 * Reads packets under the default key: those of session id 0, and those for a session of ours that
 * is opening.
 */
final class Startup {
  /** What is done with each chunk. */
  private interface Handler {
    void on(Chunk chunk) throws ProtocolException;
  }

  private final Engine engine;
  private final Responder responder;
  private final PacketCipher cipher = PacketCipher.defaultKey();
  private final PacketAssembler assembler = new PacketAssembler();

  Startup(Engine engine, Responder responder) {
    this.engine = engine;
    this.responder = responder;
  }

  /** A packet for session id 0. */
  void receive(Address from, byte[] datagram, int cipherFrom, int cipherTo)
      throws ProtocolException {
    readHeader(from, cipher.open(datagram, cipherFrom, cipherTo, engine.plain));
    readPacket(from, chunk -> on(from, chunk));
  }

  /** A packet for an opening session; what we cannot read may be early data. */
  void receive(SessionCore session, Address from, byte[] datagram, int cipherFrom, int cipherTo)
      throws ProtocolException {
    Opening opening = session.opening().orElseThrow();
    try {
      readHeader(from, cipher.open(datagram, cipherFrom, cipherTo, engine.plain));
    } catch (ProtocolException notStartup) {
      opening.keepEarly(datagram, cipherFrom, cipherTo);
      return;
    }
    readPacket(from, chunk -> on(opening, chunk));
  }

  /** Works off a packet whose header was read, and the packet that a fragment in it completes. */
  private void readPacket(Address from, Handler handler) throws ProtocolException {
    Optional<byte[]> joined = readChunks(from, handler);
    if (joined.isPresent()) {
      readHeader(joined.get(), 0, joined.get().length);
      readChunks(from, handler);
    }
  }

  private Optional<byte[]> readChunks(Address from, Handler handler) {
    Optional<byte[]> joined = Optional.empty();
    boolean hasAnsweredHello = false;
    for (Chunk chunk = engine.reader.next();
        !(chunk instanceof Chunk.End);
        chunk = engine.reader.next()) {
      boolean isHello = chunk instanceof Chunk.InitiatorHello;
      if (isHello && hasAnsweredHello) {
        engine.drop(from, DropReason.STARTUP_REPEATED);
        continue;
      }
      hasAnsweredHello |= isHello;
      try {
        if (chunk instanceof Chunk.PacketFragment fragment) {
          joined = assembler.add(engine.nowNanos, from, fragment);
        } else {
          handler.on(chunk);
        }
      } catch (ProtocolException farFault) {
        engine.drop(from, farFault.reason);
      }
    }
    return joined;
  }

  private static void on(Opening opening, Chunk chunk) throws ProtocolException {
    switch (chunk) {
      case Chunk.ResponderKeying answer -> opening.onKeying(answer);
      case Chunk.CookieChange change -> opening.onCookieChange(change);
      case UserData _ -> dropState();
      case Ack _ -> dropState();
      case Chunk.Cold _ -> dropState();
    }
  }

  private void readHeader(Address from, long range) throws ProtocolException {
    int start = (int) (range >>> 32);
    int end = (int) range;
    engine.trace.startupPacket(engine.nowNanos, false, from, engine.plain, start, end);
    readHeader(engine.plain, start, end);
  }

  private void readHeader(byte[] plain, int start, int end) throws ProtocolException {
    int chunks = engine.header.read(plain, start, end);
    if (engine.header.mode() != PacketHeader.MODE_STARTUP) {
      throw new ProtocolException(DropReason.PACKET_MODE);
    }
    engine.reader.reset(plain, chunks, end);
  }

  private void on(Address from, Chunk chunk) throws ProtocolException {
    switch (chunk) {
      case Chunk.InitiatorHello hello -> responder.onHello(from, hello);
      case Chunk.InitiatorKeying keying -> responder.onKeying(from, keying);
      case Chunk.ResponderHello hello -> openingOf(hello.tag()).onHello(from, hello);
      case Chunk.Redirect redirect -> openingOf(redirect.tag()).onRedirect(from, redirect);
      case Chunk.Unknown _ -> throw new ProtocolException(DropReason.CHUNK_UNKNOWN);
      case Chunk.Malformed _ -> throw new ProtocolException(DropReason.CHUNK_MALFORMED);
      case UserData _ -> dropState();
      case Ack _ -> dropState();
      case Chunk.Cold _ -> dropState();
    }
  }

  private Opening openingOf(byte[] tag) throws ProtocolException {
    return engine
        .openingWithTag(tag)
        .orElseThrow(() -> new ProtocolException(DropReason.STRAY_REPLY));
  }

  private static void dropState() throws ProtocolException {
    throw new ProtocolException(DropReason.CHUNK_STATE);
  }
}
