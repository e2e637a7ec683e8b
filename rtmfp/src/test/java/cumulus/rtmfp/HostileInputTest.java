package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.wire.Chunk;
import cumulus.testkit.HeapGrowth;
import cumulus.testkit.Mutator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile input of every kind at once, most of it under true keys so that it reaches the chunk
 * handlers: nothing escapes, memory stays flat, and the session attacked goes on. By hand {@code
 * -Dmutations=1000000}; what was reached is printed.
 */
final class HostileInputTest {
  private static final int INPUTS = Integer.getInteger("mutations", 40_000);
  private static final int INPUTS_A_TURN = 100;
  private static final int TURNS_A_FLOW = 25;

  /** A number that hardly any mutation hits. */
  private static final long TALK_FLOW = 77_777;

  private static final Limits LIMITS = new Limits(16, 8192, 65_536, 300_000, 600_000, 4, 1_000_000);

  private final SplittableRandom random = new SplittableRandom(INPUTS);
  private final Bed bed = new Bed(40);
  private final HostileInputs inputs = new HostileInputs();
  private final RawPeer attacker = new RawPeer(bed, 1);

  /** Its sessions may be ended; then it begins another. */
  private final RawPeer martyr = new RawPeer(bed, 2);

  /** Its handshakes may succeed, in whatever form. */
  private final RawPeer stranger = new RawPeer(bed, 4);

  /** The host tries to open sessions with it. */
  private final RawPeer phantom = new RawPeer(bed, 3);

  private Mutator packets = new Mutator(HostileInputs.session(2, 2), random.split());
  private final Mutator ending = new Mutator(HostileInputs.sessionWithEnds(), random.split());
  private final List<SendFlow> back = new ArrayList<>();
  private int underSessionKeys;
  private int underDefaultKey;
  private int noise;
  private int talkHeard;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transportCheck32_hostileInputHarmsNothing(boolean atServer) throws ProtocolException {
    Bed.Host host = atServer ? bed.server(LIMITS) : client();
    Bed.SessionLog log = open(host, attacker, atServer);
    log.onFlow = this::behave;
    SendFlow talk = talk(log);
    attacker.send(Chunks.opening(TALK_FLOW, "talk", "0"));
    int turns = INPUTS / INPUTS_A_TURN;
    var heap = new HeapGrowth(turns);
    long most = 0;
    for (int turn = 1; turn <= turns; turn++) {
      if (turn % TURNS_A_FLOW == 1) {
        renewFlows(log, turn / TURNS_A_FLOW);
      }
      attack(host, talk, atServer);
      attacker.send(Chunks.data(TALK_FLOW, turn + 1, 1, 0, Integer.toString(turn)));
      talk.write(Payload.wrap(new byte[turn % 2000]), Delivery.RELIABLE);
      answer(turn);
      bed.run(Duration.ofMillis(2));
      most = Math.max(most, host.endpoint.reassemblyBytes());
      acknowledge(attacker);
      forget(host, log);
      heap.step(turn);
    }
    bed.run(Duration.ofSeconds(30), () -> isDelivered(talk));
    long grown = heap.bytes();
    report(host, atServer, grown, most);

    assertThat(log.closed).as("the session attacked goes on").isEmpty();
    assertThat(talk.queuedBytes()).as("what we send beside it arrives").isZero();
    assertThat(talkHeard).as("what we receive beside it arrives").isEqualTo(turns + 1);
    assertThat(most).isBetween(1L, LIMITS.totalReassemblyBytes());
    assertThat(grown).as("heap at a quarter and at the end").isLessThan(8 << 20);
    assertThat(host.endpoint.sessionCount()).isLessThanOrEqualTo(LIMITS.sessions());
    assertThat(underSessionKeys).isGreaterThan(INPUTS / 2);
    assertEachTypeWasReached(INPUTS / 1000);
    log.session().abort();
    bed.run(Duration.ofMinutes(10));
    assertThat(host.endpoint.reassemblyBytes()).isZero();
    assertThat(host.endpoint.sessionCount()).isZero();
  }

  private Bed.Host client() {
    return bed.host(
        EndpointSettings.Role.CLIENT, Credentials.client(2, random), LIMITS, random.split());
  }

  private Bed.SessionLog open(Bed.Host host, RawPeer peer, boolean atServer)
      throws ProtocolException {
    peer.echoes = true;
    peer.startups.clear();
    if (atServer) {
      peer.open(host);
      return host.accepted.reversed().stream()
          .filter(each -> each.session().farAddress().equals(peer.address))
          .findFirst()
          .orElseThrow();
    }
    peer.acceptsSessions = true;
    Bed.SessionLog opening = host.connect("rtmfp://server/app", List.of(peer.address));
    assertThat(bed.run(Duration.ofSeconds(3), () -> opening.opened)).isTrue();
    peer.acceptsSessions = false;
    return opening;
  }

  private static SendFlow talk(Bed.SessionLog log) {
    SendFlow talk = log.openFlow("talk");
    while (talk.id() <= 100) {
      talk.close();
      talk = log.openFlow("talk");
    }
    return talk;
  }

  // ---- what is sent

