package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A server that introduces its clients to each other (RFC 7016 section 3.5.1.4). */
final class IntroductionTest {
  private static final Address REPORTED_V4 = Address.ipv4(0xc0a80105, 40_000);
  private static final Address REPORTED_V6 = new Address(0x20010db8_00000000L, 5, 40_000);

  private final Bed bed = new Bed(11);

  /** Introduces whoever is looked for among the sessions that were opened with the server. */
  private static void introduce(Bed.Host server, List<Address> reported) {
    server.peerHelloAnswer =
        hello -> {
          for (Bed.SessionLog log : server.accepted) {
            if (Arrays.equals(log.session().peerId(), hello.peerId())) {
              log.session().forward(hello, reported);
              return new HelloAnswer.Introduce(log.session().farAddress(), reported);
            }
          }
          return HelloAnswer.IGNORE;
        };
  }

  @Test
  void transportCheck15_askerAndTargetGetRedirectAndForwardedHelloWithAddressesOfBothFamilies()
      throws ProtocolException {
    var server = bed.server();
    var target = RawPeer.opened(bed, 1, server);
    var asker = new RawPeer(bed, 2);
    introduce(server, List.of(REPORTED_V4, REPORTED_V6));
    byte[] id = target.identity.certificate().fingerprint();
    byte[] tag = HexFormat.of().parseHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    asker.sendStartup(
        server.address,
        0,
        packet ->
            packet.chunk(Chunk.INITIATOR_HELLO).counted(join(hex("210f"), id)).raw(tag).endChunk());
    var redirect = asker.await(Chunk.Redirect.class);
    assertThat(redirect.sessionId()).isZero();
    assertThat(((Chunk.Redirect) redirect.chunk()).tag()).isEqualTo(tag);
    assertThat(((Chunk.Redirect) redirect.chunk()).addresses())
        .containsExactly(target.address, REPORTED_V4, REPORTED_V6);
    String tail = HexFormat.of().formatHex(tag);
    assertThat(target.packetsWith(Chunk.FORWARDED_HELLO)).hasSize(1);
    assertThat(target.received(Chunk.FORWARDED_HELLO))
        .extracting(chunk -> HexFormat.of().formatHex(chunk.payload()))
        .containsExactly(
            "22210f" + HexFormat.of().formatHex(id) + "02" + "0a010002" + "078f" + tail,
            "22210f" + HexFormat.of().formatHex(id) + "01" + "c0a80105" + "9c40" + tail,
            "22210f"
                + HexFormat.of().formatHex(id)
                + "81"
                + "20010db8000000000000000000000005"
                + "9c40"
                + tail);
    // The length of the first: 0x36 and four bytes of address.
    assertThat(target.received(Chunk.FORWARDED_HELLO).getFirst().payload()).hasSize(0x3a);
  }

  @Test
  void transportCheck15_introducedClientsGetADirectSession() {
    var server = bed.server();
    var a = bed.client();
    var b = bed.client();
    introduce(server, List.of());
    var ofA = a.connect(server);
    var ofB = b.connect(server);
    bed.run(Duration.ofSeconds(1), () -> ofA.opened && ofB.opened);
    var direct = a.connectPeer(server, b.peerId);
    bed.run(Duration.ofSeconds(2), () -> direct.opened && !b.accepted.isEmpty());
    assertThat(direct.session().farAddress()).isEqualTo(b.address);
    assertThat(direct.session().peerId()).isEqualTo(b.peerId);
    assertThat(b.accepted).hasSize(1);
    assertThat(b.accepted.getFirst().session().peerId()).isEqualTo(a.peerId);
    bed.kill(server);
    assertThat(speak(direct, b.accepted.getFirst())).isTrue();
  }

  @Test
  void targetThatIsNotReachedDirectlyAnswersAtTheAddressItWasTold() {
    var server = bed.server();
    var a = bed.client();
    var b = bed.client();
    introduce(server, List.of());
    b.connect(server);
    bed.run(Duration.ofSeconds(1), () -> !server.accepted.isEmpty());
    // As behind a NAT: nothing from A comes through before B has sent something to A.
    boolean[] isOpen = {false};
    bed.net.filter(
        (now, from, to, datagram) -> {
          isOpen[0] |= from.equals(b.address) && to.equals(a.address);
          return isOpen[0] || !(from.equals(a.address) && to.equals(b.address));
        });
    var direct = a.connectPeer(server, b.peerId);
    bed.run(Duration.ofSeconds(2), () -> direct.opened);
    assertThat(direct.opened).isTrue();
  }

