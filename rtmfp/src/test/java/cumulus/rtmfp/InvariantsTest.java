package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.session.SessionProbe;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.UserData;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What holds after every event of any conversation over any network. */
final class InvariantsTest {
  private static final int FLOWS = 3;

  /** Holds what one direction of a session may say. */
  private static final class Watch {
    final Map<Long, Long> cumulative = new HashMap<>();
    final Map<Long, Long> blocks = new HashMap<>();
    final Map<Long, Long> forward = new HashMap<>();

    void see(Chunk chunk) {
      switch (chunk) {
        case Ack ack -> {
          never(cumulative, ack.flowId, ack.cumulative, "cumulative ack");
          blocks.put(ack.flowId, ack.bufferBlocks);
          assertThat(ack.bufferBlocks).as("window of a live consumer").isPositive();
        }
        case UserData data -> {
          // An abandoned number cannot carry more than itself.
          if (!data.isAbandoned()) {
            never(forward, data.flowId, data.forwardSequence, "FSN");
          }
        }
        case Chunk.Malformed malformed -> throw new AssertionError("sent " + malformed);
        case Chunk.Cold _ -> {}
      }
    }

    private static void never(Map<Long, Long> known, long flow, long value, String what) {
      long before = known.getOrDefault(flow, 0L);
      assertThat(value).as("%s of flow %s goes back", what, flow).isGreaterThanOrEqualTo(before);
      known.put(flow, value);
    }
  }

  private final Map<Session, Long> sent = new HashMap<>();

  @Seeds(150)
  void invariantsHoldAfterEveryEvent(long seed) {
    sent.clear();
    var random = new SplittableRandom(seed);
    var bed = new Bed(seed);
    bed.net.everyLink(randomLink(random));
    var server = bed.server();
    var client = bed.client();
    var near = client.connect(server);
    if (!bed.run(Duration.ofSeconds(100), () -> near.opened)) {
      assertThat(near.closed).as("a path this bad may fail, but says so").isPresent();
      return;
    }
    var far = server.accepted.getFirst();
    far.onFlow = each -> each.flow.setReorderWindow(each.flow.id() % 2 * 300_000_000L, b -> true);
    var seenByServer = new Watch();
    var toClient = new Watch();
    var serverTap = new Tap(far.session());
    var clientTap = new Tap(near.session());
    bed.net.filter(
        (now, from, to, bytes) -> {
          assertThat(bytes).hasSizeLessThanOrEqualTo(1200);
          if (from.equals(client.address)) {
            serverTap.read(bytes, seenByServer::see);
          } else {
            clientTap.read(bytes, toClient::see);
          }
          return true;
        });
    bed.invariant =
        each -> {
          assertWithinWindow(near.session());
          assertWithinWindow(far.session());
          assertHeldWithinAdvertised(far, toClient);
          for (Bed.Host host : each.hosts) {
            assertThat(host.endpoint.untilDueNanos(each.clock.nanos()))
                .as("deadline after advance")
                .isPositive();
          }
        };
    converse(bed, random, near, far);
    var flows = new ArrayList<SendFlow>(openFlows);
    boolean done =
        bed.run(
            Duration.ofMinutes(10),
            () ->
                flows.stream().allMatch(each -> each.queuedBytes() == 0)
                    && SessionProbe.bytesInFlight(near.session()) == 0
                    && SessionProbe.bytesInFlight(far.session()) == 0);

    assertThat(done).as("everything is acknowledged or given up").isTrue();
    assertThat(near.closed).isEmpty();
    assertThat(far.session().queuedBytes() + near.session().queuedBytes()).isZero();
    assertThat(toClient.cumulative).hasSize(FLOWS);
  }

  private final List<SendFlow> openFlows = new ArrayList<>();

  private void converse(Bed bed, SplittableRandom random, Bed.SessionLog near, Bed.SessionLog far) {
    openFlows.clear();
    var priorities = Priority.values();
    for (int i = 0; i < FLOWS; i++) {
      openFlows.add(near.openFlow("there", priorities[random.nextInt(priorities.length)]));
      openFlows.add(far.openFlow("back", priorities[random.nextInt(priorities.length)]));
    }
    for (int i = 0; i < 150; i++) {
      var delivery =
          switch (random.nextInt(4)) {
            case 0 -> Delivery.ONCE;
            case 1 -> new Delivery(50_000_000, 200_000_000, true, true);
            default -> Delivery.RELIABLE;
          };
      int length = random.nextInt(6) == 0 ? random.nextInt(15_000) : random.nextInt(300);
      var flow = openFlows.get(i < 2 * FLOWS ? i : random.nextInt(openFlows.size()));
      flow.write(Payload.wrap(new byte[length]), i < 2 * FLOWS ? Delivery.RELIABLE : delivery);
      if (random.nextInt(20) == 0) {
        flow.discardUnsent();
      }
      bed.run(Duration.ofMillis(random.nextInt(40)));
    }
    openFlows.forEach(SendFlow::close);
  }

  /** A packet begins only while less than the window is in flight. */
  private void assertWithinWindow(Session session) {
    var figures = session.statistics();
    long before = sent.getOrDefault(session, 0L);
    if (figures.fragmentsSent() > before) {
      assertThat(SessionProbe.bytesInFlight(session))
          .as("in flight after sending")
          .isLessThanOrEqualTo(figures.congestionWindowBytes() + Params.MAX_CIPHER);
    }
    sent.put(session, figures.fragmentsSent());
  }

  private static void assertHeldWithinAdvertised(Bed.SessionLog far, Watch toClient) {
    long advertised =
        toClient.blocks.values().stream().mapToLong(each -> each * Params.BUFFER_BLOCK).sum();
    // A flow that has not been acknowledged yet was promised the first assumption of its sender.
    assertThat(SessionProbe.reassemblyBytes(far.session()))
        .as("held against advertised")
        .isLessThanOrEqualTo(advertised + FLOWS * Params.INITIAL_RECEIVE_BUFFER);
  }

  private static LinkModel randomLink(SplittableRandom random) {
    var link =
        LinkModel.PERFECT
            .delay(Duration.ofMillis(random.nextInt(60)))
            .jitter(Duration.ofMillis(random.nextInt(20)))
            .duplicate(random.nextDouble(0.05))
            .reorder(random.nextDouble(0.1), Duration.ofMillis(30));
    return switch (random.nextInt(3)) {
      case 0 -> link.loss(random.nextDouble(0.2));
      case 1 -> link.burst(0.02, 0.3, 0.8);
      default -> link.rate(300_000, 30_000);
    };
  }
}
