package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who can open a session with whom, in every combination of keys and groups. */
final class CredentialsTest {
  @Test
  void everyGroupOpensWithEphemeralAndStaticServers() {
    for (int group : List.of(2, 5, 14)) {
      for (boolean isStatic : List.of(false, true)) {
        var random = new SplittableRandom(group);
        Credentials server =
            isStatic
                ? Credentials.staticServer(List.of(2, 5, 14), random)
                : Credentials.server(random);
        assertThat(opens(Credentials.client(group, random), server, 0))
            .as("group %d, static %s", group, isStatic)
            .isEmpty();
      }
    }
  }

  /** Also as an initiator an endpoint may have ephemeral keys, or static ones of several groups. */
  @Test
  void initiatorsOfEveryKindUnderstandRespondersOfEveryKind() {
    var random = new SplittableRandom(11);
    for (Credentials initiator : everyKind(random)) {
      for (Credentials responder : everyKind(random)) {
        assertThat(opensPeer(initiator, responder)).isEqualTo(shareGroup(initiator, responder));
      }
    }
  }

  private static List<Credentials> everyKind(SplittableRandom random) {
    return List.of(
        Credentials.server(random),
        Credentials.staticServer(List.of(14, 5, 2), random),
        Credentials.staticServer(List.of(5, 14), random),
        Credentials.client(2, random),
        Credentials.client(14, random).requiring(true, true));
  }

  private static boolean shareGroup(Credentials a, Credentials b) {
    var groups = a.identity().certificate().groups();
    return groups.stream().anyMatch(b.identity().certificate()::supports);
  }

  private static boolean opensPeer(Credentials near, Credentials far) {
    var bed = new Bed(6);
    var random = new SplittableRandom(8);
    var responder = bed.host(EndpointSettings.Role.CLIENT, far, Limits.DEFAULT, random.split());
    var initiator = bed.host(EndpointSettings.Role.CLIENT, near, Limits.DEFAULT, random.split());
    var log = initiator.connectPeer(responder, far.peerId());
    bed.run(Duration.ofSeconds(100), () -> log.opened || log.closed.isPresent());
    if (log.opened) {
      log.openFlow("up").write(Payload.wrap(new byte[3000]), Delivery.RELIABLE);
      bed.run(Duration.ofSeconds(2));
      assertThat(responder.accepted.getFirst().flows.getFirst().messages).hasSize(1);
    }
    return log.opened;
  }

  @Test
  void aGroupThatTheServerLacksIsNeverAnswered() {
    var random = new SplittableRandom(1);
    Credentials server = Credentials.staticServer(List.of(14), random);
    assertThat(opens(Credentials.client(2, random), server, 0)).isNotEmpty();
    assertThat(opens(Credentials.client(14, random), server, 0)).isEmpty();
  }

  @Test
  void requirementsHoldOnBothSides() {
    for (int mode = 0; mode < 16; mode++) {
      var random = new SplittableRandom(mode);
      Credentials client =
          Credentials.client(2, random).requiring((mode & 1) != 0, (mode & 2) != 0);
      Credentials server = Credentials.server(random).requiring((mode & 4) != 0, (mode & 8) != 0);
      assertThat(opens(client, server, 0.1)).as("mode %d", mode).isEmpty();
    }
  }

  /** Why the session did not open; empty if it did and carried a message both ways. */
  private static java.util.Optional<CloseCause> opens(
      Credentials client, Credentials server, double loss) {
    var bed = new Bed(5);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)).loss(loss));
    var random = new SplittableRandom(7);
    var responder = bed.host(EndpointSettings.Role.SERVER, server, Limits.DEFAULT, random.split());
    var initiator = bed.host(EndpointSettings.Role.CLIENT, client, Limits.DEFAULT, random.split());
    var log = initiator.connect(responder);
    bed.run(Duration.ofSeconds(100), () -> log.opened || log.closed.isPresent());
    assertThat(responder.largestDatagram).isLessThanOrEqualTo(1200);
    if (log.opened) {
      log.openFlow("up").write(Payload.wrap(new byte[3000]), Delivery.RELIABLE);
      bed.run(
          Duration.ofSeconds(20),
          () ->
              responder.accepted.stream()
                  .anyMatch(
                      each -> each.flows.stream().anyMatch(flow -> !flow.messages.isEmpty())));
      var accepted = responder.accepted.getFirst();
      assertThat(accepted.flows.getFirst().messages).hasSize(1);
      accepted.openFlow("down").write(Payload.wrap(new byte[3000]), Delivery.RELIABLE);
      bed.run(
          Duration.ofSeconds(20),
          () -> !log.flows.isEmpty() && !log.flows.getFirst().messages.isEmpty());
      assertThat(log.flows.getFirst().messages).hasSize(1);
    }
    return log.closed;
  }
}
