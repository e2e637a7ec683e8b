package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Bed.FlowLog;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
}
