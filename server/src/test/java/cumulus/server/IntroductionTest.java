package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that look for each other through the server, on one loop and over two. */
final class IntroductionTest {
  private Bed bed = new Bed(Application.ACCEPT_ALL);
  private final List<Session> accepted = new ArrayList<>();
  private final List<IntroductionFailure> failures = new ArrayList<>();

  private void use(Bed other) {
    bed = other;
    bed.onPeerSession =
        session -> {
          accepted.add(session);
          return new Direct();
        };
    bed.loops.forEach(loop -> loop.observeIntroductions(failures::add));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void transportCheck15_clientsOfTheServerMeetWhereverTheirLoopsAre(int loopOfTarget) {
    use(new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT));
    var asker = bed.client(0).connect();
    var target = bed.client(loopOfTarget).connect();
    bed.settle();
    var direct = look(asker, target.peerId());
    bed.until(() -> direct.isOpen && !accepted.isEmpty());
    assertThat(direct.session().farAddress()).isEqualTo(target.address());
    assertThat(accepted.getFirst().peerId()).isEqualTo(asker.peerId());
    assertThat(bed.introductions(IntroductionStatistics::introduced)).isEqualTo(1);
    bed.run(Duration.ofSeconds(20));
    assertThat(failures).isEmpty();
  }

  @Test
  void peerThatOnlyAnswersWhomItWasToldOfIsMet() {
    use(bed);
    var asker = bed.client().connect();
    var target = bed.client().connect();
    boolean[] isOpen = {false};
    bed.network.filter(
        (now, from, to, datagram) -> {
          isOpen[0] |= from.equals(target.address()) && to.equals(asker.address());
          return isOpen[0] || !(from.equals(asker.address()) && to.equals(target.address()));
        });
    var direct = look(asker, target.peerId());
    bed.until(() -> direct.isOpen);
  }

  @Test
  void clientThatIsNoClientOfTheServerIsIntroducedToo() {
    use(bed);
    var target = bed.client().connect();
    var stranger = bed.client();
    var direct = look(stranger, target.peerId());
    bed.until(() -> direct.isOpen);
  }

  @Test
  void flashProfileCheck15_peerThatIsGoneIsUnknownAtOnce() {
    use(bed);
    var asker = bed.client().connect();
    var target = bed.client().connect();
    target.session().close();
    bed.settle();
    var direct = look(asker, target.peerId());
    var never = look(asker, new byte[32]);
    bed.run(Duration.ofSeconds(15));
    assertThat(direct.isOpen || never.isOpen).isFalse();
    assertThat(failures).hasSize(2);
    assertThat(failures.getFirst()).isInstanceOf(IntroductionFailure.PeerLeft.class);
    assertThat(failures.getLast()).isInstanceOf(IntroductionFailure.UnknownPeer.class);
    assertThat(failures.getLast().text())
        .isEqualTo(
            "cannot introduce 10.0.1.1:5000 to peer 00000000...: no client with this id is"
                + " connected here");
    assertThat(bed.introductions(IntroductionStatistics::introduced)).isZero();
    assertThat(bed.introductions(IntroductionStatistics::unknownPeer)).isEqualTo(1);
    assertThat(bed.introductions(IntroductionStatistics::peerLeft)).isEqualTo(1);
    assertThat(bed.introductions(IntroductionStatistics::failed)).isEqualTo(2);
    assertThat(bed.introductions(IntroductionStatistics::hellos)).isGreaterThan(4);
  }

