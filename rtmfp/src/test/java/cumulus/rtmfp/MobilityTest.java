package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Bed.FlowLog;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that change their address. */
final class MobilityTest {
  private static final Address FRESH = Address.ipv4(0x0a0000c8, 4000);

  @Test
  void transportCheck28_aStreamGoesOnAfterOneChallengeWhenTheAddressChanges() {
    var bed = new Bed(28);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(20)));
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    var up = log.openFlow("up");
    server.accepted.getFirst().onFlow = flow -> {};
    for (int i = 0; i < 50; i++) {
      if (i == 20) {
        bed.net.rebind(client.address, FRESH);
      }
      up.write(4, i, Payload.wrap(new byte[500]), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(50));
    }
    var session = server.accepted.getFirst();
    FlowLog received = session.flows.getFirst();
    assertThat(bed.run(Duration.ofSeconds(20), () -> received.messages.size() == 50)).isTrue();
    assertThat(session.session().farAddress()).isEqualTo(FRESH);
    assertThat(server.events(TraceEvent.AddressChanged.class)).hasSize(1);
    assertThat(server.accepted).hasSize(1);
  }

  @Test
  void transportCheck28_aForgedPacketFromElsewhereNeverMovesTheSession() {
    var bed = new Bed(281);
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    byte[] forged = new byte[68];
    int id = server.accepted.getFirst().session().nearId();
    for (int i = 0; i < 1000; i++) {
      new java.util.SplittableRandom(i).nextBytes(forged);
      cumulus.rtmfp.crypto.Datagram.scramble(forged, 0, forged.length, id);
      server.receive(bed.clock.nanos(), FRESH, forged);
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(server.accepted.getFirst().session().farAddress()).isEqualTo(client.address);
    assertThat(server.events(TraceEvent.AddressChanged.class)).isEmpty();
  }

  @Test
  void aReplayedPacketFromElsewhereDrawsAChallengeAndNoMore() {
    var bed = new Bed(282);
    var server = bed.server();
    var client = bed.client();
    var log = client.connect(server);
    assertThat(bed.run(Duration.ofSeconds(5), () -> log.opened)).isTrue();
    byte[][] kept = new byte[1][];
    bed.net.filter(
        (now, from, to, datagram) -> {
          if (to.equals(server.address)) {
            kept[0] = datagram.clone();
          }
          return true;
        });
    log.openFlow("up").write(Payload.wrap(new byte[100]), Delivery.RELIABLE);
    bed.run(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      server.receive(bed.clock.nanos(), FRESH, kept[0]);
      log.openFlow("more" + i).write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(900));
    }
    assertThat(server.accepted.getFirst().session().farAddress()).isEqualTo(client.address);
  }

  // ---- far ends that echo no pings

  @ParameterizedTest
  @CsvSource({"true, false, 1", "false, false, 0", "true, true, 0"})
  void aFarEndThatEchoesNothingIsFollowedAfterThreeChallengesWhereAllowed(
      boolean isAllowed, boolean hasHmac, int moves) throws ProtocolException {
    var bed = new Bed(283);
    var random = new SplittableRandom(1);
    var credentials = Credentials.server(random).requiring(hasHmac, false);
    var settings =
        new EndpointSettings(
            EndpointSettings.Role.SERVER, credentials, Limits.DEFAULT, isAllowed, SessionIds.ALL);
    var server = bed.host(settings, random);
    var peer = RawPeer.opened(bed, 1, server);
    bed.net.rebind(peer.address, FRESH);
    for (int i = 0; i < 60; i++) {
      peer.send(Chunks.chunk(Chunk.PING_REPLY, new byte[0]));
      bed.run(Duration.ofMillis(100));
      if (i < 29) {
        assertThat(server.events(TraceEvent.AddressChanged.class)).as("at %d", i).isEmpty();
      }
    }

    assertThat(server.events(TraceEvent.AddressChanged.class)).hasSize(moves);
    assertThat(peer.received(Chunk.PING)).as("at most one a second").hasSize(moves == 1 ? 4 : 6);
  }

  @Test
  void packetsFromTheOldAddressKeepTheSessionThere() throws ProtocolException {
    var bed = new Bed(284);
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    byte[][] kept = new byte[1][];
    bed.net.filter(
        (now, from, to, datagram) -> {
          kept[0] = datagram.clone();
          return true;
        });
    for (int i = 0; i < 100; i++) {
      peer.send(Chunks.chunk(Chunk.PING_REPLY, new byte[0]));
      byte[] replayed = kept[0];
      bed.run(Duration.ofMillis(50));
      server.receive(bed.clock.nanos(), FRESH, replayed);
      bed.run(Duration.ofMillis(50));
    }
    assertThat(server.events(TraceEvent.AddressChanged.class)).isEmpty();
    assertThat(server.accepted.getFirst().session().farAddress()).isEqualTo(peer.address);
  }

  @Test
  void theEchoOfAChallengeCountsForTheAddressThatItWasSentToOnly() throws ProtocolException {
    var bed = new Bed(285);
    var server = bed.server();
    var peer = RawPeer.opened(bed, 1, server);
    bed.net.rebind(peer.address, FRESH);
    peer.send(Chunks.chunk(Chunk.PING, new byte[0]));
    bed.run(Duration.ofMillis(1));
    byte[] challenge = peer.received(Chunk.PING).getFirst().payload();
    bed.net.rebind(peer.address, Address.ipv4(0x0a0000c9, 4000));
    peer.send(Chunks.chunk(Chunk.PING_REPLY, challenge));
    bed.run(Duration.ofMillis(1));
    assertThat(server.events(TraceEvent.AddressChanged.class)).isEmpty();

    bed.net.rebind(peer.address, FRESH);
    bed.run(Duration.ofSeconds(121));
    peer.send(Chunks.chunk(Chunk.PING_REPLY, challenge));
    bed.run(Duration.ofMillis(1));
    assertThat(server.events(TraceEvent.AddressChanged.class)).as("too old").isEmpty();
    assertThat(server.drops(DropReason.MOBILITY)).isEqualTo(1);
  }
}
