package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.UserData;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receiving flows: opening, refusing, windows, gaps, ends. */
final class FlowReceiveTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final String BIG = "x".repeat(7900);

  private final Bed bed = new Bed(11);
  private Bed.Host server;
  private RawPeer peer;
  private Bed.SessionLog log;

  @BeforeEach
  void open() throws ProtocolException {
    server = bed.server();
    peer = RawPeer.opened(bed, 1, server);
    log = server.accepted.getFirst();
  }

  // ---- opening

  @Test
  void flowIsOfferedWithItsMetadataAndAssociation() {
    var back = log.openFlow("back");
    back.write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    send(Chunks.opening(2, "what for", back.id(), "message"));

    var flow = log.flows.getFirst().flow;
    assertThat(new String(flow.metadata(), StandardCharsets.UTF_8)).isEqualTo("what for");
    assertThat(flow.inReturnTo()).contains(back);
    assertThat(flow.id()).isEqualTo(2);
    assertThat(texts()).containsExactly("message");
  }

  @Test
  void transportCheck29_associationToAnUnknownFlowIsRefusedBeforeTheAck() {
    send(Chunks.opening(5, "flow", 77, "message"));

    assertRefused(5);
  }

  @Test
  void transportCheck29_associationToAClosedFlowIsRefusedBeforeTheAck() {
    var back = log.openFlow("back");
    back.write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    back.close();
    send(Chunks.opening(5, "flow", back.id(), "message"));

    assertRefused(5);
  }

  @Test
  void flowWithoutMetadataIsRefused() {
    send(Chunks.data(5, 1, 1, 0, "message"));

    assertRefused(5);
  }

  @Test
  void flowWithAnOptionThatMustBeUnderstoodIsRefusedAndAnotherIsNot() {
    byte[] must = {(byte) UserData.OPTIONS, 5, 1, 1, 2, 0x00, 'm', 2, 0x33, 1, 0, 'x'};
    byte[] may = {
      (byte) UserData.OPTIONS, 6, 1, 1, 2, 0x00, 'm', 4, (byte) 0xc0, 0x00, 1, 1, 0, 'x'
    };
    send(Chunks.chunk(Chunk.USER_DATA, must));
    assertRefused(5);
    send(Chunks.chunk(Chunk.USER_DATA, may));

    assertThat(texts()).containsExactly("x");
  }

  private void assertRefused(int flow) {
    var chunks = peer.packets.stream().flatMap(each -> each.chunks().stream()).toList();
    int report = indexOf(chunks, Chunk.FLOW_EXCEPTION, flow);
    int ack = indexOf(chunks, Chunk.ACK_RANGES, flow);
    assertThat(report).isNotNegative();
    assertThat(chunks.get(report).payload()).isEqualTo(new byte[] {(byte) flow, 0});
    assertThat(ack).as("the report stands right before the ack").isEqualTo(report + 1);
    assertThat(log.flows).isEmpty();
  }

  private static int indexOf(List<RawPeer.RawChunk> chunks, int type, int flow) {
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.get(i).type() == type && chunks.get(i).payload()[0] == flow) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void flowRefusedByItsUserReportsTheCodeAndDeliversNothingMore() {
    log.onFlow = each -> each.flow.reject(300);
    send(Chunks.opening(2, "flow", "message"));
    send(Chunks.data(2, 2, 1, 0, "more"));

    assertThat(peer.received(Chunk.FLOW_EXCEPTION))
        .hasSize(2)
        .allSatisfy(
            each -> assertThat(each.payload()).isEqualTo(new byte[] {2, (byte) 0x82, 0x2c}));
    assertThat(texts()).isEmpty();
    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(2);
  }

  @Test
  void refusedFlowComesToItsEndAndFreesItsPlace() throws ProtocolException {
    var limits = new Limits(4, 2, 1 << 20, 1 << 22, 1 << 24, 8, 50);
    var small = bed.server(limits);
    var other = RawPeer.opened(bed, 2, small);
    for (int flow = 2; flow < 4; flow++) {
      other.send(Chunks.data(flow, 1, 1, 0, "no metadata"));
      other.send(Chunks.data(flow, 2, 0, UserData.ABANDONED | UserData.FINAL, ""));
    }
    bed.run(SHORT);
    other.send(Chunks.opening(4, "flow", "too many"));
    bed.run(Duration.ofSeconds(100));
    assertThat(small.accepted.getFirst().flows).isEmpty();

    other.send(Chunks.chunk(Chunk.PING, new byte[0]));
    bed.run(Duration.ofSeconds(21));
    other.send(Chunks.opening(4, "flow", "now"));
    bed.run(SHORT);
    assertThat(small.accepted.getFirst().flows).hasSize(1);
  }

  // ---- order, gaps, ends

  @Test
  void fragmentsInAnyOrderGiveOneMessage() {
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 4, 3, UserData.END, "d"));
    send(Chunks.data(2, 2, 1, UserData.BEGIN, "b"));
    send(Chunks.data(2, 5, 4, 0, "e"));
    send(Chunks.data(2, 3, 2, UserData.MIDDLE, "c"));

    assertThat(texts()).containsExactly("a", "bcd", "e");
    assertThat(gaps()).isEmpty();
  }

  @Test
  void messageWithAnAbandonedFragmentIsLostAsAWhole() {
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 2, 1, UserData.BEGIN, "b"));
    send(Chunks.data(2, 4, 3, UserData.END, "d"));
    send(Chunks.data(2, 5, 4, 0, "e"));
    assertThat(texts()).containsExactly("a");
    send(Chunks.data(2, 3, 0, UserData.ABANDONED, ""));

    assertThat(texts()).containsExactly("a", "e");
    assertThat(gaps()).containsExactly(1L);
    assertThat(log.session().statistics().fragmentsMissed()).isEqualTo(1);
  }

  @Test
  void forwardSequenceNumberEndsTheWaitForAGap() {
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 5, 4, 0, "e"));
    assertThat(texts()).containsExactly("a");
    send(Chunks.data(2, 6, 2, 0, "f"));

    assertThat(texts()).containsExactly("a", "e", "f");
    assertThat(gaps()).containsExactly(3L);
  }

  @Test
  void flowCompletesWhenEverythingUpToItsFinalNumberCame() {
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 3, 2, UserData.ABANDONED | UserData.FINAL, ""));
    assertThat(log.flows.getFirst().complete).isFalse();
    send(Chunks.data(2, 2, 1, 0, "b"));

    assertThat(log.flows.getFirst().complete).isTrue();
    assertThat(texts()).containsExactly("a", "b");
    assertThat(gaps()).isEmpty();
    assertThat(log.flows.getFirst().flow.isOpen()).isFalse();
  }

  @Test
  void dataBehindTheFinalNumberIsIgnored() {
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 3, 2, UserData.ABANDONED | UserData.FINAL, ""));
    send(Chunks.data(2, 4, 3, 0, "never"));
    send(Chunks.data(2, 2, 1, 0, "b"));

    assertThat(texts()).containsExactly("a", "b");
    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(3);
  }

  @Test
  void transportCheck30_finalDataRepeatedWhileLingeringIsAcknowledgedAgain() {
    send(Chunks.opening(2, "flow", "a"));
    byte[] last = Chunks.data(2, 2, 1, UserData.ABANDONED | UserData.FINAL, "");
    send(last);
    bed.run(Duration.ofSeconds(119));
    peer.clear();
    send(last);

    assertThat(Chunks.acks(peer.packets).getLast().cumulative()).isEqualTo(2);
    assertThat(log.flows).hasSize(1);
    assertThat(log.flows.getFirst().messages).hasSize(1);
    peer.clear();
    bed.run(Duration.ofSeconds(2));
    send(Chunks.opening(2, "flow", "as a new flow"));
    assertThat(log.flows).hasSize(2);
  }

  @Test
  void messagesOfOneFragmentAreDeliveredOnArrivalWhenWanted() {
    log.onFlow = each -> each.flow.deliverOnArrival();
    send(Chunks.opening(2, "flow", "a"));
    send(Chunks.data(2, 4, 3, 0, "d"));
    send(Chunks.data(2, 3, 2, 0, "c"));
    send(Chunks.data(2, 2, 1, 0, "b"));
    send(Chunks.data(2, 5, 4, 0, "e"));

    assertThat(texts()).containsExactly("a", "d", "c", "b", "e");
    assertThat(gaps()).isEmpty();
  }

  // ---- window

  @Test
  void transportCheck31_windowOfALiveConsumerClosesToOneBlock() {
    send(Chunks.opening(2, "flow", "a"));
    int held = fillBehindAGap(16384L * 1024 / 7900);
    var last = Chunks.acks(peer.packets).getLast();

    assertThat(last.blocks()).isEqualTo(1);
    assertThat(last.cumulative()).isEqualTo(1);
    assertThat(server.endpoint.reassemblyBytes()).isGreaterThan(7900L * held);
    send(Chunks.data(2, 2, 1, 0, "closes the gap"));
    assertThat(log.flows.getFirst().messages).hasSize(2 + held);
    assertThat(Chunks.acks(peer.packets).getLast().blocks()).isEqualTo(16383);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  private int fillBehindAGap(long count) {
    for (int i = 0; i < count; i++) {
      peer.send(Chunks.data(2, 3 + i, 2 + i, 0, BIG));
      bed.turn();
    }
    bed.run(SHORT);
    return (int) count;
  }

  @Test
  void transportCheck31_flowBeyondTheSessionsBudgetIsRefusedAndItsMemoryFreed() {
    send(Chunks.opening(2, "flow", "a"));
    fillBehindAGap(Limits.DEFAULT.sessionReassemblyBytes() / 7900);

    assertThat(peer.received(Chunk.FLOW_EXCEPTION)).isNotEmpty();
    assertThat(server.drops(DropReason.MEMORY_LIMIT)).isEqualTo(1);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
    assertThat(log.closed).isEmpty();
  }

  @Test
  void transportCheck31_windowOfASuspendedFlowClosesToNothing() {
    log.onFlow = each -> each.flow.suspend();
    send(Chunks.opening(2, "flow", "a"));
    int held = 16384 * 1024 / 7900;
    for (int i = 0; i < held; i++) {
      peer.send(Chunks.data(2, 2 + i, 1, 0, BIG));
      bed.turn();
    }
    bed.run(Duration.ofMillis(300));
    assertThat(log.flows.getFirst().messages).isEmpty();
    assertThat(Chunks.acks(peer.packets).getLast().blocks()).isZero();

    peer.clear();
    bed.turn();
    log.flows.getFirst().flow.resume();
    bed.run(SHORT);
    assertThat(log.flows.getFirst().messages).hasSize(1 + held);
    assertThat(Chunks.acks(peer.packets).getLast().blocks()).isEqualTo(16383);
  }

  @Test
  void aNarrowFlowAdvertisesOneBlockWithoutHasteAndDeliversAll() {
    send(Chunks.opening(2, "flow", "a"));
    bed.run(Duration.ofSeconds(1));
    log.flows.getFirst().flow.narrow();
    peer.clear();
    for (int i = 0; i < 2; i++) {
      peer.send(Chunks.data(2, 2 + i, 1, 0, "b"));
      bed.turn();
    }
    bed.run(SHORT);
    assertThat(Chunks.acks(peer.packets)).containsExactly(new Chunks.Acked(2, 1, 3, List.of()));
    peer.clear();
    send(Chunks.data(2, 4, 1, 0, "c"));
    assertThat(Chunks.acks(peer.packets)).isEmpty();
    bed.run(Duration.ofMillis(200));
    assertThat(Chunks.acks(peer.packets)).containsExactly(new Chunks.Acked(2, 1, 4, List.of()));

    peer.clear();
    log.flows.getFirst().flow.widen();
    bed.run(SHORT);
    assertThat(Chunks.acks(peer.packets)).containsExactly(new Chunks.Acked(2, 16383, 4, List.of()));
    assertThat(texts()).containsExactly("a", "b", "b", "c");
  }

  @Test
  void transportCheck31_bufferProbeIsAnsweredByAnAckAtOnce() {
    send(Chunks.opening(2, "flow", "a"));
    bed.run(Duration.ofSeconds(1));
    peer.clear();
    long sentNanos = bed.clock.nanos();
    send(Chunks.chunk(Chunk.BUFFER_PROBE, new byte[] {2}));

    assertThat(Chunks.acks(peer.packets)).containsExactly(new Chunks.Acked(2, 16383, 1, List.of()));
    assertThat(peer.packets.getFirst().atNanos()).isEqualTo(sentNanos);
  }

  private void send(byte[] chunk) {
    peer.send(chunk);
    bed.run(SHORT);
  }

  private List<String> texts() {
    return log.flows.stream()
        .flatMap(each -> each.messages.stream())
        .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private List<Long> gaps() {
    return log.flows.getFirst().gaps;
  }
}
