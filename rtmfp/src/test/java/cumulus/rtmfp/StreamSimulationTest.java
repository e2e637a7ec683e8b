package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Bed.FlowLog;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whole conversations over bad networks: what is reliable arrives exactly once and in order. */
final class StreamSimulationTest {
  @Seeds(400)
  void everyReliableMessageArrivesOnceAndInOrder(long seed) {
    var random = new SplittableRandom(seed);
    var bed = new Bed(seed);
    bed.net.everyLink(randomLink(random));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    if (!bed.run(Duration.ofSeconds(100), () -> log.opened)) {
      assertThat(log.closed).as("a path this bad may fail, but says so").isPresent();
      return;
    }
    var flow = log.openFlow("test");
    var sent = new ArrayList<Integer>();
    for (int i = 0; i < 120; i++) {
      int length = random.nextInt(5) == 0 ? random.nextInt(20_000) : random.nextInt(400);
      sent.add(length);
      flow.write(4, i, Payload.wrap(pattern(i, length)), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(random.nextInt(60)));
    }
    flow.close();
    boolean done =
        bed.run(
            Duration.ofMinutes(10),
            () ->
                received(server).stream().anyMatch(each -> each.complete)
                    || log.closed.isPresent());
    assertThat(log.closed).isEmpty();
    assertThat(done).isTrue();
    assertReceived(received(server).getFirst(), sent);
    assertThat(server.largestDatagram).isLessThanOrEqualTo(1200);
    assertThat(client.largestDatagram).isLessThanOrEqualTo(1200);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  private static LinkModel randomLink(SplittableRandom random) {
    var link =
        LinkModel.PERFECT
            .delay(Duration.ofMillis(1 + random.nextInt(80)))
            .jitter(Duration.ofMillis(random.nextInt(20)))
            .duplicate(random.nextDouble(0.05))
            .reorder(random.nextDouble(0.1), Duration.ofMillis(30));
    return switch (random.nextInt(3)) {
      case 0 -> link.loss(random.nextDouble(0.2));
      case 1 -> link.burst(0.02, 0.3, 0.8);
      default -> link.loss(0.01).rate(500_000, 50_000);
    };
  }

  private static List<FlowLog> received(Bed.Host server) {
    return server.accepted.stream().flatMap(each -> each.flows.stream()).toList();
  }

  static byte[] pattern(int index, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(index).nextBytes(bytes);
    return bytes;
  }

  private static void assertReceived(FlowLog flow, List<Integer> lengths) {
    assertThat(flow.messages).hasSize(lengths.size());
    for (int i = 0; i < lengths.size(); i++) {
      byte[] bytes = flow.messages.get(i).bytes();
      assertThat(bytes).hasSize(4 + lengths.get(i));
      assertThat(bytes[3]).isEqualTo((byte) i);
      assertThat(java.util.Arrays.copyOfRange(bytes, 4, bytes.length))
          .isEqualTo(pattern(i, lengths.get(i)));
    }
    assertThat(flow.gaps).isEmpty();
  }
}
