package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an open session does with packets and chunks that break the rules. */
final class PacketRulesTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final byte[] HELLO_CHUNK =
      Chunks.chunk(Chunk.INITIATOR_HELLO, new byte[] {1, 0, 1, 2, 3, 4, 5, 6, 7, 8});

  private final Bed bed = new Bed(8);
  private Bed.Host server;
  private RawPeer peer;

  @BeforeEach
  void open() throws ProtocolException {
    server = bed.server();
    peer = RawPeer.opened(bed, 1, server);
  }

  @Test
  void transportCheck17_packetsOfTheWrongModeAreIgnored() {
    for (int mode : new int[] {0, PacketHeader.MODE_RESPONDER, PacketHeader.MODE_STARTUP}) {
      peer.send(mode, 100 + mode, -1, Chunks.opening(2, "lost", "message"));
      bed.run(SHORT);
    }

    assertThat(server.drops(DropReason.PACKET_MODE)).isEqualTo(3);
    assertThat(peer.packets).isEmpty();
    assertThat(server.accepted.getFirst().flows).isEmpty();
    assertSessionWorks();
  }

  @Test
  void transportCheck17_packetMarkedAsTheInitiatorsIsIgnoredByTheInitiator() {
    var client = bed.client();
    var responder = new RawPeer(bed, 2);
    responder.acceptsSessions = true;
    var log = client.connect("rtmfp://server/app", List.of(responder.address));
    assertThat(bed.run(Duration.ofSeconds(2), () -> log.opened)).isTrue();
    responder.send(PacketHeader.MODE_INITIATOR, 100, -1, Chunks.opening(2, "lost", "message"));
    bed.run(SHORT);
    assertThat(log.flows).isEmpty();
    assertThat(client.drops(DropReason.PACKET_MODE)).isEqualTo(1);

    responder.send(Chunks.opening(2, "kept", "message"));
    bed.run(SHORT);
    assertThat(log.flows.getFirst().messages).hasSize(1);
  }

  @Test
  void transportCheck17_startupChunkInAnOpenSessionIsIgnoredAlone() {
    peer.send(HELLO_CHUNK, Chunks.opening(2, "kept", "message"));
    bed.run(SHORT);

    assertThat(server.drops(DropReason.CHUNK_STATE)).isEqualTo(1);
    assertThat(server.accepted.getFirst().flows.getFirst().messages).hasSize(1);
    assertThat(peer.startups(Chunk.ResponderHello.class)).hasSize(1);
  }

  @Test
  void transportCheck17_userDataInAStartupPacketIsIgnoredAlone() {
    byte[] wanted = EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    peer.sendStartup(
        server.address,
        0,
        packet -> {
          packet.raw(Chunks.opening(2, "lost", "message"));
          packet.raw(Chunks.ack(2, 10, 1));
          packet.chunk(Chunk.PING).endChunk();
          packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(new byte[16]).endChunk();
        });
    bed.run(SHORT);

    assertThat(server.drops(DropReason.CHUNK_STATE)).isEqualTo(3);
    assertThat(peer.startups(Chunk.ResponderHello.class)).as("of the opening, and now").hasSize(2);
    assertThat(server.accepted.getFirst().flows).isEmpty();
    assertSessionWorks();
  }

  @Test
  void transportCheck17_sessionPacketUnderTheDefaultKeyIsIgnored() {
    var cipher = PacketCipher.defaultKey();
    byte[] plain = new byte[64];
    byte[] datagram = new byte[128];
    int length = cipher.seal(plain, 16, 40, datagram, 4);
    cumulus.rtmfp.crypto.Datagram.scramble(datagram, 0, 4 + length, peer.farId);
    bed.net.send(peer.address, server.address, datagram, 0, 4 + length);
    bed.run(SHORT);

    assertThat(server.drops(DropReason.CHECKSUM)).isEqualTo(1);
    assertSessionWorks();
  }

  @Test
  void transportCheck18_lengthBeyondThePacketIsPadding() {
    byte[] beyond = Chunks.data(2, 2, 1, 0, "never");
    beyond[1] = 0x7f;
    peer.send(Chunks.opening(2, "kept", "message"), beyond);
    bed.run(SHORT);

    var flow = server.accepted.getFirst().flows.getFirst();
    assertThat(flow.messages).hasSize(1);
    assertThat(server.drops).isEmpty();
  }

  @Test
  void transportCheck18_unknownAndPaddingChunksArePassedOver() {
    peer.send(
        Chunks.chunk(0xec, new byte[] {1}),
        Chunks.chunk(0x00, new byte[5]),
        Chunks.chunk(0xff, new byte[7]),
        Chunks.chunk(0xcc, new byte[0]),
        Chunks.chunk(0x4d, new byte[] {1}),
        Chunks.opening(2, "kept", "message"));
    bed.run(SHORT);

    assertThat(server.accepted.getFirst().flows.getFirst().messages).hasSize(1);
    assertThat(server.drops(DropReason.CHUNK_UNKNOWN)).isEqualTo(3);
  }

  @Test
  void transportCheck18_cutPairOfAnAckIsIgnoredButItsCumulativeCounts() {
    var flow = server.accepted.getFirst().openFlow("back");
    for (int i = 0; i < 4; i++) {
      flow.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    }
    bed.run(SHORT);
    assertThat(flow.queuedBytes()).isEqualTo(40);
    // Holes 1, and the number of received ones cut off.
    peer.send(Chunks.ack(flow.id(), 100, 2, 0));
    bed.run(SHORT);

    assertThat(flow.queuedBytes()).isEqualTo(20);
  }

  @Test
  void malformedChunkIsSkippedAlone() {
    byte[] noSequence = Chunks.chunk(Chunk.USER_DATA, new byte[] {0, 2});
    byte[] forwardBeyondSequence = Chunks.data(2, 3, 4, 0, "");
    byte[] forwardOfZero = Chunks.data(2, 3, 0, 0, "");
    byte[] nextWithoutFirst = Chunks.chunk(Chunk.NEXT_USER_DATA, new byte[] {0, 1});
    peer.send(
        nextWithoutFirst,
        noSequence,
        forwardBeyondSequence,
        forwardOfZero,
        Chunks.opening(2, "kept", "message"));
    bed.run(SHORT);

    assertThat(server.drops(DropReason.CHUNK_MALFORMED)).isEqualTo(4);
    assertThat(server.accepted.getFirst().flows.getFirst().messages).hasSize(1);
  }

  @Test
  void pingIsAnsweredAtOnceWithItsMessage() {
    peer.send(
        Chunks.chunk(Chunk.PING, new byte[] {1, 2, 3}), Chunks.chunk(Chunk.PING, new byte[0]));
    long sentNanos = bed.clock.nanos();
    bed.run(SHORT);

    var replies = peer.received(Chunk.PING_REPLY);
    assertThat(replies)
        .extracting(RawPeer.RawChunk::payload)
        .containsExactly(bytes(1, 2, 3), bytes());
    assertThat(peer.packets.getFirst().atNanos()).isEqualTo(sentNanos);
  }

  /** A far end that looks for a larger path puts its ping behind padding (section 6.4). */
  @Test
  void largePathProbeIsAnsweredInASmallPacket() {
    for (int size : new int[] {1500, 4000, 7900}) {
      peer.send(
          Chunks.chunk(0xff, new byte[size - 40]), Chunks.chunk(Chunk.PING, new byte[] {1, 2}));
      bed.run(SHORT);
    }

    assertThat(peer.received(Chunk.PING_REPLY)).hasSize(3);
    assertThat(server.largestDatagram).isLessThanOrEqualTo(1200);
  }

  @Test
  void everyPacketCarriesATimestamp() {
    var flow = server.accepted.getFirst().openFlow("back");
    for (int i = 0; i < 5; i++) {
      flow.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
      peer.send(Chunks.chunk(Chunk.PING, new byte[0]));
      bed.run(Duration.ofMillis(1));
    }

    assertThat(peer.packets).hasSizeGreaterThan(4).allMatch(each -> each.timestamp() >= 0);
    assertThat(peer.packets).allMatch(each -> (each.flags() & 3) == PacketHeader.MODE_RESPONDER);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private void assertSessionWorks() {
    peer.send(Chunks.opening(2, "kept", "message"));
    bed.run(SHORT);
    var log = server.accepted.getFirst();
    assertThat(log.closed).isEmpty();
    assertThat(log.flows.getFirst().messages).hasSize(1);
  }
}
