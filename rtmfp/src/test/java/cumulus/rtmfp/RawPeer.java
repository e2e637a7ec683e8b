package cumulus.rtmfp;

import cumulus.rtmfp.congestion.RoundTrip;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.DhGroup;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.Identity;
import cumulus.rtmfp.crypto.InitiatorKeying;
import cumulus.rtmfp.crypto.KeyAgreement;
import cumulus.rtmfp.crypto.KeyPairPool;
import cumulus.rtmfp.crypto.KeyingPolicy;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.crypto.SessionKeys;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A far end made by hand: it shakes hands in either role, then sends just what a test wants and
 * keeps what it gets. It answers nothing by itself once the session is open.
 */
final class RawPeer {
  /** What came for the open session. */
  record Packet(long atNanos, int flags, int timestamp, int echo, List<RawChunk> chunks) {
    List<RawChunk> chunks(int type) {
      return chunks.stream().filter(each -> each.type == type).toList();
    }
  }

  /** A chunk in its raw form. */
  record RawChunk(int type, byte[] payload) {}

  /** A startup chunk with the session id that it was sent to. */
  record Startup(int sessionId, Address from, Chunk chunk) {}

  private static final int ROOM = 8000;

  final Bed bed;
  final Address address;
  final List<Packet> packets = new ArrayList<>();
  final List<Startup> startups = new ArrayList<>();
  final Identity identity;
  int nearId = 0x01020304;
  int farId;
  int unreadable;
  boolean isInitiator = true;
  boolean acceptsSessions;
  byte[] cookie = new byte[64];

  /** Stands in front of the chunks of every startup packet. */
  byte[] prefix = new byte[0];

  /** If not 0, startup packets go in fragments of so many bytes; negative: the last one first. */
  int fragmentBytes;

  boolean echoes;
  Address far = new Address(0, 0, 0);
  private final SplittableRandom random;
  private final PacketCipher startupCipher = PacketCipher.defaultKey();
  private final PacketWriter writer =
      new PacketWriter(PacketCipher.HEADROOM, ROOM, PacketCipher.TAILROOM);
  private final byte[] plain = new byte[Params.MAX_DATAGRAM];
  private Optional<PacketCipher> cipher = Optional.empty();
  private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
  private long nextPacketId;
  private int lastTimestamp = -1;
  private long lastTimestampNanos;

  RawPeer(Bed bed, int number) {
    this(bed, Address.ipv4(0x0a010000 + number, 1935));
  }

  RawPeer(Bed bed, Address address) {
    this.bed = bed;
    this.address = address;
    this.random = new SplittableRandom(address.hashCode());
    this.identity = Identity.client(DhGroup.byId(2).orElseThrow(), random);
    bed.net.attach(address, this::receive);
  }

  // ---- handshake

  /** Opens a session with a server through the whole handshake. */
  static RawPeer opened(Bed bed, int number, Bed.Host server) throws ProtocolException {
    var peer = new RawPeer(bed, number);
    peer.open(server);
    return peer;
  }

  void open(Bed.Host server) throws ProtocolException {
    // One packet in 65536 would verify under the keys of a session before.
    cipher = Optional.empty();
    hello(server.address, new byte[16]);
    var hello = (Chunk.ResponderHello) await(Chunk.ResponderHello.class).chunk;
    var keying =
        InitiatorKeying.begin(
            identity, KeyingPolicy.DEFAULT, Certificate.parse(hello.certificate()), random);
    sendKeying(server.address, hello.cookie(), keying);
    finish(keying);
    far = server.address;
  }

  void finish(InitiatorKeying keying) throws ProtocolException {
    var answer = (Chunk.ResponderKeying) await(Chunk.ResponderKeying.class).chunk;
    KeyAgreement agreement = keying.finish(answer.component());
    agreement.run();
    useKeys(agreement.keys(), answer.sessionId());
  }

  private void useKeys(SessionKeys keys, int id) {
    cipher = Optional.of(PacketCipher.of(keys));
    farId = id;
  }

  void hello(Address to, byte[] tag) {
    byte[] wanted = EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    sendStartup(
        to, 0, packet -> packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(tag).endChunk());
  }

  void sendKeying(Address to, byte[] cookie, InitiatorKeying keying) {
    sendStartup(
        to,
        0,
        packet ->
            packet
                .chunk(Chunk.INITIATOR_KEYING)
                .int32(nearId)
                .counted(cookie)
                .counted(identity.certificate().encoded())
                .counted(keying.skic())
                .int8(0x58)
                .endChunk());
  }

