package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole transfers over simulated paths. */
final class TransferTest {
  @Seeds(5)
  void transportCheck20_oneMebibyteArrivesIntactOverALossyLink(long seed) {
    var bed = new Bed(seed);
    bed.net.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(20))
            .loss(0.1)
            .reorder(0.05, Duration.ofMillis(30))
            .duplicate(0.03));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    bed.run(Duration.ofSeconds(90), () -> log.opened);
    var flow = log.openFlow("bulk");
    byte[] bulk = StreamSimulationTest.pattern(1, 1 << 20);
    flow.write(Payload.wrap(bulk), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[] {1, 2, 3}), Delivery.RELIABLE);
    boolean done = bed.run(Duration.ofMinutes(10), () -> flow.queuedBytes() == 0);

    assertThat(done).isTrue();
    var messages = server.accepted.getFirst().flows.getFirst().messages;
    assertThat(messages).hasSize(2);
    assertThat(messages.getFirst().bytes()).isEqualTo(bulk);
    assertThat(messages.getLast().length()).isEqualTo(3);
    // 911 packets carry it; one in ten is lost, and its repetition again.
    assertThat(client.datagramsSent).as("work is bounded").isLessThan(2000);
    assertThat(server.datagramsSent).isLessThan(4000);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  @Seeds(20)
  void transportCheck21_whatExpiresIsAGapAndLaterMessagesAreDelivered(long seed) {
    var bed = new Bed(seed);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)).loss(0.1));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    bed.run(Duration.ofSeconds(90), () -> log.opened);
    var flow = log.openFlow("media");
    var perishable = new Delivery(0, 30_000_000, true, false);
    for (int i = 0; i < 200; i++) {
      flow.write(4, i, Payload.wrap(new byte[500]), i % 2 == 0 ? Delivery.ONCE : perishable);
      bed.run(Duration.ofMillis(20));
    }
    flow.write(4, 200, Payload.wrap(new byte[500]), Delivery.RELIABLE);
    flow.close();
    var received = server.accepted.getFirst().flows.getFirst();
    assertThat(bed.run(Duration.ofMinutes(2), () -> received.complete)).isTrue();

    var numbers = received.messages.stream().map(each -> each.bytes()[3] & 0xff).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates().contains(200);
    long missed = received.gaps.stream().mapToLong(each -> each).sum();
    assertThat(missed).as("one fragment each").isBetween(1L, 100L);
    // What expired before it was sent for the first time has no number and is no gap.
    assertThat(numbers.size() + missed).isLessThanOrEqualTo(201);
    assertThat(bed.run(Duration.ofSeconds(30), () -> flow.queuedBytes() == 0)).isTrue();
  }

  @Test
  void transportCheck23_ownPeersDelayedAcksAreNoPartOfTheRoundTrip() {
    var bed = new Bed(1);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    bed.run(Duration.ofSeconds(90), () -> log.opened);
    var flow = log.openFlow("slow");
    for (int i = 0; i < 30; i++) {
      flow.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
      bed.run(Duration.ofSeconds(1));
    }

    assertThat(log.session().statistics().smoothedRoundTripNanos() / 1_000_000)
        .as("40 ms and no part of the 200 ms that acks were held")
        .isBetween(36L, 48L);
    assertThat(client.events(TraceEvent.FragmentLost.class)).isEmpty();
  }

  @Test
  void transportCheck23_farEndThatHoldsItsAcksFor150MillisecondsGivesTheTrueRoundTrip()
      throws ProtocolException {
    var bed = new Bed(2);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)));
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    peer.echoes = true;
    var log = server.accepted.getFirst();
    var flow = log.openFlow("slow");
    for (int i = 1; i < 30; i++) {
      flow.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(20 + 150));
      peer.send(Chunks.ack(flow.id(), 64, i));
      bed.run(Duration.ofMillis(500));
    }

    assertThat(log.session().statistics().smoothedRoundTripNanos() / 1_000_000).isBetween(36L, 48L);
  }

  @Test
  void transportCheck35_latencyStaysLowAndTheWindowGrowsAt50MillisecondsRoundTrip() {
    var bed = new Bed(3);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(25)));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    bed.run(Duration.ofSeconds(90), () -> log.opened);
    var flow = log.openFlow("media", Priority.PRIORITY);
    var latencies = new ArrayList<Long>();
    var sentAt = new ArrayList<Long>();
    server.accepted.getFirst().onFlow =
        each ->
            each.onMessage =
                message -> latencies.add(bed.clock.nanos() - sentAt.get(latencies.size()));
    for (int i = 0; i < 100; i++) {
      sentAt.add(bed.clock.nanos());
      flow.write(Payload.wrap(new byte[20_000]), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(100));
    }
    bed.run(Duration.ofSeconds(5), () -> latencies.size() == 100);

    assertThat(latencies).hasSize(100);
    var sorted = latencies.stream().sorted().toList();
    assertThat(sorted.get(50) / 1_000_000).as("median in milliseconds").isLessThan(200);
    assertThat(log.session().statistics().congestionWindowBytes())
        .isGreaterThan(6 * Params.SEGMENT);
    assertThat(log.session().statistics().fragmentsLost()).isZero();
  }

  @Test
  void transportCheck25_afterSixPacketsWithoutAnAckSendingGoesOnPacedUntilTheWindowIsFull()
      throws ProtocolException {
    var bed = new Bed(4);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)));
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    peer.echoes = true;
    var log = server.accepted.getFirst();
    var flow = log.openFlow("bulk");
    flow.write(Payload.wrap(new byte[1_000_000]), Delivery.RELIABLE);
    long acknowledged = 0;
    for (int i = 0; i < 25; i++) {
      bed.run(Duration.ofMillis(21));
      acknowledged =
          Chunks.data(peer.packets).stream().mapToLong(Chunks.Data::sequence).max().orElse(0);
      peer.send(Chunks.ack(flow.id(), 1000, acknowledged));
    }
    // Now the far end is silent: what the last ack set off comes after 40 ms.
    bed.run(Duration.ofMillis(39));
    long highest = acknowledged;
    var before = List.copyOf(peer.packets);
    peer.clear();
    bed.run(Duration.ofMillis(200));

    List<RawPeer.Packet> packets = peer.packetsWith(Chunk.USER_DATA);
    long window = log.session().statistics().congestionWindowBytes();
    long smoothed = log.session().statistics().smoothedRoundTripNanos();
    long inFlight =
        java.util.stream.Stream.concat(Chunks.data(before).stream(), Chunks.data(packets).stream())
            .filter(each -> each.sequence() > highest)
            .mapToLong(each -> each.bytes().length + 10)
            .sum();
    assertThat(packets).hasSizeGreaterThan(9);
    assertThat(inFlight).as("the window is used").isBetween(window * 9 / 10, window + 1200);
    long start = packets.getFirst().atNanos();
    assertThat(packets.stream().limit(6)).allMatch(each -> each.atNanos() == start);
    long interval = smoothed * Params.SEGMENT / window;
    for (int i = 7; i < packets.size(); i++) {
      long waited = packets.get(i).atNanos() - packets.get(i - 1).atNanos();
      assertThat(waited).as("before packet %s", i).isBetween(interval * 9 / 10, interval * 11 / 10);
    }
  }
}
