package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.flow.SendQueue;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.UserData;
import java.util.Optional;

/** Works off the packets that arrive for an open session. */
final class Receiver {
  private final Link link;
  private final Engine engine;
  private final SessionCore session;
  private boolean hasReverse;
  private long reverseNanos;
  private long packets;
  private long bytes;
  private boolean hasData;
  private boolean hasAck;

  Receiver(Link link) {
    this.link = link;
    this.engine = link.engine;
    this.session = link.session;
  }

  long packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  /** True if the far end lately said that it receives time critical data from others. */
  boolean isTimeCriticalReverse() {
    return hasReverse && engine.nowNanos - reverseNanos < Params.TIME_CRITICAL_NANOS;
  }

  void receive(Address source, byte[] datagram, int from, int to) throws ProtocolException {
    long range = link.cipher.open(datagram, from, to, engine.plain);
    int end = (int) range;
    PacketHeader header = engine.header;
    int chunks = header.read(engine.plain, (int) (range >>> 32), end);
    int expected =
        session.isInitiator() ? PacketHeader.MODE_RESPONDER : PacketHeader.MODE_INITIATOR;
    if (header.mode() != expected) {
      throw new ProtocolException(DropReason.PACKET_MODE);
    }
    if (packets++ == 0) {
      session.onFirstPacket();
    }
    bytes += Datagram.SESSION_ID_LENGTH + to - from;
    long now = engine.nowNanos;
    if (session.isPacketTraced()) {
      engine.trace.packet(now, session, false, source, engine.plain, (int) (range >>> 32), end);
    }
    link.life.onHeard(now);
    link.roundTrip.onPacket(now, header.timestamp, header.timestampEcho);
    if (header.isTimeCritical()) {
      link.host.received(now, session.nearId());
    }
    if (header.isTimeCriticalReverse()) {
      hasReverse = true;
      reverseNanos = now;
    }
    engine.reader.reset(engine.plain, chunks, end);
    readChunks(source);
    link.mobility.onPacket(source);
  }

  private void readChunks(Address source) {
    long before = link.flight.bytes();
    hasData = false;
    hasAck = false;
    for (Chunk chunk = engine.reader.next();
        !(chunk instanceof Chunk.End);
        chunk = engine.reader.next()) {
      try {
        on(source, chunk);
      } catch (ProtocolException farFault) {
        session.drop(farFault.reason);
      }
    }
    if (hasAck) {
      link.onAcks(before);
    }
    if (hasData) {
      link.acks.onDataPacket();
    }
  }

  private void on(Address source, Chunk chunk) throws ProtocolException {
    boolean isOpen = session.isOpen();
    switch (chunk) {
      case UserData data -> {
        need(isOpen);
        hasData = true;
        link.flows.onData(data);
      }
      case Ack ack -> {
        need(isOpen);
        link.flows.onAck(ack);
        hasAck = true;
      }
      case Chunk.Ping ping -> {
        need(isOpen);
        trace(TraceEvent.Ping.RECEIVED);
        link.sender.owesReply(ping.message());
      }
      case Chunk.PingReply reply -> {
        trace(TraceEvent.Ping.REPLY_RECEIVED);
        link.life.onProof(engine.nowNanos);
        link.mobility.onReply(source, reply.message());
      }
      case Chunk.BufferProbe probe -> {
        need(isOpen);
        link.flows.onProbe(probe.flowId());
      }
      case Chunk.FlowException report -> {
        need(isOpen);
        sending(report.flowId()).onException(report.code());
      }
      case Chunk.ForwardedHello hello -> {
        // Only whom we asked for a session may introduce others: it is the one we trust to do so.
        need(isOpen && session.isInitiator());
        engine.onForwarded(hello);
      }
      case Chunk.CloseRequest _ -> session.onCloseRequest();
      case Chunk.CloseAck _ -> session.onCloseAck();
      case Chunk.Malformed _ -> throw new ProtocolException(DropReason.CHUNK_MALFORMED);
      case Chunk.Unknown _ -> throw new ProtocolException(DropReason.CHUNK_UNKNOWN);
      case Chunk.Cold _ -> throw new ProtocolException(DropReason.CHUNK_STATE);
    }
  }

  private void trace(TraceEvent.Ping ping) {
    if (session.isTraced()) {
      session.emit(new TraceEvent.KeepAlive(ping));
    }
  }

  private static void need(boolean condition) throws ProtocolException {
    if (!condition) {
      throw new ProtocolException(DropReason.CHUNK_STATE);
    }
  }

  private SendQueue sending(long flowId) throws ProtocolException {
    Optional<SendQueue> flow = link.flows.sending(flowId);
    if (flow.isEmpty()) {
      throw new ProtocolException(DropReason.ACK_UNKNOWN);
    }
    return flow.get();
  }
}
