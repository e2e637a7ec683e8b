package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.UserData;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a receiver acknowledges, and what. */
final class AckTest {
  private static final long MILLISECOND = 1_000_000;

  private final Bed bed = new Bed(10);
  private Bed.Host server;
  private RawPeer peer;
  private long sentNanos;

  @BeforeEach
  void open() throws ProtocolException {
    server = bed.server();
    peer = RawPeer.opened(bed, 1, server);
    peer.send(Chunks.opening(2, "flow", "first"));
    bed.run(Duration.ofMillis(500));
    peer.clear();
    sentNanos = bed.clock.nanos();
  }

  @Test
  void transportCheck22_twoDataPacketsAreAcknowledgedOnceAndAtOnce() {
    peer.send(Chunks.data(2, 2, 1, 0, "a"));
    bed.run(Duration.ofMillis(20));
    assertThat(peer.packets).isEmpty();
    peer.send(Chunks.data(2, 3, 1, 0, "b"));
    bed.run(Duration.ofSeconds(1));

    assertThat(Chunks.acks(peer.packets)).containsExactly(ack(3));
    assertThat(delayMilliseconds()).isEqualTo(20);
  }

  @Test
  void transportCheck22_oneDataPacketIsAcknowledgedAfter150To250Milliseconds() {
    peer.send(Chunks.data(2, 2, 1, 0, "a"));
    bed.run(Duration.ofSeconds(1));

    assertThat(Chunks.acks(peer.packets)).containsExactly(ack(2));
    assertThat(delayMilliseconds()).isBetween(150L, 250L);
  }

  @Test
  void transportCheck22_severalChunksInOnePacketCountAsOne() {
    peer.send(Chunks.data(2, 2, 1, 0, "a"), Chunks.data(2, 3, 1, 0, "b"));
    bed.run(Duration.ofSeconds(1));

    assertThat(Chunks.acks(peer.packets)).containsExactly(ack(3));
    assertThat(delayMilliseconds()).isBetween(150L, 250L);
  }

  @Test
  void transportCheck22_gapIsAcknowledgedAtOnceAndSoIsItsClosing() {
    peer.send(Chunks.data(2, 4, 3, 0, "c"));
    bed.run(Duration.ofMillis(10));
    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(1);
    assertThat(Chunks.acks(peer.packets).getLast().ranges()).isEqualTo(List.of(4L, 4L));
    assertThat(delayMilliseconds()).isZero();

    peer.clear();
    sentNanos = bed.clock.nanos();
    peer.send(Chunks.data(2, 2, 1, 0, "a"), Chunks.data(2, 3, 2, 0, "b"));
    bed.run(Duration.ofMillis(10));
    assertThat(Chunks.acks(peer.packets)).containsExactly(ack(4));
    assertThat(delayMilliseconds()).isZero();
  }

  @Test
  void transportCheck22_fragmentThatClosesTheLastGapIsAcknowledgedAtOnce() {
    peer.send(Chunks.data(2, 3, 2, 0, "b"));
    bed.run(Duration.ofMillis(300));
    peer.clear();
    sentNanos = bed.clock.nanos();
    peer.send(Chunks.data(2, 2, 1, 0, "a"));
    bed.run(Duration.ofMillis(300));

    assertThat(Chunks.acks(peer.packets)).containsExactly(ack(3));
    assertThat(delayMilliseconds()).isZero();
  }

  @Test
  void transportCheck22_newFlowDuplicateAbandonAndFinalAreAcknowledgedAtOnce() {
    expectAtOnce(Chunks.opening(9, "other", "x"), 9, 1);
    expectAtOnce(Chunks.opening(2, "flow", "first"), 2, 1);
    expectAtOnce(Chunks.data(2, 2, 0, UserData.ABANDONED, ""), 2, 2);
    expectAtOnce(Chunks.data(2, 3, 1, UserData.ABANDONED | UserData.FINAL, ""), 2, 3);
  }

  private void expectAtOnce(byte[] chunk, long flow, long cumulative) {
    peer.clear();
    sentNanos = bed.clock.nanos();
    peer.send(chunk);
    bed.run(Duration.ofMillis(1));
    var last = Chunks.acks(peer.packets).getLast();
    assertThat(last.flowId()).isEqualTo(flow);
    assertThat(last.cumulative()).isEqualTo(cumulative);
    assertThat(delayMilliseconds()).isZero();
  }

  @Test
  void acksTravelAlongWithData() {
    var back = server.accepted.getFirst().openFlow("back");
    peer.send(Chunks.data(2, 2, 1, 0, "a"));
    bed.run(Duration.ofMillis(10));
    back.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    bed.run(Duration.ofMillis(1));

    assertThat(peer.packets).hasSize(1);
    assertThat(peer.packets.getFirst().chunks(Chunk.ACK_RANGES)).hasSize(1);
    assertThat(peer.packets.getFirst().chunks(Chunk.USER_DATA)).hasSize(1);
    bed.run(Duration.ofSeconds(1));
    assertThat(Chunks.acks(peer.packets)).as("nothing is owed any more").hasSize(1);
  }

  @Test
  void acksOfManyFlowsThatDoNotFitOnePacketAllGoOut() {
    for (int flow = 10; flow < 400; flow++) {
      peer.send(Chunks.opening(flow, "flow", "x"));
    }
    bed.run(Duration.ofMillis(10));

    var flows = Chunks.acks(peer.packets).stream().map(Chunks.Acked::flowId).distinct().toList();
    assertThat(flows).hasSize(390);
    assertThat(peer.packets).hasSizeLessThan(20);
  }

  @Test
  void rangesThatDoNotFitAreLeftOut() {
    for (int i = 0; i < 700; i++) {
      peer.send(Chunks.data(2, 3 + 2 * i, 2 + 2 * i, 0, "x"));
    }
    bed.run(Duration.ofMillis(10));

    var last = Chunks.acks(peer.packets).getLast();
    assertThat(last.cumulative()).isEqualTo(1);
    assertThat(last.ranges()).hasSizeBetween(500 * 2, 700 * 2);
    for (int i = 0; i < last.ranges().size(); i++) {
      assertThat(last.ranges().get(i)).isEqualTo(3L + i - i % 2);
    }
  }

  private Chunks.Acked ack(long cumulative) {
    return new Chunks.Acked(2, 16383, cumulative, List.of());
  }

  private long delayMilliseconds() {
    return (peer.packets.getLast().atNanos() - sentNanos) / MILLISECOND;
  }
}
