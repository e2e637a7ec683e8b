package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Builds the packets of an open session: control chunks first, then acknowledgements, then data as
 * far as the congestion window and pacing allow.
 */
final class Sender {
  private static final int BLOCK = 16;

  private record Challenge(Address to, byte[] message) {}

  /** A hello for the far end and an address that it may be answered at. */
  private record Forward(PeerHello hello, Address replyTo, int origin) {
    /** Bytes of payload: two counts of at most two bytes, an address of at most 19. */
    int length() {
      return 4 + hello.discriminator().length + 19 + hello.tag().length;
    }
  }

  private final Link link;
  private final Engine engine;
  private final SessionCore session;
  private final PacketWriter packet;
  private final int mode;
  private final ArrayDeque<byte[]> replies = new ArrayDeque<>(0);
  private final ArrayDeque<Forward> forwards = new ArrayDeque<>(0);
  private Optional<Challenge> challenge = Optional.empty();
  private boolean owesPing;
  private boolean owesCloseAck;

  /** Whether any of these is owed: asked several times for every packet. */
  private boolean hasControl;

  private long packets;
  private long bytes;

  Sender(Link link) {
    this.link = link;
    this.engine = link.engine;
    this.session = link.session;
    this.packet = engine.writer;
    this.mode = session.isInitiator() ? PacketHeader.MODE_INITIATOR : PacketHeader.MODE_RESPONDER;
  }

  long packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  void owesPing() {
    owesPing = true;
    hasControl = true;
  }

  void owesCloseAck() {
    owesCloseAck = true;
    hasControl = true;
    session.wantsTurn();
  }

  void owesReply(byte[] message) {
    if (replies.size() < Params.MAX_PING_REPLIES && message.length <= Params.MAX_PING_LENGTH) {
      replies.addLast(message);
      hasControl = true;
      session.wantsTurn();
    }
  }

  /** FIHello chunks of one introduction: as many as fit in a packet, the first in any case. */
  void owesForward(PeerHello hello, List<Address> alsoAt) {
    int bytes = addForward(new Forward(hello, hello.from(), PacketWriter.OBSERVED));
    for (Address address : alsoAt) {
      if (bytes < Params.MAX_INTRODUCTION) {
        bytes += addForward(new Forward(hello, address, PacketWriter.REPORTED));
      }
    }
    session.wantsTurn();
  }

  private int addForward(Forward forward) {
    if (forwards.size() < Params.MAX_FORWARDS) {
      forwards.addLast(forward);
      hasControl = true;
    }
    return Chunk.HEADER + forward.length();
  }

  /** A ping that proves a new address of the far end, in a packet of its own to there. */
  void owesChallenge(Address to, byte[] message) {
    challenge = Optional.of(new Challenge(to, message));
    session.wantsTurn();
  }

  /** Fills a group with the challenge owed; false if there is none. */
  boolean fillChallenge(Transmit group) {
    if (challenge.isEmpty()) {
      return false;
    }
    Challenge owed = challenge.get();
    challenge = Optional.empty();
    packet.begin(
        link.cipher.maxPlain(Params.MAX_CIPHER), mode, RoundTrip.ticks(engine.nowNanos), -1);
    packet.chunk(Chunk.PING).raw(owed.message()).endChunk();
    group.begin(owed.to());
    seal(group);
    return true;
  }

  /** Adds the packet just built to the group; returns the length of its cipher text. */
  private int seal(Transmit group) {
    if (session.isPacketTraced()) {
      engine.trace.packet(
          engine.nowNanos, session, true, group.to(), packet.bytes(), packet.from(), packet.to());
    }
    int from = group.length();
    int cipherFrom = from + Datagram.SESSION_ID_LENGTH;
    int length =
        link.cipher.seal(packet.bytes(), packet.from(), packet.to(), group.bytes(), cipherFrom);
    Datagram.scramble(group.bytes(), from, cipherFrom + length, link.farId);
    group.added(Datagram.SESSION_ID_LENGTH + length);
    packets++;
    bytes += Datagram.SESSION_ID_LENGTH + length;
    return length;
  }