  @Test
  void helloThatIsAnsweredLaterIsAcceptedOrRedirectedThen() {
    var server = bed.server();
    var other = bed.server();
    server.helloAnswer = HelloAnswer.LATER;
    var peer = new RawPeer(bed, 1);
    peer.hello(server.address, new byte[16]);
    bed.run(Duration.ofSeconds(1));
    assertThat(peer.startups).isEmpty();
    server.endpoint.answerHello(peer.address, new byte[16], HelloAnswer.ACCEPT);
    peer.await(Chunk.ResponderHello.class);
    server.endpoint.answerHello(
        peer.address, new byte[16], new HelloAnswer.Redirect(List.of(other.address)));
    var redirect = (Chunk.Redirect) peer.await(Chunk.Redirect.class).chunk();
    assertThat(redirect.addresses()).containsExactly(other.address);
  }

  @Test
  void introductionOfManyAddressesFillsOnePacketAndNoMore() throws ProtocolException {
    var server = bed.server();
    var target = RawPeer.opened(bed, 1, server);
    var many = new java.util.ArrayList<Address>();
    for (int i = 0; i < 40; i++) {
      many.add(new Address(0x20010db8_00000000L, i + 1, 1935));
    }
    var hello =
        new PeerHello(
            Address.ipv4(0x0a010002, 1935), new byte[32], hex("210f" + "00".repeat(32)), hex("aa"));
    target.clear();
    server.endpoint.advance(bed.clock.nanos());
    server.accepted.getFirst().session().forward(hello, many);
    bed.run(Duration.ofSeconds(1));
    var packets = target.packetsWith(Chunk.FORWARDED_HELLO);
    int bytes =
        target.received(Chunk.FORWARDED_HELLO).stream().mapToInt(c -> 3 + c.payload().length).sum();
    assertThat(packets).hasSize(1);
    assertThat(bytes).isBetween(1000, 1184);
  }

  @Test
  void helloWithALongDiscriminatorOrTagIsNotPassedOn() throws ProtocolException {
    var server = bed.server();
    var target = RawPeer.opened(bed, 1, server);
    introduce(server, List.of());
    byte[] wanted = join(hex("210f"), target.identity.certificate().fingerprint());
    var asker = new RawPeer(bed, 2);
    asker.sendStartup(
        server.address,
        0,
        packet ->
            packet.chunk(Chunk.INITIATOR_HELLO).counted(wanted).raw(new byte[800]).endChunk());
    bed.run(Duration.ofSeconds(1));
    assertThat(asker.startups).isEmpty();
    assertThat(server.drops(DropReason.CHUNK_MALFORMED)).isEqualTo(1);
  }

  @Test
  void forwardedHelloIsAnsweredOnlyForUsAndOnlyFromWhomWeAskedForASession()
      throws ProtocolException {
    var client = bed.client();
    var server = new RawPeer(bed, 1);
    server.acceptsSessions = true;
    var stranger = new RawPeer(bed, 2);
    var log = client.connect("rtmfp://server/app", List.of(server.address));
    bed.run(Duration.ofSeconds(2), () -> log.opened);
    byte[] tag = new byte[16];
    server.send(forwarded(new byte[32], stranger.address, tag));
    server.send(forwarded(client.peerId, Address.ipv4(0xe0000001, 1935), tag));
    server.send(forwarded(client.peerId, Address.ipv4(0xffffffff, 1935), tag));
    server.send(forwarded(client.peerId, Address.ipv4(0x0a010002, 0), tag));
    bed.run(Duration.ofSeconds(1));
    assertThat(stranger.startups).isEmpty();
    assertThat(client.drops(DropReason.DISCRIMINATOR)).isEqualTo(1);
    assertThat(client.drops(DropReason.CHUNK_MALFORMED)).isEqualTo(3);
    server.send(forwarded(client.peerId, stranger.address, tag));
    var hello = (Chunk.ResponderHello) stranger.await(Chunk.ResponderHello.class).chunk();
    assertThat(hello.tag()).isEqualTo(tag);
    assertThat(hello.certificate()).isEqualTo(client.certificate);

    var realServer = bed.server();
    var cheeky = RawPeer.opened(bed, 3, realServer);
    cheeky.send(forwarded(realServer.peerId, stranger.address, tag));
    bed.run(Duration.ofSeconds(1));
    assertThat(realServer.drops(DropReason.CHUNK_STATE)).isEqualTo(1);
    assertThat(stranger.startups(Chunk.ResponderHello.class)).hasSize(1);
  }

