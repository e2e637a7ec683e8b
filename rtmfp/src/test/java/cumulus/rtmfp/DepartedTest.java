package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a far end hears that missed the packet which ended its session. */
final class DepartedTest {
  private static final byte[] PING = Chunks.chunk(Chunk.PING, new byte[0]);
  private static final byte[] CLOSE_ACK = Chunks.chunk(Chunk.CLOSE_ACK, new byte[0]);

  private final Bed bed = new Bed(12);
  private final Bed.Host server = bed.server();

  @Test
  void itIsToldAgainNoMoreThanEvery2SecondsAndFor19Seconds() throws ProtocolException {
    var peer = opened();
    abortUnheard();
    long startNanos = bed.clock.nanos();
    for (int i = 0; i < 250; i++) {
      peer.send(PING);
      bed.run(Duration.ofMillis(100));
    }

    var times =
        peer.packetsWith(Chunk.CLOSE_ACK).stream()
            .map(each -> (each.atNanos() - startNanos) / 1_000_000_000)
            .toList();
    assertThat(times).containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
    assertThat(peer.received(Chunk.PING_REPLY)).isEmpty();
    assertThat(server.drops(DropReason.UNKNOWN_SESSION)).isBetween(55, 65);
    assertThat(server.endpoint.untilDueNanos(bed.clock.nanos()))
        .as("nothing is left to do")
        .isEqualTo(3_600_000_000_000L);
  }

  @Test
  void ourOwnClientDoesNotWaitForItsTimeOut() {
    var log = bed.client().connect(server);
    assertThat(bed.run(Duration.ofSeconds(1), () -> log.opened)).isTrue();
    abortUnheard();
    log.openFlow("up").write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    assertThat(bed.run(Duration.ofSeconds(9), () -> log.closed.isPresent())).isTrue();
    assertThat(log.closed).contains(new CloseCause.FarAborted());
  }

  @Test
  void anAnswerIsNotAnswered() throws ProtocolException {
    var peer = opened();
    abortUnheard();
    bed.run(Duration.ofSeconds(3));
    peer.send(CLOSE_ACK);
    bed.run(Duration.ofSeconds(3));
    peer.send(PING);
    bed.run(Duration.ofMillis(1));

    assertThat(peer.received(Chunk.CLOSE_ACK)).isEmpty();
    assertThat(server.drops(DropReason.UNKNOWN_SESSION)).isEqualTo(1);
  }

  @Test
  void whatDoesNotVerifyIsNotAnswered() throws ProtocolException {
    var peer = opened();
    abortUnheard();
    bed.run(Duration.ofSeconds(3));
    byte[] forged = new byte[68];
    int id = server.accepted.getFirst().session().nearId();
    cumulus.rtmfp.crypto.Datagram.scramble(forged, 0, forged.length, id);
    bed.net.send(peer.address, server.address, forged, 0, forged.length);
    bed.run(Duration.ofMillis(1));
    assertThat(server.drops(DropReason.CHECKSUM)).isEqualTo(1);
    // A packet of ours that somebody sends back.
    peer.isInitiator = false;
    peer.send(PING);
    bed.run(Duration.ofMillis(1));
    assertThat(server.drops(DropReason.PACKET_MODE)).isEqualTo(1);
    assertThat(peer.received(Chunk.CLOSE_ACK)).isEmpty();
  }

  private RawPeer opened() throws ProtocolException {
    return RawPeer.opened(bed, 1, server);
  }

  private void abortUnheard() {
    bed.net.filter((now, from, to, datagram) -> !from.equals(server.address));
    server.accepted.getFirst().session().abort();
    bed.run(Duration.ofMillis(1));
    assertThat(server.endpoint.sessionCount()).isZero();
    bed.net.filter((now, from, to, datagram) -> true);
  }
}
