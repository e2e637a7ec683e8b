package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.UserData;
import cumulus.testkit.HeapGrowth;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a far end can make an endpoint hold is bounded. */
final class LimitsTest {
  private static final Limits SMALL = new Limits(2, 4, 4096, 65_536, 131_072, 2, 1000);

  @Test
  void transportCheck13_hellosLeaveNoState() {
    var endpoint =
        new Endpoint(
            new EndpointSettings(
                EndpointSettings.Role.SERVER,
                Credentials.server(new SplittableRandom(1)),
                Limits.DEFAULT),
            new SplittableRandom(2),
            Trace.NONE,
            new Accepting());
    // The tables of fixed size and the code are there after the first round.
    hello(endpoint, 0);
    long before = HeapGrowth.liveBytes();
    for (int round = 1; round <= 5; round++) {
      hello(endpoint, round);
    }
    long grown = HeapGrowth.liveBytes() - before;

    assertThat(endpoint.sessionCount()).isZero();
    assertThat(endpoint.untilDueNanos(0)).as("no timer runs").isEqualTo(3_600_000_000_000L);
    assertThat(grown).as("50 000 hellos; 16 bytes of each would be more").isLessThan(700_000L);
  }

  private static void hello(Endpoint endpoint, int round) {
    var random = new SplittableRandom(round);
    var hello = new Hello(random);
    int answered = 0;
    for (int i = 0; i < 10_000; i++) {
      long now = (round * 10_000L + i) * 1_000_000;
      answered += hello.answers(endpoint, now, Address.ipv4(random.nextInt(), 1935));
    }
    assertThat(answered).isEqualTo(10_000);
  }

  /** Sends hellos with tags of their own. */
  private static final class Hello {
    private final SplittableRandom random;
    private final PacketCipher cipher = PacketCipher.defaultKey();
    private final Transmit group = new Transmit();
    private final byte[] wanted = EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    private final byte[] tag = new byte[16];
    private final byte[] datagram = new byte[256];
    private final PacketWriter writer =
        new PacketWriter(PacketCipher.HEADROOM, 200, PacketCipher.TAILROOM);

    Hello(SplittableRandom random) {
      this.random = random;
    }

    /** How many datagrams answer one hello. */
    int answers(Endpoint endpoint, long now, Address from) {
      random.nextBytes(tag);
      writer.begin(200, PacketHeader.MODE_STARTUP, 0, -1);
      writer.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(tag).endChunk();
      int length =
          cipher.seal(
              writer.bytes(), writer.from(), writer.to(), datagram, Datagram.SESSION_ID_LENGTH);
      Datagram.scramble(datagram, 0, Datagram.SESSION_ID_LENGTH + length, 0);
      endpoint.receive(now, from, datagram, 0, Datagram.SESSION_ID_LENGTH + length);
      int answered = 0;
      while (endpoint.poll(now, group)) {
        answered++;
      }
      return answered;
    }
  }

  @Test
  void oneAddressIsAnsweredSoManyHellosASecondAndOthersAreNotInvolved() {
    var endpoint =
        new Endpoint(
            new EndpointSettings(
                EndpointSettings.Role.SERVER,
                Credentials.server(new SplittableRandom(1)),
                new Limits(100, 0, 4, 4096, 65_536, 131_072, 2, 10)),
            new SplittableRandom(2),
            Trace.NONE,
            new Accepting());
    var hello = new Hello(new SplittableRandom(3));
    for (int second = 0; second < 3; second++) {
      int greedy = 0;
      int other = 0;
      for (int i = 0; i < 100; i++) {
        long now = second * 1_000_000_000L + i * 5_000_000L;
        greedy += hello.answers(endpoint, now, Address.ipv4(0x0a000001, 1000 + i));
        if (i % 10 == 0) {
          other += hello.answers(endpoint, now, Address.ipv4(0x0a000002, 1000));
        }
      }
      assertThat(greedy).isEqualTo(10);
      assertThat(other).isEqualTo(10);
    }
  }

  private static final class Accepting implements EndpointListener {
    @Override
    public void onKeyAgreement(KeyJob job) {
      throw new AssertionError("no hello costs a key agreement");
    }

    @Override
    public SessionListener onSession(Session session) {
      throw new AssertionError("no hello opens a session");
    }
  }

  @Test
  void sessionsBeyondTheLimitAreNotAnswered() throws ProtocolException {
    var bed = new Bed(15);
    var server = bed.server(SMALL);
    RawPeer.opened(bed, 1, server);
    RawPeer.opened(bed, 2, server);
    var client = bed.client();
    var log = client.connect(server);
    bed.run(Duration.ofSeconds(10));

    assertThat(log.opened).isFalse();
    assertThat(server.endpoint.sessionCount()).isEqualTo(2);
    assertThat(server.drops(DropReason.SESSION_LIMIT)).isPositive();
    server.accepted.getFirst().session().abort();
    assertThat(bed.run(Duration.ofSeconds(20), () -> log.opened)).isTrue();
  }