  @Test
  void forwardedHellosToOneHostAreAnsweredUpToTheRate() throws ProtocolException {
    var client = bed.client();
    var server = new RawPeer(bed, 1);
    server.acceptsSessions = true;
    var victim = new RawPeer(bed, 2);
    var log = client.connect("rtmfp://server/app", List.of(server.address));
    bed.run(Duration.ofSeconds(2), () -> log.opened);
    for (int i = 0; i < 300; i++) {
      server.send(forwarded(client.peerId, victim.address, new byte[16]));
    }
    bed.run(Duration.ofMillis(500));
    assertThat(victim.startups(Chunk.ResponderHello.class))
        .hasSize(Limits.DEFAULT.hellosPerSecond());
    assertThat(client.drops(DropReason.HELLO_RATE)).isEqualTo(100);
  }

  /**
   * Both look for each other through the server at about the same time, over paths of their own:
   * whatever overtakes what, each side has one session in the end, the same one, and it works.
   */
  @Seeds(300)
  void transportCheck14_peersThatLookForEachOtherThroughAServerShareOneSession(long seed) {
    var own = new Bed(seed);
    var random = new SplittableRandom(seed);
    own.net.everyLink(
        LinkModel.PERFECT
            .delay(Duration.ofMillis(random.nextInt(1, 60)))
            .jitter(Duration.ofMillis(random.nextInt(1, 20))));
    var server = own.server();
    var a = own.client();
    var b = own.client();
    introduce(server, List.of());
    var controlOfA = a.connect(server);
    var controlOfB = b.connect(server);
    own.run(Duration.ofSeconds(5), () -> controlOfA.opened && controlOfB.opened);
    var fromA = a.connectPeer(server, b.peerId);
    own.run(Duration.ofMillis(random.nextInt(200)));
    var fromB = b.connectPeer(server, a.peerId);
    own.run(Duration.ofSeconds(30));
    assertThat(a.endpoint.sessionCount()).isEqualTo(2);
    assertThat(b.endpoint.sessionCount()).isEqualTo(2);
    var atA = fromA.opened ? fromA : a.accepted.getFirst();
    var atB = fromB.opened ? fromB : b.accepted.getFirst();
    assertThat(fromA.opened ^ fromB.opened).isTrue();
    var loser = fromA.opened ? fromB : fromA;
    assertThat(loser.closed).contains(new CloseCause.OpenFailed(DropReason.GLARE));
    assertThat(speakIn(own, atA, atB)).isTrue();
  }