  /**
   * Fills a group: after a full packet further ones follow as long as they are no larger; the first
   * smaller one is the last.
   *
   * @return true if there is more to send at once
   */
  boolean fill(Transmit group) {
    int maxCipher = Params.MAX_CIPHER;
    for (int i = 0; i < Params.MAX_GROUP; i++) {
      if (!build(link.cipher.maxPlain(maxCipher))) {
        return false;
      }
      int length = seal(group);
      boolean isFull = length + BLOCK >= Params.MAX_CIPHER && (i == 0 || length == maxCipher);
      if (!isFull) {
        return hasWork();
      }
      maxCipher = length;
    }
    return hasWork();
  }

  /** True if a packet could be built now; else makes sure that the session comes back in time. */
  private boolean hasWork() {
    return hasControl || link.acks.isDue() || mayData();
  }

  /** True if data may leave; if only pacing holds it back, a timer is set. */
  private boolean mayData() {
    if (!session.isOpen()
        || link.flight.bytes() >= link.congestion.window()
        || !link.flows.hasSendable()) {
      return false;
    }
    if (!link.pacer.allows(engine.nowNanos)) {
      engine.wakeAt(session, link.pacer.nextNanos());
      return false;
    }
    return true;
  }

  /** When pacing allows the next packet. */
  long onTimer(long nowNanos) {
    boolean isPaced =
        !link.pacer.allows(nowNanos)
            && link.flight.bytes() < link.congestion.window()
            && link.flows.hasSendable();
    if (isPaced) {
      return link.pacer.nextNanos();
    }
    if (link.flows.hasSendable()) {
      session.wantsTurn();
    }
    return Deadlines.NEVER;
  }

  /** Builds one packet; false if there is nothing to send. */
  private boolean build(int maxLength) {
    boolean wantsClose = session.takeCloseRequest();
    boolean mayData = mayData();
    if (!wantsClose && !hasControl && !link.acks.isDue() && !mayData) {
      return false;
    }
    long now = engine.nowNanos;
    int echo = link.roundTrip.echo(now);
    packet.begin(maxLength, mode, RoundTrip.ticks(now), echo);
    if (link.host.isReceivedByOthers(now, session.nearId())) {
      packet.flag(PacketHeader.TIME_CRITICAL_REVERSE);
    }
    if (wantsClose) {
      packet.chunk(Chunk.CLOSE_REQUEST).endChunk();
    }
    if (hasControl) {
      writeControl();
    }
    if (session.isOpen()) {
      link.acks.writeTo(packet);
    }
    if (mayData && link.flows.writeTo(packet)) {
      boolean isTimeCritical = link.flows.isTimeCritical();
      if (isTimeCritical) {
        packet.flag(PacketHeader.TIME_CRITICAL);
      }
      link.onDataSent(isTimeCritical);
    }
    if (packet.isEmpty()) {
      return false;
    }
    link.roundTrip.echoSent(echo);
    return true;
  }

  private void writeControl() {
    if (owesCloseAck) {
      packet.chunk(Chunk.CLOSE_ACK).endChunk();
      owesCloseAck = false;
    }
    if (owesPing && packet.room() >= 0) {
      packet.chunk(Chunk.PING).endChunk();
      owesPing = false;
      if (session.isTraced()) {
        session.emit(new TraceEvent.KeepAlive(TraceEvent.Ping.SENT));
      }
    }
    while (!replies.isEmpty() && packet.room() >= replies.getFirst().length) {
      packet.chunk(Chunk.PING_REPLY).raw(replies.removeFirst()).endChunk();
    }
    while (!forwards.isEmpty() && packet.room() >= forwards.getFirst().length()) {
      Forward next = forwards.removeFirst();
      packet
          .chunk(Chunk.FORWARDED_HELLO)
          .counted(next.hello().discriminator())
          .address(next.replyTo(), next.origin())
          .raw(next.hello().tag())
          .endChunk();
    }
    hasControl = owesPing || !replies.isEmpty() || !forwards.isEmpty();
  }
}