  @Test
  void keyAgreementsBeyondTheLimitWait() {
    var bed = new Bed(16);
    var server = bed.server(new Limits(100, 4, 4096, 65_536, 131_072, 2, 1000));
    server.holdsJobs = true;
    for (int i = 0; i < 5; i++) {
      bed.client().connect(server);
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(server.jobCount).isEqualTo(2);
    assertThat(server.drops(DropReason.AGREEMENT_LIMIT)).isPositive();
    server.holdsJobs = false;
    bed.run(Duration.ofSeconds(60));
    assertThat(server.accepted).hasSize(5);
  }

  @Test
  void flowOfAMessageThatIsTooLongIsRefused() throws ProtocolException {
    var bed = new Bed(17);
    var server = bed.server(SMALL);
    var peer = RawPeer.opened(bed, 1, server);
    peer.send(Chunks.opening(2, "flow", "a"));
    peer.send(Chunks.data(2, 2, 1, UserData.BEGIN, "x".repeat(3000)));
    bed.run(Duration.ofMillis(1));
    assertThat(peer.received(Chunk.FLOW_EXCEPTION)).isEmpty();
    peer.send(Chunks.data(2, 3, 1, UserData.MIDDLE, "x".repeat(1097)));
    bed.run(Duration.ofMillis(1));

    assertThat(peer.received(Chunk.FLOW_EXCEPTION)).hasSize(1);
    assertThat(server.drops(DropReason.MESSAGE_LIMIT)).isEqualTo(1);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
    assertThat(server.accepted.getFirst().closed).isEmpty();
  }

  @Test
  void sequenceRunsAreBoundedAndGapsCanStillBeClosed() throws ProtocolException {
    var bed = new Bed(18);
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    peer.send(Chunks.opening(2, "flow", "a"));
    int sent = Params.MAX_SEQUENCE_RUNS + 100;
    for (int i = 0; i < sent; i++) {
      peer.send(Chunks.data(2, 3 + 2L * i, 2 + 2L * i, 0, "b"));
      if (i % 100 == 0) {
        bed.run(Duration.ofMillis(1));
      }
    }
    bed.run(Duration.ofMillis(1));
    long limited = server.endpoint.reassemblyBytes();
    assertThat(limited).isEqualTo(Params.MAX_SEQUENCE_RUNS * (1L + Params.FRAGMENT_OVERHEAD));
    // From the highest gap down, so that each number touches runs in the middle.
    for (int i = Params.MAX_SEQUENCE_RUNS - 1; i >= 0; i--) {
      peer.send(Chunks.data(2, 2 + 2L * i, 1 + 2L * i, 0, "c"));
      if (i % 100 == 0) {
        bed.run(Duration.ofMillis(1));
      }
    }
    bed.run(Duration.ofMillis(1));
    assertThat(server.accepted.getFirst().flows.getFirst().messages)
        .hasSize(1 + 2 * Params.MAX_SEQUENCE_RUNS);
    for (int i = Params.MAX_SEQUENCE_RUNS; i < sent; i++) {
      peer.send(
          Chunks.data(2, 2 + 2L * i, 1 + 2L * i, 0, "c"),
          Chunks.data(2, 3 + 2L * i, 2 + 2L * i, 0, "b"));
    }
    bed.run(Duration.ofMillis(1));

    assertThat(server.accepted.getFirst().flows.getFirst().messages).hasSize(1 + 2 * sent);
    assertThat(server.endpoint.reassemblyBytes()).isZero();
  }

  @Test
  void faultOfAListenerEndsItsSessionOnly() throws ProtocolException {
    var bed = new Bed(19);
    var server = bed.server();
    var bad = RawPeer.opened(bed, 1, server);
    var good = RawPeer.opened(bed, 2, server);
    server.accepted.getFirst().onFlow =
        each -> {
          throw new IllegalStateException("a fault");
        };
    bad.send(Chunks.opening(2, "flow", "a"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> bed.run(Duration.ofMillis(1)))
        .hasMessage("a fault");
    good.send(Chunks.opening(2, "flow", "a"));
    bed.run(Duration.ofMillis(1));

    assertThat(server.accepted.getFirst().closed)
        .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(CloseCause.Failed.class));
    assertThat(bad.received(Chunk.CLOSE_ACK)).hasSize(1);
    assertThat(server.accepted.getLast().flows.getFirst().messages).hasSize(1);
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);
  }
}
