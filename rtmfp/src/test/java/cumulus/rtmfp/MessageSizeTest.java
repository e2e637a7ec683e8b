package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.wire.Ack;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a receiver takes, and how much it holds of it. */
final class MessageSizeTest {
  private static final int LIMIT = 64 * 1024;

  @Test
  void aMessageOfTheLimitArrivesAndOneByteMoreRejectsItsFlowAlone() {
    var bed = new Bed(3);
    var server = smallServer(bed);
    var log = bed.client().connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    var exact = log.openFlow("exact");
    var over = log.openFlow("over");
    exact.write(Payload.wrap(new byte[LIMIT]), Delivery.RELIABLE);
    over.write(Payload.wrap(new byte[LIMIT + 1]), Delivery.RELIABLE);
    bed.run(Duration.ofSeconds(5));
    var flows = server.accepted.getFirst().flows;
    assertThat(flows.get(0).messages).hasSize(1);
    assertThat(flows.get(1).messages).isEmpty();
    assertThat(over.isOpen()).isFalse();
    exact.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    bed.run(Duration.ofSeconds(2));
    assertThat(flows.get(0).messages).hasSize(2);
  }

  @Test
  void aSuspendedFlowClosesItsWindowAndGoesOnWhenResumed() {
    var bed = new Bed(4);
    var server = bed.server();
    var log = bed.client().connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    var flow = log.openFlow("much");
    for (int i = 0; i < 2000; i++) {
      flow.write(Payload.wrap(new byte[20_000]), Delivery.RELIABLE);
    }
    bed.run(Duration.ofMillis(100), () -> !server.accepted.getFirst().flows.isEmpty());
    var received = server.accepted.getFirst().flows.getFirst();
    received.flow.suspend();
    bed.run(Duration.ofMinutes(3));
    assertThat(server.endpoint.reassemblyBytes()).isLessThan(Params.RECEIVE_CAPACITY * 5 / 4);
    assertThat(received.messages.size()).isLessThan(2000);
    received.flow.resume();
    assertThat(bed.run(Duration.ofMinutes(3), () -> received.messages.size() == 2000)).isTrue();
    assertThat(log.closed).isEmpty();
  }

  /** The window grows with the message: one far above the usual capacity never crawls. */
  @Test
  void aMessageFarAboveTheUsualCapacityArrivesAtTheSpeedOfThePath() {
    var bed = new Bed(5);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(25)).rate(20_000_000, 1_000_000));
    var random = new SplittableRandom(9);
    var limits = new Limits(10, 10, 48 << 20, 150L << 20, 200L << 20, 10, 10);
    var server = bed.host(EndpointSettings.Role.SERVER, Credentials.server(random), limits, random);
    var log = bed.client().connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    var tap = new Tap(log.session());
    long[] least = {Long.MAX_VALUE};
    bed.hosts.getLast().overhears =
        datagram ->
            tap.read(
                datagram,
                chunk -> {
                  if (chunk instanceof Ack ack) {
                    least[0] = Math.min(least[0], ack.bufferBlocks);
                  }
                });
    long startNanos = bed.clock.nanos();
    log.openFlow("large").write(Payload.wrap(new byte[47 << 20]), Delivery.RELIABLE);
    bed.run(
        Duration.ofMinutes(5),
        () -> server.accepted.getFirst().flows.stream().anyMatch(each -> !each.messages.isEmpty()));

    assertThat(bed.clock.nanos() - startNanos).isLessThan(20_000_000_000L);
    assertThat(least[0]).as("blocks of the smallest window").isGreaterThan(4000);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  private static Bed.Host smallServer(Bed bed) {
    var random = new SplittableRandom(9);
    var limits = new Limits(10, 10, LIMIT, 4 << 20, 8 << 20, 10, 10);
    return bed.host(EndpointSettings.Role.SERVER, Credentials.server(random), limits, random);
  }
}
