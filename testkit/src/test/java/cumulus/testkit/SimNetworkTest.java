package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final long MILLI = 1_000_000;

  private record Arrival(long afterNanos, String from, int number) {}

  private final VirtualClock clock = new VirtualClock();
  private final long start = clock.nanos();
  private final List<Arrival> atServer = new ArrayList<>();
  private SimNetwork<String> net = new SimNetwork<>(1, clock);

  @BeforeEach
  void attach() {
    attach(net);
  }

  private void attach(SimNetwork<String> network) {
    network.attach("alice", (nowNanos, from, datagram) -> {});
    network.attach("server", this::arrives);
  }

  private void arrives(long nowNanos, String from, byte[] datagram) {
    atServer.add(new Arrival(nowNanos - start, from, number(datagram)));
  }

  private static int number(byte[] datagram) {
    return (datagram[0] & 0xff) << 16 | (datagram[1] & 0xff) << 8 | datagram[2] & 0xff;
  }

  private void send(int number, int length) {
    var bytes = new byte[length + 5];
    bytes[5] = (byte) (number >> 16);
    bytes[6] = (byte) (number >> 8);
    bytes[7] = (byte) number;
    net.send("alice", "server", bytes, 5, length);
    bytes[7]++;
  }

  /** Lets virtual time pass, delivering each datagram at its instant. */
  private void pass(Duration span) {
    long end = clock.nanos() + span.toNanos();
    while (net.nextEventNanos() <= end) {
      clock.advanceTo(net.nextEventNanos());
      net.deliverDue();
    }
    clock.advanceTo(end);
  }

  private void runDry() {
    for (int i = 0; i < 1_000_000 && net.nextEventNanos() != SimNetwork.NEVER; i++) {
      clock.advanceTo(Math.max(clock.nanos(), net.nextEventNanos()));
      net.deliverDue();
    }
    assertThat(net.underWay()).isZero();
  }

  private List<Integer> numbers() {
    return atServer.stream().map(Arrival::number).toList();
  }

  @Test
  void aDatagramArrivesAfterTheDelayAsItWasWhenSent() {
    net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)));
    send(7, 10);
    assertThat(net.nextEventNanos()).isEqualTo(start + 20 * MILLI);
    clock.advanceTo(start + 20 * MILLI - 1);
    assertThat(net.deliverDue()).isZero();
    runDry();
    assertThat(atServer).containsExactly(new Arrival(20 * MILLI, "alice", 7));
    assertThat(net.traffic()).isEqualTo(new Traffic(1, 10, 1, 10, 0, 0));
  }

  @Test
  void jitterSpreadsArrivalsButKeepsTheirOrder() {
    net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)).jitter(Duration.ofMillis(10)));
    for (int i = 0; i < 500; i++) {
      send(i, 10);
      pass(Duration.ofMillis(1));
    }
    runDry();
    assertThat(numbers()).hasSize(500).isSorted();
    for (int i = 0; i < 500; i++) {
      assertThat(atServer.get(i).afterNanos() - i * MILLI).isGreaterThanOrEqualTo(20 * MILLI);
    }
    assertThat(atServer.stream().map(Arrival::afterNanos).distinct().count()).isGreaterThan(50);
  }

  @Test
  void uniformLossLosesItsShare() {
    net.everyLink(LinkModel.PERFECT.loss(0.3));
    for (int i = 0; i < 10_000; i++) {
      send(i, 10);
    }
    runDry();
    assertThat(net.count(Fate.LOST)).isCloseTo(3_000, within(250L));
    assertThat(net.traffic().lost()).isEqualTo(10_000 - atServer.size());
  }

  @Test
  void burstsLoseNeighbours() {
    net.everyLink(LinkModel.PERFECT.burst(0.01, 0.1, 1));
    for (int i = 0; i < 20_000; i++) {
      send(i, 10);
    }
    runDry();
    long lost = net.count(Fate.LOST_IN_BURST);
    long gaps = 0;
    int expected = 0;
    for (int number : numbers()) {
      gaps += number == expected ? 0 : 1;
      expected = number + 1;
    }
    assertThat(lost).isBetween(1_200L, 2_600L);
    assertThat((double) lost / gaps).as("mean length of a burst").isBetween(7.0, 13.0);
  }

  @Test
  void duplicatesArriveTwice() {
    net.everyLink(LinkModel.PERFECT.duplicate(0.1));
    for (int i = 0; i < 5_000; i++) {
      send(i, 10);
    }
    runDry();
    long duplicated = net.traffic().duplicated();
    assertThat(duplicated).isBetween(400L, 600L);
    assertThat(atServer).hasSize(5_000 + (int) duplicated);
    assertThat(numbers().stream().distinct().count()).isEqualTo(5_000);
  }

  @Test
  void reorderedDatagramsAreOvertaken() {
    net.everyLink(
        LinkModel.PERFECT.delay(Duration.ofMillis(5)).reorder(0.1, Duration.ofMillis(50)));
    for (int i = 0; i < 1_000; i++) {
      send(i, 10);
      pass(Duration.ofMillis(1));
    }
    runDry();
    long overtaken = 0;
    int highest = -1;
    for (int number : numbers()) {
      overtaken += number < highest ? 1 : 0;
      highest = Math.max(highest, number);
    }
    assertThat(atServer).hasSize(1_000);
    assertThat(overtaken).isBetween(50L, 150L);
  }

  @Test
  void theRateLimitDelaysAndItsFullQueueLosesTheLast() {
    net.everyLink(LinkModel.PERFECT.rate(100_000, 5_000));
    for (int i = 0; i < 8; i++) {
      send(i, 1_000);
    }
    runDry();
    assertThat(numbers()).containsExactly(0, 1, 2, 3, 4);
    assertThat(net.count(Fate.QUEUE_FULL)).isEqualTo(3);
    assertThat(atServer.getLast().afterNanos()).isEqualTo(50 * MILLI);
    send(9, 1_000);
    runDry();
    assertThat(atServer.getLast()).isEqualTo(new Arrival(60 * MILLI, "alice", 9));
  }

  @Test
  void theBlackHoleSwallowsWhatIsTooLong() {
    net.everyLink(LinkModel.PERFECT.blackHoleAbove(1_200));
    send(1, 1_200);
    send(2, 1_201);
    runDry();
    assertThat(numbers()).containsExactly(1);
    assertThat(net.count(Fate.TOO_LONG)).isEqualTo(1);
  }

  @Test
  void aCutWorksInItsDirectionUntilItsEnd() {
    net.cutUntil("alice", "server", start + 10 * MILLI);
    send(1, 10);
    clock.advance(Duration.ofMillis(10));
    send(2, 10);
    net.cut("alice", "server");
    send(3, 10);
    net.heal("alice", "server");
    send(4, 10);
    net.cut("server", "alice");
    send(5, 10);
    net.send("server", "alice", new byte[3], 0, 3);
    runDry();
    assertThat(numbers()).containsExactly(2, 4, 5);
    assertThat(net.count(Fate.CUT)).isEqualTo(3);
    assertThat(net.traffic("server", "alice").lost()).isEqualTo(1);
  }

  @Test
  void aLinkOfItsOwnOverridesTheCommonModel() {
    net.everyLink(LinkModel.PERFECT.loss(1));
    net.link("alice", "server", LinkModel.PERFECT);
    send(1, 10);
    net.send("server", "alice", new byte[3], 0, 3);
    runDry();
    assertThat(numbers()).containsExactly(1);
    assertThat(net.traffic("server", "alice").delivered()).isZero();
  }

  @Test
  void afterRebindingAHostIsSeenAtItsFreshAddressOnly() {
    var atAlice = new ArrayList<Integer>();
    net.detach("alice");
    net.attach("alice", (nowNanos, from, datagram) -> atAlice.add(number(datagram)));
    net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)));
    send(1, 10);
    net.send("server", "alice", new byte[] {0, 0, 1}, 0, 3);
    net.rebind("alice", "nat:2");
    send(2, 10);
    net.send("server", "alice", new byte[] {0, 0, 2}, 0, 3);
    net.send("server", "nat:2", new byte[] {0, 0, 3}, 0, 3);
    runDry();
    assertThat(atServer).extracting(Arrival::from).containsExactly("alice", "nat:2");
    assertThat(atAlice).containsExactly(3);
    assertThat(net.count(Fate.NOBODY_THERE)).isEqualTo(2);
    assertThat(net.publicAddress("alice")).isEqualTo("nat:2");
    net.rebind("alice", "nat:3");
    send(4, 10);
    net.rebind("alice", "alice");
    send(5, 10);
    runDry();
    assertThat(atServer.stream().skip(2).map(Arrival::from)).containsExactly("nat:3", "alice");
  }

  @Test
  void aKilledServerHearsNothingUntilItIsBack() {
    net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)));
    send(1, 10);
    net.detach("server");
    runDry();
    send(2, 10);
    net.attach("server", this::arrives);
    runDry();
    assertThat(numbers()).containsExactly(2);
    assertThatThrownBy(() -> net.send("bob", "server", new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAddressInUseIsRefused() {
    net.rebind("alice", "nat:2");
    for (var taken : List.of("alice", "nat:2", "server")) {
      assertThatThrownBy(() -> net.attach(taken, this::arrives))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(taken);
    }
    assertThatThrownBy(() -> net.rebind("server", "nat:2"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFilterLosesWhatATestSinglesOut() {
    net.filter((nowNanos, from, to, datagram) -> number(datagram) != 2);
    for (int i = 0; i < 4; i++) {
      send(i, 10);
    }
    runDry();
    assertThat(numbers()).containsExactly(0, 1, 3);
    assertThat(net.count(Fate.FILTERED)).isEqualTo(1);
  }

  @Test
  void anAnswerWithoutDelayWaitsForTheNextTurn() {
    net.attach("echo", (nowNanos, from, datagram) -> net.send("echo", from, datagram, 0, 3));
    net.send("server", "echo", new byte[3], 0, 3);
    assertThat(net.deliverDue()).isEqualTo(1);
    assertThat(atServer).isEmpty();
    assertThat(net.nextEventNanos()).isEqualTo(clock.nanos());
    assertThat(net.deliverDue()).isEqualTo(1);
    assertThat(atServer).hasSize(1);
  }

  @Seeds(50)
  void theSameSeedTellsTheSameHistory(long seed) {
    long first = historyOf(seed, 0);
    assertThat(historyOf(seed, 0)).isEqualTo(first);
    assertThat(historyOf(seed + 1, 0)).isNotEqualTo(first);
    assertThat(historyOf(seed, 1)).as("other bytes").isNotEqualTo(first);
  }

  private long historyOf(long seed, int salt) {
    var ownClock = new VirtualClock();
    net = new SimNetwork<>(seed, ownClock);
    attach(net);
    net.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(10))
            .loss(0.1)
            .burst(0.02, 0.2, 0.9)
            .duplicate(0.02)
            .reorder(0.05, Duration.ofMillis(30))
            .rate(200_000, 20_000));
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      send(i + salt, 3 + random.nextInt(1_000));
      ownClock.advance(Duration.ofMillis(3));
      net.deliverDue();
    }
    ownClock.advance(Duration.ofSeconds(1));
    net.deliverDue();
    assertThat(net.traffic().sent() + net.traffic().duplicated())
        .isEqualTo(net.traffic().delivered() + net.traffic().lost());
    return net.historyHash();
  }
}