  @Test
  void flashProfileCheck15_peerThatVanishedIsNotIntroducedAfterFiveSecondsAndAgainWhenItIsBack() {
    use(new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT));
    var asker = bed.client(0).connect();
    var target = bed.client(1).connect();
    bed.settle();
    Address server = Bed.serverAddress(1);
    bed.network.cut(server, target.address());
    bed.network.cut(target.address(), server);
    apart(asker, target);
    var first = look(asker, target.peerId());
    bed.run(Duration.ofSeconds(7));
    long introduced = bed.introductions(IntroductionStatistics::introduced);
    assertThat(introduced).isPositive();
    bed.run(Duration.ofSeconds(20));
    assertThat(bed.introductions(IntroductionStatistics::introduced)).isEqualTo(introduced);
    assertThat(failures).singleElement().isInstanceOf(IntroductionFailure.TargetSilent.class);
    assertThat(first.isOpen).isFalse();
    bed.network.heal(server, target.address());
    bed.network.heal(target.address(), server);
    bed.run(Duration.ofSeconds(3));
    var other = bed.client(0).connect();
    var second = look(other, target.peerId());
    bed.until(() -> second.isOpen);
    assertThat(bed.introductions(IntroductionStatistics::introduced)).isGreaterThan(introduced);
  }

  @Test
  void askerThatFellSilentIsNamedAsTheCause() {
    use(bed);
    var asker = bed.client().connect();
    var target = bed.client().connect();
    apart(asker, target);
    bed.network.cut(asker.server(), asker.address());
    look(asker, target.peerId());
    bed.run(Duration.ofSeconds(12));
    assertThat(failures).singleElement().isInstanceOf(IntroductionFailure.AskerSilent.class);
  }

  @Test
  void peersWithNoPathBetweenThemAreTold() {
    use(bed);
    var asker = bed.client().connect();
    var target = bed.client().connect();
    apart(asker, target);
    var direct = look(asker, target.peerId());
    bed.run(Duration.ofSeconds(12));
    assertThat(failures).singleElement().isInstanceOf(IntroductionFailure.NoPath.class);
    assertThat(failures.getFirst().text()).contains("firewall", target.address().toString());
    assertThat(direct.isOpen).isFalse();
  }

  @Test
  void peerKnownByPrivateAddressesOnlyIsTold() {
    use(bed);
    var asker = client(Address.ipv4(0xcb007105, 5000)).connect();
    var target = client(Address.ipv4(0xc0a80105, 5000)).connect();
    apart(asker, target);
    look(asker, target.peerId());
    bed.run(Duration.ofSeconds(12));
    assertThat(failures)
        .singleElement()
        .isInstanceOf(IntroductionFailure.OnlyPrivateAddresses.class);
    assertThat(failures.getFirst().reason()).contains("the peer (192.168.1.5:5000)");
  }

  @Test
  void peersWithoutACommonFamilyAreTold() {
    use(bed);
    var asker = client(Address.ipv4(0xcb007105, 5000)).connect();
    var target = client(new Address(0x20010db8_00000000L, 5, 5000)).connect();
    apart(asker, target);
    look(asker, target.peerId());
    bed.run(Duration.ofSeconds(12));
    assertThat(failures).singleElement().isInstanceOf(IntroductionFailure.NoCommonFamily.class);
  }

  @Test
  void peerThatHasMovedIsFoundAtItsNewAddress() {
    use(new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT));
    var asker = bed.client(0).connect();
    var target = bed.client(1).connect();
    bed.settle();
    var moved = Address.ipv4(0x0a000909, 6000);
    bed.network.rebind(target.address(), moved);
    target.command(0, "anything");
    bed.run(Duration.ofSeconds(4));
    assertThat(bed.loops.getFirst().candidates(target.peerId())).containsExactly(moved);
    var direct = look(asker, target.peerId());
    bed.until(() -> direct.isOpen);
    assertThat(direct.session().farAddress()).isEqualTo(moved);
  }

  @Test
  void addressesOfSetPeerInfoAreIntroduced() {
    use(new Bed(2, Application.ACCEPT_ALL, ServerSettings.DEFAULT));
    var asker = bed.client(0).connect();
    var target = bed.client(1).connect();
    target.command(
        0, "setPeerInfo", AmfValue.of("10.1.2.3:4000"), AmfValue.of("nonsense"), AmfValue.of(""));
    bed.settle();
    // Reached nowhere but at the address that it reported itself.
    var behind = Address.ipv4(0x0a010203, 4000);
    bed.network.cut(asker.address(), target.address());
    bed.network.cut(target.address(), asker.address());
    var seen = new ArrayList<Address>();
    bed.network.filter(
        (now, from, to, datagram) -> {
          if (from.equals(asker.address())) {
            seen.add(to);
          }
          return true;
        });
    look(asker, target.peerId());
    bed.settle();
    assertThat(seen).contains(target.address(), behind);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void oneClientCannotBeFloodedWithIntroductions(int loops) {
    use(new Bed(loops, Application.ACCEPT_ALL, ServerSettings.DEFAULT));
    var target = bed.client().connect();
    var askers = new ArrayList<TestClient>();
    for (int i = 0; i < 3; i++) {
      askers.add(bed.client());
    }
    for (TestClient asker : askers) {
      for (int i = 0; i < 150; i++) {
        look(asker, target.peerId());
      }
    }
    bed.run(Duration.ofMillis(500));
    assertThat(bed.introductions(IntroductionStatistics::introduced))
        .isEqualTo(Reachability.INTRODUCTIONS_PER_SECOND);
    assertThat(bed.introductions(IntroductionStatistics::limited))
        .isEqualTo(450 - Reachability.INTRODUCTIONS_PER_SECOND);
  }

  @Test
  void attemptsAreBoundedAndForgotten() {
    var timers = new Timers();
    var attempts = new IntroductionAttempts(timers, failed -> {});
    timers.advance(0);
    for (int i = 0; i < 3 * IntroductionAttempts.MAX; i++) {
      byte[] tag = {(byte) i, (byte) (i >> 8), 3};
      attempts.count(
          new cumulus.rtmfp.PeerHello(Address.ipv4(i, 1), new byte[32], new byte[34], tag));
    }
    assertThat(attempts.size()).isEqualTo(IntroductionAttempts.MAX);
    timers.advance(1);
    timers.advance(1 + IntroductionAttempts.ASSESS_NANOS);
    assertThat(attempts.size()).isZero();
    assertThat(timers.untilDueNanos(2 + IntroductionAttempts.ASSESS_NANOS))
        .isGreaterThan(IntroductionAttempts.KEPT_NANOS);
  }

  private TestClient client(Address address) {
    return bed.client(Limits.DEFAULT, address);
  }

  /** Nothing passes between the two. */
  private void apart(TestClient one, TestClient other) {
    bed.network.cut(one.address(), other.address());
    bed.network.cut(other.address(), one.address());
  }

  private Direct look(TestClient asker, byte[] peerId) {
    var direct = new Direct();
    asker.endpoint().advance(bed.clock.nanos());
    direct.session =
        Optional.of(asker.endpoint().openPeer(peerId, List.of(asker.server()), direct));
    return direct;
  }

  /** A session between two clients. */
  private static final class Direct implements SessionListener {
    Optional<Session> session = Optional.empty();
    boolean isOpen;

    Session session() {
      return session.orElseThrow();
    }

    @Override
    public void onOpen(Session opened) {
      isOpen = true;
    }

    @Override
    public RecvFlowListener onFlow(Session from, RecvFlow flow) {
      return (_, _) -> {};
    }

    @Override
    public void onClose(Session from, CloseCause cause) {}
  }
}