  @Test
  void transportCheck32_mutatedHellosForPeersHarmNothing() throws ProtocolException {
    var random = new SplittableRandom(5);
    var server = bed.server();
    introduce(server, List.of(REPORTED_V4, REPORTED_V6));
    var target = bed.client();
    var log = target.connect(server);
    bed.run(Duration.ofSeconds(1), () -> log.opened);
    var asker = new RawPeer(bed, 9);
    byte[] hello = join(hex("22210f"), target.peerId, new byte[16]);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = mutated(random, hello);
      asker.sendStartup(
          server.address, 0, packet -> packet.chunk(Chunk.INITIATOR_HELLO).raw(mutated).endChunk());
      if (i % 50 == 0) {
        bed.run(Duration.ofMillis(50));
      }
    }
    bed.run(Duration.ofSeconds(2));
    assertThat(server.endpoint.sessionCount()).isEqualTo(1);
    assertThat(target.endpoint.sessionCount()).isEqualTo(1);
    assertThat(asker.startups(Chunk.Redirect.class)).isNotEmpty();
    assertThat(speak(log, server.accepted.getFirst())).isTrue();
  }

  @Test
  void transportCheck32_mutatedForwardedHellosAndRedirectsHarmNothing() throws ProtocolException {
    var random = new SplittableRandom(6);
    var client = bed.client();
    var server = new RawPeer(bed, 1);
    server.acceptsSessions = true;
    var log = client.connect("rtmfp://server/app", List.of(server.address));
    bed.run(Duration.ofSeconds(2), () -> log.opened);
    server.acceptsSessions = false;
    var opening = client.connectPeer(client, new byte[32]);
    byte[] forward = forwarded(client.peerId, Address.ipv4(0x0a090909, 5000), new byte[16]);
    for (int i = 0; i < 20_000; i++) {
      byte[] whole = mutated(random, forward);
      whole[0] = Chunk.FORWARDED_HELLO;
      whole[1] = (byte) (whole.length - 3 >>> 8);
      whole[2] = (byte) (whole.length - 3);
      server.send(whole);
      byte[] redirect =
          mutated(random, join(hex("10"), new byte[16], hex("020a0101010bb8"), hex("02")));
      server.sendStartup(
          client.address, 0, packet -> packet.chunk(Chunk.REDIRECT).raw(redirect).endChunk());
      if (i % 50 == 0) {
        bed.run(Duration.ofMillis(5));
      }
    }
    bed.run(Duration.ofSeconds(2));
    assertThat(log.closed).isEmpty();
    assertThat(opening.opened).isFalse();
    assertThat(client.endpoint.sessionCount()).isEqualTo(2);
    assertThat(client.drops(DropReason.HELLO_RATE)).isPositive();
    assertThat(client.drops(DropReason.CHUNK_MALFORMED)).isPositive();
  }

  /** Some bytes changed, cut off, or added. */
  private static byte[] mutated(SplittableRandom random, byte[] bytes) {
    int length = Math.max(3, bytes.length + (random.nextInt(3) == 0 ? random.nextInt(-20, 20) : 0));
    byte[] copy = Arrays.copyOf(bytes, length);
    for (int i = random.nextInt(4); i > 0; i--) {
      copy[random.nextInt(length)] = (byte) random.nextInt();
    }
    return copy;
  }

  private boolean speak(Bed.SessionLog from, Bed.SessionLog to) {
    return speakIn(bed, from, to);
  }

  private static boolean speakIn(Bed bed, Bed.SessionLog from, Bed.SessionLog to) {
    from.host.endpoint.advance(bed.clock.nanos());
    var payload = Payload.wrap("hello".getBytes(StandardCharsets.US_ASCII));
    from.openFlow("test").write(payload, Delivery.RELIABLE);
    return bed.run(
        Duration.ofSeconds(5),
        () ->
            to.flows.stream().anyMatch(flow -> flow.messages.contains(payload))
                || to.flows.stream().anyMatch(flow -> !flow.messages.isEmpty()));
  }

  private static byte[] forwarded(byte[] peerId, Address replyTo, byte[] tag) {
    byte[] ip = replyTo.bytes();
    byte[] port = {(byte) (replyTo.port() >>> 8), (byte) replyTo.port()};
    return Chunks.chunk(
        Chunk.FORWARDED_HELLO,
        join(
            hex("22210f"),
            peerId,
            new byte[] {(byte) (ip.length == 16 ? 0x82 : 2)},
            ip,
            port,
            tag));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] join(byte[]... parts) {
    var bytes = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** The reader gives back what the writer wrote, so that neither can be wrong alone. */
  @Test
  void forwardedHelloIsReadAsItIsWritten() {
    byte[] chunk = forwarded(new byte[32], REPORTED_V6, new byte[16]);
    var reader = new ChunkReader();
    reader.reset(chunk, 0, chunk.length);
    var read = (Chunk.ForwardedHello) reader.next();
    assertThat(read.replyTo()).isEqualTo(REPORTED_V6);
    assertThat(read.discriminator()).hasSize(34);
    assertThat(read.tag()).hasSize(16);
  }
}