  /** Waits up to 2 s for a startup chunk of this kind; the last one counts. */
  Startup await(Class<? extends Chunk> kind) {
    bed.run(Duration.ofSeconds(2), () -> !startups(kind).isEmpty());
    return startups(kind).getLast();
  }

  List<Startup> startups(Class<? extends Chunk> kind) {
    return startups.stream().filter(each -> kind.isInstance(each.chunk)).toList();
  }

  void sendStartup(Address to, int sessionId, Consumer<PacketWriter> chunks) {
    writer.begin(ROOM, PacketHeader.MODE_STARTUP, RoundTrip.ticks(bed.clock.nanos()), -1);
    writer.raw(prefix);
    chunks.accept(writer);
    if (fragmentBytes == 0) {
      seal(startupCipher, to, sessionId, writer);
      return;
    }
    byte[] whole = Arrays.copyOfRange(writer.bytes(), writer.from(), writer.to());
    int size = Math.abs(fragmentBytes);
    int count = (whole.length + size - 1) / size;
    nextPacketId++;
    for (int i = 0; i < count; i++) {
      int number = fragmentBytes < 0 ? count - 1 - i : i;
      sendFragment(to, sessionId, whole, number, number == count - 1);
    }
  }

  private void sendFragment(Address to, int sessionId, byte[] whole, int number, boolean isLast) {
    int from = number * Math.abs(fragmentBytes);
    int end = Math.min(whole.length, from + Math.abs(fragmentBytes));
    writer.begin(ROOM, PacketHeader.MODE_STARTUP, RoundTrip.ticks(bed.clock.nanos()), -1);
    writer.chunk(Chunk.PACKET_FRAGMENT).int8(isLast ? 0 : 0x80).vlu(nextPacketId).vlu(number);
    writer.raw(Arrays.copyOfRange(whole, from, end)).endChunk();
    seal(startupCipher, to, sessionId, writer);
  }

  // ---- the open session

  /** Sends a packet with these whole chunks, headed as an honest far end would. */
  void send(byte[]... chunks) {
    send(0, chunks);
  }

  /** The same with more flags. */
  void send(int flags, byte[]... chunks) {
    long now = bed.clock.nanos();
    int echo = -1;
    if (echoes && lastTimestamp >= 0) {
      echo = (int) (lastTimestamp + (now - lastTimestampNanos) / Params.TICK_NANOS) & 0xffff;
    }
    int mode = isInitiator ? PacketHeader.MODE_INITIATOR : PacketHeader.MODE_RESPONDER;
    send(flags | mode, RoundTrip.ticks(now), echo, chunks);
  }

  /** Sends a packet with just this head; times below 0 are left out. */
  void send(int flagsAndMode, int timestamp, int echo, byte[]... chunks) {
    writer.begin(ROOM, 0, timestamp, echo);
    writer.flag(flagsAndMode);
    for (byte[] chunk : chunks) {
      writer.raw(chunk);
    }
    seal(cipher.orElseThrow(), far, farId, writer);
  }

  /** Sends a packet with these chunks, in which a bit was flipped on the way. */
  void sendDamaged(byte[] chunks) {
    writer.begin(ROOM, PacketHeader.MODE_INITIATOR, RoundTrip.ticks(bed.clock.nanos()), -1);
    writer.raw(chunks);
    byte[] datagram = sealed(cipher.orElseThrow(), farId, writer);
    // In the last block, so that it does not become a packet for another session.
    datagram[datagram.length - 1] ^= 4;
    bed.net.send(address, far, datagram, 0, datagram.length);
  }

  private void seal(PacketCipher with, Address to, int sessionId, PacketWriter packet) {
    byte[] datagram = sealed(with, sessionId, packet);
    bed.net.send(address, to, datagram, 0, datagram.length);
  }

  private static byte[] sealed(PacketCipher with, int sessionId, PacketWriter packet) {
    byte[] datagram = new byte[packet.to() + Datagram.SESSION_ID_LENGTH + PacketCipher.TAILROOM];
    int from = Datagram.SESSION_ID_LENGTH;
    int length = with.seal(packet.bytes(), packet.from(), packet.to(), datagram, from);
    Datagram.scramble(datagram, 0, from + length, sessionId);
    return Arrays.copyOf(datagram, from + length);
  }

  // ---- what comes

