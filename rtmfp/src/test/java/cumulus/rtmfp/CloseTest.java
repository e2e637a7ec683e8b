package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.wire.Chunk;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CloseTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final byte[] REQUEST = Chunks.chunk(Chunk.CLOSE_REQUEST, new byte[0]);
  private static final byte[] ACK = Chunks.chunk(Chunk.CLOSE_ACK, new byte[0]);

  private final Bed bed = new Bed(9);
  private Bed.Host server;
  private RawPeer peer;
  private Bed.SessionLog log;

  @BeforeEach
  void open() throws ProtocolException {
    server = bed.server();
    peer = RawPeer.opened(bed, 1, server);
    log = server.accepted.getFirst();
  }

  @Test
  void transportCheck27_orderlyCloseIsOverWithTheAnswer() {
    log.session().close();
    bed.run(SHORT);
    assertThat(peer.received(Chunk.CLOSE_REQUEST)).hasSize(1);
    assertThat(log.closed).contains(new CloseCause.NearClosed());
    assertThat(log.session().isOpen()).isFalse();
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);

    peer.send(ACK);
    bed.run(Duration.ofSeconds(20));
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(peer.received(Chunk.CLOSE_REQUEST)).hasSize(1);
  }

  @Test
  void transportCheck27_unansweredCloseIsRepeatedEvery5SecondsAndGoneAfter90() {
    long startNanos = bed.clock.nanos();
    log.session().close();
    bed.run(Duration.ofSeconds(89));
    var times =
        peer.packetsWith(Chunk.CLOSE_REQUEST).stream()
            .map(each -> (each.atNanos() - startNanos) / 1_000_000_000)
            .toList();

    assertThat(times)
        .containsExactly(
            0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L, 40L, 45L, 50L, 55L, 60L, 65L, 70L, 75L, 80L, 85L);
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);
    bed.run(Duration.ofSeconds(2));
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(log.closed).contains(new CloseCause.NearClosed());
  }

  @Test
  void transportCheck27_abruptCloseOfTheFarEndClosesAtOnce() {
    peer.send(ACK);
    bed.run(SHORT);

    assertThat(log.closed).contains(new CloseCause.FarAborted());
    assertThat(server.endpoint.sessionCount()).isZero();
  }

  @Test
  void transportCheck27_abortTellsTheFarEndInOnePacket() {
    log.session().abort();
    bed.run(Duration.ofSeconds(10));

    assertThat(peer.received(Chunk.CLOSE_ACK)).hasSize(1);
    assertThat(peer.received(Chunk.CLOSE_REQUEST)).isEmpty();
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(log.closed).contains(new CloseCause.NearAborted());
  }

  @Test
  void transportCheck27_farCloseLingers19SecondsAndAnswersEachRequest() {
    peer.send(REQUEST);
    bed.run(SHORT);
    assertThat(log.closed).contains(new CloseCause.FarClosed());
    assertThat(peer.received(Chunk.CLOSE_ACK)).hasSize(1);

    bed.run(Duration.ofSeconds(18));
    peer.send(REQUEST);
    bed.run(SHORT);
    assertThat(peer.received(Chunk.CLOSE_ACK)).hasSize(2);
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);

    bed.run(Duration.ofSeconds(1));
    assertThat(server.endpoint.sessionCount()).isZero();
    peer.send(REQUEST);
    bed.run(SHORT);
    assertThat(peer.received(Chunk.CLOSE_ACK)).hasSize(2);
  }

  @Test
  void transportCheck27_bothSidesCloseAtOnce() {
    var client = bed.client();
    var near = client.connect(server);
    bed.run(Duration.ofSeconds(2), () -> near.opened);
    near.session().close();
    server.accepted.getLast().session().close();
    bed.run(SHORT);

    assertThat(near.closed).contains(new CloseCause.NearClosed());
    assertThat(server.accepted.getLast().closed).contains(new CloseCause.NearClosed());
    assertThat(client.endpoint.sessionCount()).isZero();
    assertThat(server.endpoint.sessionCount()).as("the peer's session").isEqualTo(1);
  }

  @Test
  void transportCheck27_whatIsQueuedIsNotSentAfterTheClose() {
    var flow = log.openFlow("back");
    flow.write(Payload.wrap(new byte[100]), Delivery.RELIABLE);
    log.session().close();
    bed.run(Duration.ofSeconds(10));

    assertThat(peer.received(Chunk.USER_DATA)).isEmpty();
    assertThat(flow.isOpen()).isFalse();
    assertThat(flow.queuedBytes()).isZero();
  }

  @Test
  void transportCheck27_closeInsideADeliveryIsToldAtTheEndOfTheTurn() {
    log.onFlow =
        flow ->
            flow.onMessage =
                message -> {
                  log.session().close();
                  assertThat(log.closed).isEmpty();
                };
    peer.send(Chunks.opening(2, "flow", "message"));
    bed.run(SHORT);

    assertThat(log.closed).contains(new CloseCause.NearClosed());
    assertThat(peer.received(Chunk.CLOSE_REQUEST)).hasSize(1);
  }

  @Test
  void closeAllAsksEverySession() throws ProtocolException {
    var second = RawPeer.opened(bed, 2, server);
    server.endpoint.closeAll();
    bed.run(SHORT);
    peer.send(ACK);
    second.send(ACK);
    bed.run(SHORT);

    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(second.received(Chunk.CLOSE_REQUEST)).hasSize(1);
  }

  @Test
  void silenceIsAskedAboutAfter120SecondsAndEndsTheSessionAfterTenPings() {
    long startNanos = bed.clock.nanos();
    bed.run(Duration.ofSeconds(119));
    assertThat(peer.received(Chunk.PING)).isEmpty();
    bed.run(Duration.ofSeconds(30), () -> log.closed.isPresent());

    assertThat(peer.received(Chunk.PING)).hasSize(10);
    assertThat(log.closed)
        .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(CloseCause.Silent.class));
    assertThat((bed.clock.nanos() - startNanos) / 1_000_000_000).isEqualTo(140);
  }

  @Test
  void anyPacketThatVerifiesCountsAsLife() {
    for (int i = 0; i < 4; i++) {
      bed.run(Duration.ofSeconds(130));
      peer.send(Chunks.chunk(0xec, new byte[1]));
    }

    assertThat(log.closed).isEmpty();
  }
}
