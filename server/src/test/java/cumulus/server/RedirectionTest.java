package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An application that sends clients elsewhere, before they connect and when they look for peers.
 */
final class RedirectionTest {
  private static final String URL = "rtmfp://front.test:1936/games/a?mode=x%20y&mode=z";
  private static final Duration SHORT = Duration.ofMillis(300);

  /** An application whose answers a test sets. */
  private static final class Director implements Application {
    final List<Handshake> handshakes = new ArrayList<>();
    final List<byte[]> unknown = new ArrayList<>();
    final List<String> bad = new ArrayList<>();
    List<String> answer = List.of();
    boolean wants = true;

    @Override
    public boolean wantsHandshakes() {
      return wants;
    }

    @Override
    public boolean wantsUnknownPeers() {
      return wants;
    }

    @Override
    public List<String> onHandshake(Handshake handshake) {
      handshakes.add(handshake);
      return answer;
    }

    @Override
    public List<String> onRendezVousUnknown(byte[] peerId) {
      unknown.add(peerId);
      return answer;
    }

    @Override
    public void onBadRedirection(String text, String reason) {
      bad.add(text + ": " + reason);
    }
  }

  private final Director director = new Director();
  private final Bed bed = new Bed(director);

  /** Addresses that a client tried beside the server. */
  private final List<Address> tried = new ArrayList<>();

  @BeforeEach
  void start() {
    bed.settle();
  }

  @Test
  void handshakesAreNotShownWhereNobodyWantsThem() {
    director.wants = false;
    bed.settle();
    var session = connect();
    bed.until(() -> session.isOpen);
    assertThat(director.handshakes).isEmpty();
  }

  @Test
  void multiServerCheck15_noResultLetsTheClientIn() {
    var session = connect();
    bed.until(() -> session.isOpen);
    Handshake seen = director.handshakes.getFirst();
    assertThat(seen.path()).isEqualTo("games/a");
    assertThat(seen.query()).isEqualTo(Map.of("mode", "z"));
    assertThat(seen.attempts()).isEqualTo(1);
    assertThat(seen.address()).isEqualTo(session.client.address());
  }

  @Test
  void multiServerCheck14_everyAddressOfTheResultIsTriedOnceInOrder() {
    bed.network.filter(this::watch);
    director.answer =
        List.of("10.9.9.1:1935", "[2001:db8::9]:1937", "10.9.9.1:1935", "10.9.9.2:1936");
    var session = connect();
    bed.run(SHORT);
    assertThat(session.isOpen).isFalse();
    assertThat(tried)
        .containsExactly(
            Address.ipv4(0x0a090901, 1935),
            new Address(0x20010db8_00000000L, 9, 1937),
            Address.ipv4(0x0a090902, 1936));
    assertThat(bed.introductions(IntroductionStatistics::redirected)).isEqualTo(1);
  }

  @Test
  void multiServerCheck14_againIsWhatTheClientUsed() {
    bed.network.filter(this::watch);
    director.answer = List.of("again", "10.9.9.2:1936");
    connect();
    bed.run(SHORT);
    assertThat(bed.lookUps).containsExactly("front.test");
    resolve("front.test", Address.ipv4(0x0a090907, 0));
    bed.run(SHORT);
    assertThat(tried)
        .containsExactly(Address.ipv4(0x0a090907, 1936), Address.ipv4(0x0a090902, 1936));
  }

  @Test
  void multiServerCheck16_badAddressesArePassedOverAndOnlyBadOnesAreNoRedirection() {
    bed.network.filter(this::watch);
    director.answer = List.of("nohost", "10.9.9.1:1935", "10.9.9.2", "10.9.9.3:0", ":5", "a b:5");
    connect();
    bed.run(SHORT);
    assertThat(tried).containsExactly(Address.ipv4(0x0a090901, 1935));
    assertThat(director.bad).hasSize(5).allMatch(line -> line.endsWith("host:port is wanted"));
    director.answer = List.of("nohost", "");
    var session = connect();
    bed.until(() -> session.isOpen);
  }

  @Test
  void multiServerCheck17_attemptsCountRepetitionsOfOneTag() {
    director.answer = List.of("10.9.9.1:1935");
    connect();
    bed.run(Duration.ofSeconds(5));
    assertThat(director.handshakes).extracting(Handshake::attempts).containsExactly(1, 2, 3);
    connect();
    bed.run(SHORT);
    assertThat(director.handshakes.getLast().attempts()).isEqualTo(1);
  }

  @Test
  void multiServerCheck18_unknownPeersAreShownAndRedirectedOrLeftAlone() {
    bed.network.filter(this::watch);
    byte[] peerId = new byte[32];
    peerId[5] = 7;
    var first = look(peerId);
    bed.run(SHORT);
    assertThat(director.unknown).singleElement().isEqualTo(peerId);
    assertThat(bed.network.traffic(first.client.server(), first.client.address()).sent()).isZero();
    director.answer = List.of("10.9.9.1:1935");
    look(peerId);
    bed.run(SHORT);
    assertThat(tried).containsExactly(Address.ipv4(0x0a090901, 1935));
  }

