package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.InitiatorKeying;
import cumulus.rtmfp.crypto.KeyingPolicy;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HandshakeTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private final Bed bed = new Bed(7);

  // ---- own client to own server

  @ParameterizedTest
  @CsvSource({
    "2,false,false,false,false",
    "2,true,false,false,false",
    "2,false,true,false,false",
    "2,true,true,true,true",
    "2,false,false,true,false",
    "2,false,false,false,true",
    "5,false,false,false,false",
    "14,true,true,true,true"
  })
  void transportCheck9_ownClientAndOwnServerUnderstandEachOther(
      int group, boolean clientHmac, boolean clientNumbers, boolean serverHmac, boolean numbers) {
    var random = new SplittableRandom(group);
    var server =
        bed.host(
            EndpointSettings.Role.SERVER,
            Credentials.server(random).requiring(serverHmac, numbers),
            Limits.DEFAULT,
            random);
    var client =
        bed.host(
            EndpointSettings.Role.CLIENT,
            Credentials.client(group, random).requiring(clientHmac, clientNumbers),
            Limits.DEFAULT,
            random);

    talk(client.connect(server), server);
  }

  @Test
  void transportCheck9_staticResponderAndEphemeralInitiatorUnderstandEachOther() {
    var random = new SplittableRandom(3);
    var peer = Credentials.client(2, random);
    var responder = bed.host(EndpointSettings.Role.CLIENT, peer, Limits.DEFAULT, random);
    var initiator =
        bed.host(EndpointSettings.Role.CLIENT, Credentials.server(random), Limits.DEFAULT, random);

    talk(initiator.connectPeer(responder, peer.peerId()), responder);
  }

  @Test
  void transportCheck9_twoStaticPeersUnderstandEachOther() {
    var random = new SplittableRandom(4);
    var peer = Credentials.client(2, random);
    var responder = bed.host(EndpointSettings.Role.CLIENT, peer, Limits.DEFAULT, random);

    talk(bed.client().connectPeer(responder, peer.peerId()), responder);
  }

  private void talk(Bed.SessionLog near, Bed.Host responder) {
    assertThat(bed.run(Duration.ofSeconds(5), () -> near.opened)).isTrue();
    var far = responder.accepted.getFirst();
    var there = near.openFlow("there");
    var back = far.openFlow("back");
    for (int i = 0; i < 20; i++) {
      there.write(Payload.wrap(new byte[100 + 300 * i]), Delivery.RELIABLE);
      back.write(Payload.wrap(new byte[200 + 300 * i]), Delivery.RELIABLE);
    }
    bed.run(
        Duration.ofSeconds(20),
        () -> there.queuedBytes() + back.queuedBytes() == 0 && !near.flows.isEmpty());

    assertThat(far.flows.getFirst().messages).hasSize(20);
    assertThat(near.flows.getFirst().messages).hasSize(20);
    assertThat(near.session().nearNonce()).isEqualTo(far.session().farNonce());
    assertThat(near.session().farNonce()).isEqualTo(far.session().nearNonce());
    assertThat(bed.hosts).allSatisfy(host -> assertThat(host.drops).isEmpty());
  }

  // ---- repetition

  @Test
  void transportCheck10_lostKeyingIsAnsweredAlike() throws ProtocolException {
    var server = bed.server();
    var peer = new RawPeer(bed, 1);
    byte[] cookie = cookieFor(peer, server);
    var keying = keying(peer);
    peer.sendKeying(server.address, cookie, keying);
    bed.run(SHORT);
    bed.run(Duration.ofSeconds(1));
    peer.sendKeying(server.address, cookie, keying);
    bed.run(SHORT);

    var answers = peer.startups(Chunk.ResponderKeying.class);
    assertThat(answers).hasSize(2);
    var first = (Chunk.ResponderKeying) answers.get(0).chunk();
    var second = (Chunk.ResponderKeying) answers.get(1).chunk();
    assertThat(second.sessionId()).isEqualTo(first.sessionId());
    assertThat(second.component()).isEqualTo(first.component());
    assertThat(second.signature()).isEqualTo(first.signature());
    assertThat(server.accepted).hasSize(1);
    assertThat(server.jobCount).isEqualTo(1);
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);
  }

  @Test
  void keyingThatComesAgainBehindAPacketOfTheSessionChangesNothing() throws ProtocolException {
    var server = bed.server();
    var peer = new RawPeer(bed, 1);
    byte[] cookie = cookieFor(peer, server);
    var keying = keying(peer);
    peer.sendKeying(server.address, cookie, keying);
    peer.finish(keying);
    peer.far = server.address;
    peer.send(Chunks.chunk(Chunk.PING, new byte[] {1}));
    bed.run(SHORT);
    assertThat(peer.received(Chunk.PING_REPLY)).hasSize(1);
    peer.sendKeying(server.address, cookie, keying);
    bed.run(SHORT);

    assertThat(peer.startups(Chunk.ResponderKeying.class)).as("it has the answer").hasSize(1);
    assertThat(server.jobCount).isEqualTo(1);
    assertThat(server.accepted).hasSize(1);
    assertThat(server.accepted.getFirst().session().isOpen()).isTrue();
  }

  @Test
  void transportCheck10_clientOpensThoughTheFirstKeyingAnswerIsLost() {
    var server = bed.server();
    var client = bed.client();
    int[] fromServer = {0};
    bed.net.filter((now, from, to, bytes) -> !from.equals(server.address) || ++fromServer[0] != 2);
    var log = client.connect(server);

    assertThat(bed.run(Duration.ofSeconds(3), () -> log.opened)).isTrue();
    assertThat(bed.clock.nanos()).as("the first repetition").isGreaterThan(1_000_000_000L);
    assertThat(server.accepted).hasSize(1);
    assertThat(server.jobCount).isEqualTo(1);
  }

  @Test
  void transportCheck10_keyingRepeatedWhileKeysAreAgreedJoinsTheAgreement()
      throws ProtocolException {
    var server = bed.server();
    server.holdsJobs = true;
    var peer = new RawPeer(bed, 1);
    byte[] cookie = cookieFor(peer, server);
    var keying = keying(peer);
    for (int i = 0; i < 5; i++) {
      peer.sendKeying(server.address, cookie, keying);
      bed.run(SHORT);
    }
    server.finishJobs();
    bed.run(SHORT);

    assertThat(server.jobCount).isEqualTo(1);
    assertThat(server.accepted).hasSize(1);
    assertThat(peer.startups(Chunk.ResponderKeying.class)).hasSize(1);
  }

  @Test
  void aSecondSessionWithTheSameCertificateOverridesTheFirst() throws ProtocolException {
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    peer.nearId = 0x0a0b0c0d;
    peer.startups.clear();
    peer.open(server);

    assertThat(server.accepted).hasSize(2);
    assertThat(server.accepted.getFirst().closed).contains(new CloseCause.Overridden());
    assertThat(server.accepted.getLast().session().isOpen()).isTrue();
    bed.run(SHORT);
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);
  }

  // ---- cookies

  @Test
  void transportCheck11_anotherPortGetsOneCookieChangeAndOpensWithTheNewCookie()
      throws ProtocolException {
    var server = bed.server();
    byte[] othersCookie = cookieFor(new RawPeer(bed, 1), server);
    var peer = new RawPeer(bed, Address.ipv4(0x0a010001, 4000));
    // The certificate of the server is read from a hello of the peer's own.
    byte[] ownCookie = cookieFor(peer, server);
    var keying = keying(peer);
    peer.sendKeying(server.address, othersCookie, keying);
    bed.run(SHORT);

    var changes = peer.startups(Chunk.CookieChange.class);
    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst().sessionId()).isEqualTo(peer.nearId);
    var change = (Chunk.CookieChange) changes.getFirst().chunk();
    assertThat(change.oldCookie()).isEqualTo(othersCookie);
    assertThat(change.newCookie()).hasSize(64).isNotEqualTo(othersCookie);
    assertThat(ownCookie).hasSize(64);
    assertThat(server.accepted).isEmpty();
    assertThat(server.jobCount).isZero();

    peer.sendKeying(server.address, change.newCookie(), keying);
    peer.finish(keying);
    assertThat(server.accepted).hasSize(1);
  }

  @Test
  void transportCheck11_cookieChangesWhileKeying() {
    var server = bed.server();
    var client = bed.client();
    int[] fromClient = {0};
    bed.net.filter((now, from, to, bytes) -> !to.equals(server.address) || ++fromClient[0] != 2);
    var log = client.connect(server);
    bed.run(SHORT);
    assertThat(fromClient[0]).as("the hello, and the keying that was lost").isEqualTo(2);
    var fresh = Address.ipv4(0x0a0000ff, 5555);
    bed.net.rebind(client.address, fresh);

    assertThat(bed.run(Duration.ofSeconds(2), () -> log.opened)).isTrue();
    assertThat(fromClient[0]).as("keying with the old and with the new cookie").isEqualTo(4);
    assertThat(server.accepted.getFirst().session().farAddress()).isEqualTo(fresh);
  }

  @Test
  void transportCheck12_cookieDamagedOldOrOfAnotherBootIsNotAnswered() throws ProtocolException {
    var server = bed.server();
    var rebooted = bed.server();
    var peer = new RawPeer(bed, 1);
    byte[] cookie = cookieFor(peer, server);
    var keying = keying(peer);
    peer.startups.clear();
    for (int bit = 0; bit < 8 * cookie.length; bit += 37) {
      byte[] damaged = cookie.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      // The last half proves the address: there a change makes it another address's cookie.
      if (bit / 8 < 32) {
        peer.sendKeying(server.address, damaged, keying);
      }
    }
    peer.sendKeying(server.address, new byte[0], keying);
    peer.sendKeying(server.address, new byte[65], keying);
    peer.sendKeying(rebooted.address, cookie, keying);
    bed.run(Duration.ofMinutes(10));
    peer.sendKeying(server.address, cookie, keying);
    bed.run(Duration.ofSeconds(1));

    assertThat(peer.startups).isEmpty();
    assertThat(server.drops(DropReason.COOKIE)).isGreaterThan(5);
    assertThat(rebooted.drops(DropReason.COOKIE)).isEqualTo(1);
    assertThat(server.endpoint.sessionCount()).isZero();
    assertThat(server.jobCount + rebooted.jobCount).isZero();
  }

  // ---- hellos

  @Test
  void transportCheck13_hellosAreAnsweredUpToTheRate() {
    var limits = new Limits(100, 16, 1 << 20, 1 << 22, 1 << 24, 8, 50);
    var server = bed.server(limits);
    var peer = new RawPeer(bed, 1);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] tag = new byte[16];
      random.nextBytes(tag);
      peer.hello(server.address, tag);
      bed.run(Duration.ofNanos(300_000));
    }

    // Three seconds, and the one that was begun.
    assertThat(peer.startups(Chunk.ResponderHello.class)).hasSizeBetween(150, 200);
    assertThat(server.endpoint.sessionCount()).isZero();
  }

  @Test
  void transportCheck13_twoHellosInOnePacketAreAnsweredOnce() {
    var server = bed.server();
    var peer = new RawPeer(bed, 1);
    byte[] wanted =
        cumulus.rtmfp.crypto.EndpointDiscriminator.forUrl("rtmfp://server/app").encoded();
    peer.sendStartup(
        server.address,
        0,
        packet -> {
          packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(new byte[16]).endChunk();
          packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(new byte[16]).endChunk();
        });
    bed.run(SHORT);

    assertThat(peer.startups(Chunk.ResponderHello.class)).hasSize(1);
    assertThat(server.drops(DropReason.STARTUP_REPEATED)).isEqualTo(1);
  }

  @Test
  void transportCheck16_atMost24AddressesOfARedirectAreTried() {
    var client = bed.client();
    var redirector = Address.ipv4(0x0a020000, 1935);
    var tried = new HashSet<Address>();
    var tags = new ArrayList<byte[]>();
    var peer = new RawPeer(bed, redirector);
    bed.net.filter(
        (now, from, to, bytes) -> {
          if (from.equals(client.address)) {
            tried.add(to);
          }
          return true;
        });
    client.connect("rtmfp://server/app", List.of(redirector));
    bed.run(SHORT);
    tags.add(((Chunk.InitiatorHello) peer.startups.getFirst().chunk()).tag());
    peer.sendStartup(client.address, 0, packet -> redirect(packet, tags.getFirst()));
    bed.run(Duration.ofSeconds(10));

    assertThat(tried).hasSize(Params.MAX_CANDIDATES).contains(redirector);
    assertThat(tried).noneMatch(Address::isUnspecified);
  }

  private static void redirect(PacketWriter packet, byte[] tag) {
    packet.chunk(Chunk.REDIRECT).counted(tag);
    packet.address(new Address(0, 0, 0), PacketWriter.RELAYED);
    for (int i = 1; i <= 30; i++) {
      packet.address(Address.ipv4(0x0a030000 + i, 1935), PacketWriter.RELAYED);
    }
    packet.endChunk();
  }

  @Test
  void hellosAndKeyingAreRepeatedAtGrowingIntervalsUntil95Seconds() {
    var client = bed.client();
    var nobody = Address.ipv4(0x0a020000, 1935);
    var times = new ArrayList<Long>();
    long startNanos = bed.clock.nanos();
    bed.net.filter((now, from, to, bytes) -> times.add((now - startNanos) / 1_000_000));
    var log = client.connect("rtmfp://server/app", List.of(nobody));
    bed.run(Duration.ofSeconds(100));

    assertThat(times.subList(0, 5)).containsExactly(0L, 1000L, 3500L, 7500L, 13000L);
    assertThat(times.getLast()).isLessThan(95_000L);
    assertThat(log.closed).contains(new CloseCause.OpenTimeout(1));
    assertThat(client.endpoint.sessionCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void redirectingServerSendsTheClientToAnother(int addresses) {
    var redirector = bed.server();
    var target = bed.server();
    redirector.helloAnswer =
        addresses == 0 ? HelloAnswer.IGNORE : new HelloAnswer.Redirect(List.of(target.address));
    var log = bed.client().connect(redirector);

    assertThat(bed.run(Duration.ofSeconds(4), () -> log.opened)).isEqualTo(addresses == 1);
    assertThat(target.accepted).hasSize(addresses);
    assertThat(redirector.accepted).isEmpty();
  }

  private static byte[] cookieFor(RawPeer peer, Bed.Host server) {
    peer.hello(server.address, new byte[16]);
    return ((Chunk.ResponderHello) peer.await(Chunk.ResponderHello.class).chunk()).cookie();
  }

  private static InitiatorKeying keying(RawPeer peer) throws ProtocolException {
    var hello = (Chunk.ResponderHello) peer.await(Chunk.ResponderHello.class).chunk();
    return InitiatorKeying.begin(
        peer.identity,
        KeyingPolicy.DEFAULT,
        Certificate.parse(hello.certificate()),
        new SplittableRandom(5));
  }
}