  private void receive(long nowNanos, Address from, byte[] datagram) {
    int id = Datagram.unscramble(datagram, 0, datagram.length);
    int cipherFrom = Datagram.SESSION_ID_LENGTH;
    if (cipher.isPresent() && id == nearId && takeOpen(nowNanos, datagram, cipherFrom)) {
      return;
    }
    try {
      long range = startupCipher.open(datagram, cipherFrom, datagram.length, plain);
      takeStartup(id, from, Arrays.copyOfRange(plain, (int) (range >>> 32), (int) range));
    } catch (ProtocolException ofAnotherSession) {
      unreadable++;
    }
  }

  private void takeStartup(int id, Address from, byte[] packet) throws ProtocolException {
    var reader = new ChunkReader();
    reader.reset(packet, new PacketHeader().read(packet, 0, packet.length), packet.length);
    for (Chunk chunk = reader.next(); !(chunk instanceof Chunk.End); chunk = reader.next()) {
      startups.add(new Startup(id, from, chunk));
      if (chunk instanceof Chunk.PacketFragment fragment) {
        fragments.writeBytes(fragment.bytes());
        if (fragment.isLast()) {
          byte[] whole = fragments.toByteArray();
          fragments.reset();
          takeStartup(id, from, whole);
        }
      } else if (acceptsSessions) {
        answer(from, chunk);
      }
    }
  }

  private boolean takeOpen(long nowNanos, byte[] datagram, int cipherFrom) {
    try {
      long range = cipher.orElseThrow().open(datagram, cipherFrom, datagram.length, plain);
      var header = new PacketHeader();
      int at = header.read(plain, (int) (range >>> 32), (int) range);
      if (header.timestamp >= 0 && header.timestamp != lastTimestamp) {
        lastTimestamp = header.timestamp;
        lastTimestampNanos = nowNanos;
      }
      packets.add(
          new Packet(
              nowNanos,
              header.flags,
              header.timestamp,
              header.timestampEcho,
              chunks(plain, at, (int) range)));
      return true;
    } catch (ProtocolException notOfTheSession) {
      return false;
    }
  }

  private static List<RawChunk> chunks(byte[] packet, int from, int to) {
    var chunks = new ArrayList<RawChunk>();
    int at = from;
    while (to - at > 2) {
      int end = at + 3 + ((packet[at + 1] & 0xff) << 8 | packet[at + 2] & 0xff);
      if (end > to) {
        break;
      }
      chunks.add(new RawChunk(packet[at] & 0xff, Arrays.copyOfRange(packet, at + 3, end)));
      at = end;
    }
    return chunks;
  }

  /** The responding side of the handshake. */
  private void answer(Address from, Chunk chunk) throws ProtocolException {
    isInitiator = false;
    far = from;
    switch (chunk) {
      case Chunk.InitiatorHello hello ->
          sendStartup(
              from,
              0,
              packet ->
                  packet
                      .chunk(Chunk.RESPONDER_HELLO)
                      .counted(hello.tag())
                      .counted(cookie)
                      .raw(serverIdentity().certificate().encoded())
                      .endChunk());
      case Chunk.InitiatorKeying keying -> {
        KeyAgreement agreement =
            KeyAgreement.respond(
                serverIdentity(),
                KeyingPolicy.DEFAULT,
                Certificate.parse(keying.certificate()),
                keying.component(),
                new KeyPairPool(random));
        agreement.run();
        sendStartup(
            from,
            keying.sessionId(),
            packet ->
                packet
                    .chunk(Chunk.RESPONDER_KEYING)
                    .int32(nearId)
                    .counted(agreement.skrc())
                    .int8(0x58)
                    .endChunk());
        useKeys(agreement.keys(), keying.sessionId());
      }
      default -> throw new AssertionError("not expected while accepting: " + chunk);
    }
  }

  private Identity serverIdentity() {
    return Identity.server(new SplittableRandom(99 + address.hashCode()));
  }

  byte[] serverCertificate() {
    return serverIdentity().certificate().encoded();
  }

  // ---- looking at what came

  /** Chunks of a type in all packets that came since {@link #clear}. */
  List<RawChunk> received(int type) {
    return packets.stream().flatMap(each -> each.chunks(type).stream()).toList();
  }

  /** The packets that held such a chunk. */
  List<Packet> packetsWith(int type) {
    return packets.stream().filter(each -> !each.chunks(type).isEmpty()).toList();
  }

  void clear() {
    packets.clear();
  }
}
