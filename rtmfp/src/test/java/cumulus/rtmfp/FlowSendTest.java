package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sending flows as a hand-made receiver sees them. */
final class FlowSendTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final long SECOND = 1_000_000_000L;

  private final Bed bed = new Bed(13);
  private final List<String> told = new ArrayList<>();
  private Bed.Host server;
  private RawPeer peer;
  private Bed.SessionLog log;

  @BeforeEach
  void open() throws ProtocolException {
    open(Limits.DEFAULT);
  }

  private void open(Limits limits) throws ProtocolException {
    server = bed.server(limits);
    peer = RawPeer.opened(bed, 1 + bed.hosts.size(), server);
    log = server.accepted.getFirst();
  }

  private SendFlow openFlow() {
    return log.session()
        .openFlow(
            new byte[] {'m'},
            Optional.empty(),
            Priority.ROUTINE,
            new SendFlowListener() {
              @Override
              public void onException(SendFlow flow, long code) {
                told.add("exception " + code);
              }

              @Override
              public void onComplete(SendFlow flow) {
                told.add("complete");
              }
            });
  }

  // ---- options

  @Test
  void transportCheck29_startOptionsAreRepeatedUntilAnAckAndAbsentAfterwards() {
    var flow = openFlow();
    for (int i = 0; i < 3; i++) {
      write(flow, 10, Delivery.RELIABLE);
    }
    assertThat(data()).hasSize(3).allMatch(Chunks.Data::hasOptions);

    peer.clear();
    ack(flow, 64, 1);
    for (int i = 0; i < 3; i++) {
      write(flow, 10, Delivery.RELIABLE);
    }
    assertThat(data()).hasSize(3).noneMatch(Chunks.Data::hasOptions);
  }

  @Test
  void transportCheck29_onlyTheFirstChunkOfAPacketCarriesTheOptions() {
    var flow = openFlow();
    flow.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[20]), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[30]), Delivery.RELIABLE);
    bed.run(SHORT);

    assertThat(peer.packets).hasSize(1);
    assertThat(peer.packets.getFirst().chunks())
        .extracting(RawPeer.RawChunk::type)
        .containsExactly(Chunk.USER_DATA, Chunk.NEXT_USER_DATA, Chunk.NEXT_USER_DATA);
    assertThat(data()).extracting(Chunks.Data::hasOptions).containsExactly(true, false, false);
    assertThat(data()).extracting(Chunks.Data::sequence).containsExactly(1L, 2L, 3L);
  }

  // ---- partial reliability

  @Test
  void transportCheck21_lostFragmentOfAMessageSentOnceIsAbandonedExplicitly() {
    var flow = openFlow();
    for (int i = 0; i < 5; i++) {
      write(flow, 10, Delivery.ONCE);
    }
    peer.clear();
    for (int i = 0; i < 3; i++) {
      // 1, a hole at 2, then 3 to 5: three times, so that 2 is lost.
      peer.send(Chunks.ack(flow.id(), 64, 1, 0, i));
      bed.run(SHORT);
    }

    assertThat(data()).hasSize(1);
    assertThat(data().getFirst().isAbandoned()).isTrue();
    assertThat(data().getFirst().sequence()).isEqualTo(2);
    assertThat(data().getFirst().forwardSequence()).isEqualTo(2);
    assertThat(data().getFirst().bytes()).isEmpty();
    assertThat(server.events(TraceEvent.FragmentLost.class))
        .extracting(TraceEvent.FragmentLost::loss)
        .containsExactly(TraceEvent.Loss.NEGATIVE_ACKNOWLEDGEMENT);
    assertThat(log.session().statistics().fragmentsLost()).isEqualTo(1);
  }

  @Test
  void transportCheck21_reliableFragmentIsSentAgainAfterThreeNegativeAcks() {
    var flow = openFlow();
    for (int i = 0; i < 5; i++) {
      write(flow, 10 + i, Delivery.RELIABLE);
    }
    peer.clear();
    for (int i = 0; i < 3; i++) {
      assertThat(data()).isEmpty();
      peer.send(Chunks.ack(flow.id(), 64, 1, 0, i));
      bed.run(SHORT);
    }

    assertThat(data()).hasSize(1);
    assertThat(data().getFirst().sequence()).isEqualTo(2);
    assertThat(data().getFirst().bytes()).hasSize(11);
  }

  @Test
  void transportCheck21_messageNotFinishedInTimeIsAbandonedWhenItsTurnComesAgain() {
    var flow = openFlow();
    write(flow, 3000, new Delivery(0, SECOND, true, false));
    write(flow, 5, Delivery.RELIABLE);
    peer.clear();
    bed.run(Duration.ofSeconds(4));

    assertThat(data()).filteredOn(each -> each.sequence() <= 3).allMatch(Chunks.Data::isAbandoned);
    assertThat(data()).filteredOn(each -> each.sequence() == 4).noneMatch(Chunks.Data::isAbandoned);
    assertThat(data()).extracting(Chunks.Data::sequence).contains(1L, 2L, 3L, 4L);
    ack(flow, 64, 4);
    assertThat(flow.queuedBytes()).isZero();
  }

  @Test
  void transportCheck21_begunMessageIsCutOffWhenItsTimeIsOver() {
    var flow = openFlow();
    // More than the first congestion window, so that the rest waits for an ack.
    write(flow, 20_000, new Delivery(0, SECOND, true, false));
    long begun = data().size();
    assertThat(begun).isLessThan(10);
    bed.run(Duration.ofSeconds(1), () -> false);
    bed.run(Duration.ofMillis(100));
    peer.clear();
    ack(flow, 64, begun);
    write(flow, 5, Delivery.RELIABLE);

    assertThat(data()).hasSize(2);
    assertThat(data().getFirst().isAbandoned()).isTrue();
    assertThat(data().getFirst().sequence()).isEqualTo(begun + 1);
    assertThat(data().getLast().bytes()).hasSize(5);
    ack(flow, 64, begun + 2);
    assertThat(flow.queuedBytes()).isZero();
  }

  @Test
  void transportCheck21_messageThatMayNotStartLateLeavesNoTrace() {
    var flow = openFlow();
    write(flow, 3600, Delivery.RELIABLE);
    long sent = data().size();
    flow.write(Payload.wrap(new byte[7]), new Delivery(SECOND, 0, true, false));
    flow.write(Payload.wrap(new byte[8]), new Delivery(0, SECOND, true, false));
    flow.write(Payload.wrap(new byte[9]), Delivery.RELIABLE);
    bed.run(Duration.ofMillis(1100));
    ack(flow, 64, sent);
    bed.run(SHORT);
    ack(flow, 64, sent + 1);

    assertThat(data()).noneMatch(Chunks.Data::isAbandoned);
    assertThat(data()).extracting(each -> each.bytes().length).contains(9).doesNotContain(7, 8);
    ack(flow, 64, 100);
    assertThat(flow.queuedBytes()).isZero();
  }

  @Test
  void discardedMessagesLeaveNoTrace() {
    var flow = openFlow();
    write(flow, 3600, Delivery.RELIABLE);
    long sent = data().size();
    flow.write(Payload.wrap(new byte[7]), Delivery.MEDIA);
    flow.write(Payload.wrap(new byte[8]), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[9]), Delivery.MEDIA);
    bed.run(Duration.ofMillis(20));
    assertThat(flow.unsentAgeNanos()).isGreaterThan(10_000_000L);
    long before = flow.queuedBytes();

    assertThat(flow.discardUnsent()).isEqualTo(2);
    assertThat(flow.queuedBytes()).isEqualTo(before - 16);
    assertThat(flow.unsentAgeNanos()).isZero();
    ack(flow, 64, sent);
    bed.run(SHORT);
    ack(flow, 64, sent + 1);
    assertThat(data()).extracting(each -> each.bytes().length).contains(8).doesNotContain(7, 9);
  }

  // ---- end and ids

  @Test
  void closedFlowEndsByAnEmptyAbandonedFinalNumber() {
    var flow = openFlow();
    write(flow, 10, Delivery.RELIABLE);
    peer.clear();
    flow.close();
    bed.run(SHORT);
    var last = data().getFirst();
    assertThat(last.isFinal() && last.isAbandoned()).isTrue();
    assertThat(last.bytes()).isEmpty();
    assertThat(last.sequence()).isEqualTo(2);
    assertThat(told).isEmpty();

    ack(flow, 64, 2);
    assertThat(told).containsExactly("complete");
    assertThat(flow.isOpen()).isFalse();
  }

  @Test
  void transportCheck30_idOfAClosedFlowRestsFor130Seconds() throws ProtocolException {
    open(new Limits(4, 2, 1 << 20, 1 << 22, 1 << 24, 8, 50));
    var first = openFlow();
    openFlow();
    write(first, 10, Delivery.RELIABLE);
    first.close();
    bed.run(SHORT);
    ack(first, 64, 2);

    for (int i = 0; i < 13; i++) {
      assertThatThrownBy(this::openFlow).isInstanceOf(IllegalStateException.class);
      peer.send(Chunks.chunk(Chunk.PING, new byte[0]));
      bed.run(Duration.ofMillis(9_990));
    }
    bed.run(Duration.ofSeconds(1));
    assertThat(openFlow().id()).isNotEqualTo(first.id());
  }

  @Test
  void refusedFlowIsToldAndAbandonsEverything() {
    var flow = openFlow();
    write(flow, 20_000, Delivery.RELIABLE);
    long sent = data().size();
    peer.clear();
    peer.send(Chunks.chunk(Chunk.FLOW_EXCEPTION, Chunks.vlus(flow.id(), 7)));
    bed.run(SHORT);

    assertThat(told).containsExactly("exception 7");
    assertThat(flow.isOpen()).isFalse();
    bed.run(Duration.ofSeconds(10));
    assertThat(data()).allMatch(Chunks.Data::isAbandoned);
    assertThat(data()).anyMatch(each -> each.isFinal() && each.sequence() == sent + 1);
    ack(flow, 0, sent + 1);
    assertThat(flow.queuedBytes()).isZero();
    assertThat(log.session().queuedBytes()).isZero();
    assertThat(peer.received(Chunk.BUFFER_PROBE)).isEmpty();
  }

  @Test
  void bytesOfABegunMessageAreForgottenWhenItsFlowIsRefused() {
    var flow = openFlow();
    write(flow, 20_000, Delivery.RELIABLE);
    long sent = data().size();
    // Everything that was sent is acknowledged, with no room for the rest, then comes the report.
    ack(flow, 0, sent);
    peer.send(Chunks.chunk(Chunk.FLOW_EXCEPTION, Chunks.vlus(flow.id(), 7)));
    bed.run(SHORT);

    assertThat(flow.queuedBytes()).isZero();
  }

  // ---- window of the receiver

  @Test
  void transportCheck31_suspendedFlowProbesAndGoesOnWhenTheWindowOpens() {
    var flow = openFlow();
    write(flow, 10, Delivery.RELIABLE);
    ack(flow, 0, 1);
    long startNanos = bed.clock.nanos();
    write(flow, 10, Delivery.RELIABLE);
    assertThat(data()).hasSize(1);
    bed.run(Duration.ofSeconds(20));
    var probes =
        peer.packetsWith(Chunk.BUFFER_PROBE).stream()
            .map(each -> (each.atNanos() - startNanos) / 10_000_000)
            .toList();
    assertThat(probes)
        .as("1 s, then ERTO = 3 s, and 1.4142 times more each time, in 1/100 s")
        .containsExactly(100L, 400L, 824L, 1424L);
    assertThat(data()).hasSize(1);

    ack(flow, 64, 1);
    assertThat(data()).hasSize(2);
    peer.clear();
    ack(flow, 64, 2);
    bed.run(Duration.ofSeconds(60));
    assertThat(peer.received(Chunk.BUFFER_PROBE)).isEmpty();
  }

  @Test
  void transportCheck31_flowSuspendedWithLostDataInFlightProbesToo() {
    var flow = openFlow();
    write(flow, 10, Delivery.RELIABLE);
    write(flow, 10, Delivery.RELIABLE);
    ack(flow, 0, 1);
    bed.run(Duration.ofSeconds(5));
    assertThat(peer.received(Chunk.BUFFER_PROBE)).isNotEmpty();
    peer.clear();
    ack(flow, 64, 1);

    assertThat(data()).extracting(Chunks.Data::sequence).containsExactly(2L);
  }

  @Test
  void sentBytesStayWithinTheAdvertisedWindow() {
    var flow = openFlow();
    write(flow, 10, Delivery.RELIABLE);
    ack(flow, 1, 1);
    peer.clear();
    write(flow, 8_000, Delivery.RELIABLE);

    assertThat(peer.packets).as("one packet begins while 1024 bytes are free").hasSize(1);
  }

  // ---- time-outs

  @Test
  void transportCheck24_timeoutsBackOffAndEndTheSession() {
    var flow = openFlow();
    long startNanos = bed.clock.nanos();
    write(flow, 10, Delivery.RELIABLE);
    bed.run(Duration.ofSeconds(200), () -> log.closed.isPresent());

    var timeouts = server.events(TraceEvent.TimedOut.class);
    assertThat(timeouts.stream().limit(6).map(each -> each.nextNanos() / 10_000_000).toList())
        .containsExactly(424L, 599L, 848L, 1000L, 1000L, 1000L);
    var times = server.times(TraceEvent.TimedOut.class);
    assertThat((times.getFirst() - startNanos) / 1_000_000).isEqualTo(3000);
    for (int i = 1; i < timeouts.size(); i++) {
      long waitedNanos = times.get(i) - times.get(i - 1);
      assertThat(waitedNanos).isEqualTo(timeouts.get(i - 1).nextNanos());
    }
    assertThat(log.closed)
        .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(CloseCause.Unreachable.class));
    assertThat((bed.clock.nanos() - startNanos) / SECOND).isEqualTo(120);
    bed.run(SHORT);
    assertThat(peer.received(Chunk.CLOSE_ACK)).as("the far end is told").hasSize(1);
  }

  @Test
  void acksOfUnknownFlowsAndOfTheUnsentAreHarmless() {
    var flow = openFlow();
    write(flow, 10, Delivery.RELIABLE);
    peer.send(Chunks.ack(99, 64, 5));
    peer.send(Chunks.ack(flow.id(), 64, 1_000_000, 5, 5));
    peer.send(Chunks.ack(flow.id(), -1, -1, -1, -1, -1, -1));
    bed.run(SHORT);
    assertThat(flow.queuedBytes()).isZero();

    write(flow, 10, Delivery.RELIABLE);
    assertThat(data().getLast().sequence()).isEqualTo(2);
  }

  private void write(SendFlow flow, int length, Delivery delivery) {
    flow.write(Payload.wrap(new byte[length]), delivery);
    bed.run(SHORT);
  }

  private void ack(SendFlow flow, long blocks, long cumulative) {
    peer.send(Chunks.ack(flow.id(), blocks, cumulative));
    bed.run(SHORT);
  }

  private List<Chunks.Data> data() {
    return Chunks.data(peer.packets);
  }
}
