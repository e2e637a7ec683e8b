package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Bed.FlowLog;
import cumulus.rtmfp.Bed.SessionLog;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Short conversations with everything that can happen to a path at once: loss up to 30 %, bursts,
 * duplicates, overtaking, slow links, MTU holes, address changes, partitions, a far end that dies
 * and comes back. What is reliable is never lost, doubled or out of order as long as the session
 * lives.
 */
final class AdversitySimulationTest {
  private static final int MESSAGES = 40;
  private static final Duration ENOUGH = Duration.ofMinutes(30);

  @Seeds(400)
  void whateverHappensToThePathReliableFlowsStayWholeAndInOrder(long seed) {
    var random = new SplittableRandom(seed);
    var bed = new Bed(seed);
    bed.invariant = AdversitySimulationTest::holds;
    bed.net.everyLink(randomLink(random));
    var server = bed.server();
    var client = bed.client();
    boolean dies = random.nextInt(20) == 0;
    SessionLog log = client.connect(server);
    if (!bed.run(Duration.ofSeconds(100), () -> log.opened)) {
      assertThat(log.closed).as("a path this bad may fail, but says so").isPresent();
      return;
    }
    List<List<Integer>> sent = List.of(new ArrayList<>(), new ArrayList<>());
    SendFlow[] flows = {log.openFlow("a", Priority.ROUTINE), log.openFlow("b", Priority.IMMEDIATE)};
    for (int i = 0; i < MESSAGES; i++) {
      int which = random.nextInt(2);
      int length = random.nextInt(6) == 0 ? random.nextInt(9000) : random.nextInt(300);
      flows[which].write(
          4, sent.get(which).size(), Payload.wrap(new byte[length]), Delivery.RELIABLE);
      sent.get(which).add(length + 4);
      happen(random, bed, client, server);
      bed.run(Duration.ofMillis(random.nextInt(40)));
    }
    if (dies) {
      die(bed, client, server, log);
      return;
    }
    flows[0].close();
    flows[1].close();
    bed.run(ENOUGH, () -> done(server) == 2 || log.closed.isPresent());
    if (log.closed.isPresent()) {
      assertFailedForGoodReason(client, log);
    } else {
      assertThat(done(server)).isEqualTo(2);
    }
    for (FlowLog flow : server.accepted.getFirst().flows) {
      boolean isFirst =
          new String(flow.flow.metadata(), java.nio.charset.StandardCharsets.UTF_8).equals("a");
      assertInOrder(flow, sent.get(isFirst ? 0 : 1), log.closed.isEmpty());
    }
    assertThat(server.accepted).as("never a second session").hasSize(1);
    leave(bed, client, server, log);
  }

  /** Now and then something happens to the path. */
  private static void happen(SplittableRandom random, Bed bed, Bed.Host client, Bed.Host server) {
    switch (random.nextInt(60)) {
      case 0 -> bed.net.rebind(client.address, fresh(random));
      case 1 -> {
        long until = bed.clock.nanos() + Duration.ofMillis(random.nextInt(20_000)).toNanos();
        bed.net.cutUntil(client.address, server.address, until);
        if (random.nextBoolean()) {
          bed.net.cutUntil(server.address, client.address, until);
        }
      }
      case 2 -> bed.net.everyLink(randomLink(random));
      default -> {}
    }
  }

  /**
   * The server vanishes and another starts in its place: the client notices and can connect again.
   */
  private static void die(Bed bed, Bed.Host client, Bed.Host server, SessionLog log) {
    bed.kill(server);
    client.endpoint.advance(bed.clock.nanos());
    log.session().ping();
    log.openFlow("more").write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    assertThat(bed.run(Duration.ofSeconds(200), () -> log.closed.isPresent())).isTrue();
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(5)));
    Bed.Host reborn = bed.reborn(server);
    SessionLog again = client.connect(reborn);
    assertThat(bed.run(Duration.ofSeconds(100), () -> again.opened)).isTrue();
  }

  /** After an orderly close nothing is left on either side once the lingering times are over. */
  private static void leave(Bed bed, Bed.Host client, Bed.Host server, SessionLog log) {
    log.session().close();
    bed.run(Duration.ofSeconds(200), () -> server.accepted.getFirst().closed.isPresent());
    bed.run(Duration.ofSeconds(200));
    assertThat(client.endpoint.sessionCount()).isZero();
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  private static void holds(Bed bed) {
    for (Bed.Host host : bed.hosts) {
      assertThat(host.largestDatagram).isLessThanOrEqualTo(1200);
      assertThat(host.endpoint.reassemblyBytes())
          .isBetween(0L, host.endpoint.sessionCount() * 2L * Params.RECEIVE_CAPACITY);
    }
  }

  private static long done(Bed.Host server) {
    return server.accepted.stream()
        .flatMap(each -> each.flows.stream())
        .filter(each -> each.complete)
        .count();
  }

  /** A session may fail only when the network has delivered nothing to it for two minutes. */
  private static void assertFailedForGoodReason(Bed.Host client, SessionLog log) {
    assertThat(log.closed.orElseThrow()).isInstanceOf(CloseCause.Unreachable.class);
    long endedNanos = client.times(TraceEvent.SessionClosed.class).getLast();
    assertThat(endedNanos - client.heardNanos).isGreaterThanOrEqualTo(Params.UNREACHABLE_NANOS);
  }

  private static void assertInOrder(FlowLog flow, List<Integer> lengths, boolean mustBeWhole) {
    assertThat(flow.messages.size()).isLessThanOrEqualTo(lengths.size());
    assertThat(!mustBeWhole || flow.messages.size() == lengths.size()).as("whole").isTrue();
    for (int i = 0; i < flow.messages.size(); i++) {
      byte[] bytes = flow.messages.get(i).bytes();
      assertThat(bytes.length).isEqualTo(lengths.get(i));
      assertThat(bytes[3]).isEqualTo((byte) i);
    }
    assertThat(flow.gaps).isEmpty();
  }

  private static Address fresh(SplittableRandom random) {
    return Address.ipv4(0x0a640000 + random.nextInt(60_000), 1024 + random.nextInt(60_000));
  }

  private static LinkModel randomLink(SplittableRandom random) {
    var link =
        LinkModel.PERFECT
            .delay(Duration.ofMillis(1 + random.nextInt(150)))
            .jitter(Duration.ofMillis(random.nextInt(40)))
            .duplicate(random.nextDouble(0.1))
            .reorder(random.nextDouble(0.2), Duration.ofMillis(50));
    if (random.nextInt(4) == 0) {
      link = link.blackHoleAbove(1200 + random.nextInt(300));
    }
    return switch (random.nextInt(4)) {
      case 0 -> link.loss(random.nextDouble(0.3));
      case 1 -> link.burst(0.03, 0.25, 0.9);
      case 2 -> link.loss(random.nextDouble(0.05)).rate(20_000 + random.nextInt(300_000), 20_000);
      default -> link;
    };
  }
}
