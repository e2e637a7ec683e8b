package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time critical traffic and who is asked to hold back for it. */
final class TimeCriticalTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final byte[] PING = Chunks.chunk(Chunk.PING, new byte[0]);

  private final Bed bed = new Bed(14);

  @Test
  void transportCheck26_serverAsksOtherSessionsOfTheSameHostOnly() throws ProtocolException {
    var server = bed.server();
    var sender = opened(server, Address.ipv4(0x0a050001, 1000));
    var sameHost = opened(server, Address.ipv4(0x0a050001, 2000));
    var otherHost = opened(server, Address.ipv4(0x0a050002, 1000));
    sender.send(PacketHeader.TIME_CRITICAL, PING);
    bed.run(SHORT);
    assertThat(sender.packets.getLast().flags() & 0xc0).as("not the sender itself").isZero();
    assertThat(isAsked(sameHost)).isTrue();
    assertThat(isAsked(otherHost)).isFalse();

    bed.run(Duration.ofMillis(790));
    assertThat(isAsked(sameHost)).isTrue();
    bed.run(Duration.ofMillis(20));
    assertThat(isAsked(sameHost)).isFalse();
  }

  @Test
  void transportCheck26_clientAsksEveryOtherSession() {
    var client = bed.client();
    var sender = accepting(client, 1);
    var other = accepting(client, 2);
    sender.send(PacketHeader.TIME_CRITICAL, PING);
    bed.run(SHORT);

    assertThat(sender.packets.getLast().flags() & 0xc0).isZero();
    assertThat(isAsked(other)).isTrue();
    bed.run(Duration.ofMillis(810));
    assertThat(isAsked(other)).isFalse();
  }

  @Test
  void transportCheck26_bothSendersOfAHostAreAskedForEachOther() throws ProtocolException {
    var server = bed.server();
    var first = opened(server, Address.ipv4(0x0a050001, 1000));
    var second = opened(server, Address.ipv4(0x0a050001, 2000));
    first.send(PacketHeader.TIME_CRITICAL, PING);
    second.send(PacketHeader.TIME_CRITICAL, PING);
    bed.run(SHORT);

    assertThat(isAsked(first)).isTrue();
    assertThat(isAsked(second)).isTrue();
  }

  @Test
  void packetsOfUrgentFlowsOnlyAreMarked() throws ProtocolException {
    var server = bed.server();
    var peer = opened(server, Address.ipv4(0x0a050001, 1000));
    var log = server.accepted.getFirst();
    log.openFlow("data", Priority.ROUTINE).write(Payload.wrap(new byte[9]), Delivery.RELIABLE);
    bed.run(SHORT);
    log.openFlow("video", Priority.PRIORITY).write(Payload.wrap(new byte[9]), Delivery.RELIABLE);
    bed.run(SHORT);

    assertThat(peer.packetsWith(Chunk.USER_DATA))
        .extracting(each -> each.flags() & PacketHeader.TIME_CRITICAL)
        .containsExactly(0, PacketHeader.TIME_CRITICAL);
  }

  @Test
  void transportCheck25_noSlowStartWhileTheFarEndReceivesTimeCriticalDataFromOthers()
      throws ProtocolException {
    var server = bed.server();
    var peer = opened(server, Address.ipv4(0x0a050001, 1000));
    var log = server.accepted.getFirst();
    var flow = log.openFlow("bulk");
    flow.write(Payload.wrap(new byte[1_000_000]), Delivery.RELIABLE);
    bed.run(SHORT);
    long window = window(log);
    for (int i = 0; i < 5; i++) {
      ackAll(peer, flow, PacketHeader.TIME_CRITICAL_REVERSE);
    }
    // 16 steps of 24 bytes for each window acknowledged, and a flight may be a packet over it.
    assertThat(window(log)).isBetween(window, window + 5 * 512);

    bed.run(Duration.ofMillis(810));
    window = window(log);
    ackAll(peer, flow, 0);
    assertThat(window(log)).as("slow start again").isEqualTo(window + Params.SEGMENT);
  }

  private void ackAll(RawPeer peer, SendFlow flow, int flags) {
    long highest =
        Chunks.data(peer.packets).stream().mapToLong(Chunks.Data::sequence).max().orElse(0);
    peer.send(flags, Chunks.ack(flow.id(), 1000, highest));
    bed.run(SHORT);
  }

  private static long window(Bed.SessionLog log) {
    return log.session().statistics().congestionWindowBytes();
  }

  private RawPeer opened(Bed.Host server, Address address) throws ProtocolException {
    var peer = new RawPeer(bed, address);
    peer.open(server);
    return peer;
  }

  private RawPeer accepting(Bed.Host client, int number) {
    var peer = new RawPeer(bed, number);
    peer.acceptsSessions = true;
    peer.nearId = number;
    var log = client.connect("rtmfp://server/app", List.of(peer.address));
    assertThat(bed.run(Duration.ofSeconds(2), () -> log.opened)).isTrue();
    return peer;
  }

  /** Whether an answer to a ping asks to hold back. */
  private boolean isAsked(RawPeer peer) {
    peer.send(PING);
    bed.run(SHORT);
    return (peer.packets.getLast().flags() & PacketHeader.TIME_CRITICAL_REVERSE) != 0;
  }
}