  private void attack(Bed.Host host, SendFlow talk, boolean atServer) throws ProtocolException {
    Opening opening = new Opening(host);
    Optional<Bed.SessionLog> lost = Optional.empty();
    for (int i = 0; i < INPUTS_A_TURN; i++) {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> opening.attack();
        case 5 -> noise(host);
        case 6, 7 -> {
          if (lost.isEmpty()) {
            lost = Optional.of(open(host, martyr, atServer));
          }
          send(martyr, ending.next());
        }
        default -> {
          byte[] chunks = packets.next();
          while (!HostileInputs.isHarmless(chunks, talk.id(), TALK_FLOW)) {
            chunks = packets.next();
          }
          send(attacker, chunks);
        }
      }
    }
    bed.run(Duration.ofMillis(1));
    opening.end();
    lost.ifPresent(each -> each.session().abort());
  }

  private void send(RawPeer peer, byte[] chunks) {
    underSessionKeys++;
    inputs.count(chunks);
    peer.send(random.nextInt(256) & 0xc0, chunks);
  }

  /** Random bytes, or a packet for the session with a bit flipped. */
  private void noise(Bed.Host host) {
    noise++;
    if (random.nextBoolean()) {
      attacker.sendDamaged(packets.next());
      return;
    }
    byte[] bytes = new byte[random.nextInt(1300)];
    random.nextBytes(bytes);
    if (bytes.length > 8 && random.nextBoolean()) {
      Datagram.scramble(bytes, 0, bytes.length, random.nextBoolean() ? 0 : attacker.farId);
    }
    bed.net.send(attacker.address, host.address, bytes, 0, bytes.length);
  }

  /** A session of the host that opens, and what comes for it and for session id 0. */
  private final class Opening {
    private final Bed.Host host;
    private final Bed.SessionLog log;
    private final Mutator startup;

    Opening(Bed.Host host) {
      this.host = host;
      stranger.startups.clear();
      phantom.startups.clear();
      log = host.connect("rtmfp://server/app", List.of(phantom.address));
      stranger.hello(host.address, new byte[16]);
      bed.run(Duration.ofMillis(1));
      byte[] tag = ((Chunk.InitiatorHello) phantom.startups.getFirst().chunk()).tag();
      byte[] cookie =
          stranger.startups(Chunk.ResponderHello.class).stream()
              .map(each -> ((Chunk.ResponderHello) each.chunk()).cookie())
              .findFirst()
              .orElse(new byte[64]);
      startup =
          new Mutator(HostileInputs.startup(phantom, tag, cookie), new SplittableRandom(tag[0]));
    }

    void attack() {
      byte[] chunks = startup.next();
      underDefaultKey++;
      inputs.count(chunks);
      int id = random.nextInt(3) == 0 ? log.session().nearId() : 0;
      // The cookie is the stranger's, whose keying may cost an agreement now and then.
      RawPeer from = random.nextInt(30) == 0 ? stranger : attacker;
      from.sendStartup(host.address, id, packet -> packet.raw(chunks));
    }

    void end() {
      log.session().abort();
    }
  }

  // ---- what the host does, and what is kept of it

  private void behave(Bed.FlowLog each) {
    if (each.flow.id() == TALK_FLOW) {
      each.onMessage =
          message -> {
            talkHeard++;
            each.messages.clear();
          };
      return;
    }
    switch ((int) (each.flow.id() % 6)) {
      case 0 -> each.flow.setReorderWindow(20_000_000, firstByte -> firstByte != 'z');
      case 1 -> each.flow.deliverOnArrival();
      case 2 -> each.flow.suspend();
      case 4 -> each.onMessage = message -> each.flow.reject(4);
      default -> {}
    }
  }

  /** The flows so far have come to their ends, one way or the other. */
  private void renewFlows(Bed.SessionLog log, long times) {
    back.forEach(SendFlow::close);
    back.clear();
    for (int i = 0; i < HostileInputs.FLOWS; i++) {
      back.add(log.openFlow("back"));
    }
    long fresh = 2 + HostileInputs.FLOWS * times;
    packets = new Mutator(HostileInputs.session(fresh, back.getFirst().id()), random.split());
  }

  private void answer(int turn) {
    Delivery delivery = turn % 3 == 0 ? Delivery.ONCE : Delivery.MEDIA;
    back.get(turn % back.size()).write(Payload.wrap(new byte[turn % 3000]), delivery);
  }

  private boolean isDelivered(SendFlow talk) {
    acknowledge(attacker);
    return talk.queuedBytes() == 0;
  }

  /** Acknowledges what came, and forgets it. */
  private static void acknowledge(RawPeer peer) {
    var highest = new TreeMap<Long, Long>();
    for (Chunks.Data each : Chunks.data(peer.packets)) {
      highest.merge(each.flowId(), each.sequence(), Math::max);
    }
    highest.forEach((flow, sequence) -> peer.send(Chunks.ack(flow, 64, sequence)));
    peer.clear();
  }

  private void forget(Bed.Host host, Bed.SessionLog log) {
    martyr.clear();
    martyr.startups.clear();
    stranger.startups.clear();
    attacker.startups.clear();
    host.forgetTrace();
    host.accepted.clear();
    log.flows.forEach(each -> each.messages.clear());
    log.flows.clear();
  }

  // ---- what came of it

  private void assertEachTypeWasReached(int times) {
    for (List<Integer> types : List.of(HostileInputs.SESSION_TYPES, HostileInputs.STARTUP_TYPES)) {
      for (int type : types) {
        assertThat(inputs.wellFormed(type)).as("type %02x", type).isGreaterThanOrEqualTo(times);
      }
    }
  }

  private void report(Bed.Host host, boolean atServer, long grown, long most) {
    System.out.printf(
        "%d inputs at a %s: %d under session keys, %d under the default key, %d noise; heap grew by"
            + " %d KiB, %d bytes in reassembly at most%n  type:reached/malformed %s%n  dropped"
            + " %s%n",
        INPUTS,
        atServer ? "server" : "client",
        underSessionKeys,
        underDefaultKey,
        noise,
        grown >> 10,
        most,
        inputs.report(),
        host.drops);
  }
}