  @Test
  void clientsOfTheServerAreIntroducedWithoutTheApplication() {
    var target = bed.client().connect();
    bed.onPeerSession = session -> new Opened(target);
    bed.applicationIsBlocked = true;
    var direct = look(target.peerId());
    bed.until(() -> direct.isOpen, Duration.ofSeconds(1));
    assertThat(director.unknown).isEmpty();
  }

  @Test
  void aBusyApplicationDelaysAHelloByOneSecondAtMost() {
    director.answer = List.of("10.9.9.1:1935");
    bed.network.filter(this::watch);
    bed.applicationIsBlocked = true;
    var session = connect();
    bed.run(Duration.ofMillis(980));
    assertThat(session.isOpen).isFalse();
    bed.until(() -> session.isOpen, Duration.ofMillis(200));
    bed.applicationIsBlocked = false;
    bed.settle();
    assertThat(tried).isEmpty();
  }

  @Test
  void namesAreLookedUpOnceAMinute() {
    bed.network.filter(this::watch);
    director.answer = List.of("back.test:1940");
    connect();
    bed.run(Duration.ofMillis(1500));
    assertThat(bed.lookUps).containsExactly("back.test");
    resolve("back.test", Address.ipv4(0x0a090909, 0), new Address(0x20010db8_00000000L, 7, 0));
    bed.run(SHORT);
    assertThat(tried)
        .containsExactly(
            Address.ipv4(0x0a090909, 1940), new Address(0x20010db8_00000000L, 7, 1940));
    tried.clear();
    connect();
    bed.run(SHORT);
    assertThat(tried).hasSize(2);
    assertThat(bed.lookUps).hasSize(1);
    bed.run(Duration.ofSeconds(61));
    connect();
    bed.run(SHORT);
    assertThat(bed.lookUps).hasSize(2);
  }

  @Test
  void nameThatIsNotResolvedInTwoSecondsIsBad() {
    bed.network.filter(this::watch);
    director.answer = List.of("slow.test:1940", "10.9.9.1:1935");
    connect();
    bed.run(Duration.ofMillis(1900));
    assertThat(tried).isEmpty();
    bed.run(Duration.ofMillis(300));
    assertThat(tried).containsExactly(Address.ipv4(0x0a090901, 1935));
    assertThat(director.bad).containsExactly("slow.test:1940: the name cannot be resolved");
    resolve("slow.test");
    director.answer = List.of("slow.test:1940");
    var session = connect();
    bed.until(() -> session.isOpen);
    assertThat(bed.lookUps).hasSize(1);
  }

  @Test
  void hellosShownInASecondAreBoundedAndTheRestGoesOn() {
    var counters = new IntroductionCounters();
    var timers = new Timers();
    var posts = new ArrayList<ToControl>();
    var desk = new HelloDesk(0, 2, posts::add, timers, counters);
    desk.want(new ToLoop.Hooks(true, true));
    var answers = new HashMap<HelloAnswer, Integer>();
    for (int i = 0; i < 700; i++) {
      byte[] tag = {(byte) i, (byte) (i >> 8)};
      answers.merge(desk.onHandshake(Address.ipv4(i, 1), "rtmfp://a/b", tag), 1, Integer::sum);
    }
    assertThat(posts).hasSize(HelloDesk.SHOWN_PER_SECOND / 2);
    assertThat(answers)
        .containsEntry(HelloAnswer.LATER, 500)
        .containsEntry(HelloAnswer.ACCEPT, 200);
    var hello = new PeerHello(Address.ipv4(1, 1), new byte[32], new byte[34], new byte[16]);
    int[] unanswered = {0};
    assertThat(desk.onUnknownPeer(hello, () -> unanswered[0]++)).isEqualTo(HelloAnswer.IGNORE);
    assertThat(unanswered[0]).isEqualTo(1);
    timers.advance(0);
    timers.advance(1_000_000_001L);
    assertThat(desk.onUnknownPeer(hello, () -> unanswered[0]++)).isEqualTo(HelloAnswer.LATER);
    assertThat(desk.onUnknownPeer(hello, () -> unanswered[0]++)).isEqualTo(HelloAnswer.LATER);
    assertThat(posts).hasSize(501);
  }

  private void resolve(String host, Address... addresses) {
    bed.control.handle(bed.clock.nanos(), new ToControl.HostResolved(host, List.of(addresses)));
  }

  private boolean watch(long now, Address from, Address to, byte[] datagram) {
    if (!Bed.isServer(from) && !Bed.isServer(to) && !tried.contains(to)) {
      tried.add(to);
    }
    return true;
  }

  private Opened connect() {
    var client = bed.client();
    var opened = new Opened(client);
    client.endpoint().open(URL, List.of(client.server()), opened);
    return opened;
  }

  private Opened look(byte[] peerId) {
    var client = bed.client();
    var opened = new Opened(client);
    client.endpoint().openPeer(peerId, List.of(client.server()), opened);
    return opened;
  }

  private static final class Opened implements SessionListener {
    final TestClient client;
    boolean isOpen;

    Opened(TestClient client) {
      this.client = client;
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
