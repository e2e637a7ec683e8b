package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Bed.SessionLog;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.testkit.LinkModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the trace tells of a session is its whole story. */
final class TraceTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Bed bed = new Bed(11);
  private final Bed.Host server = bed.server();

  private SessionLog opened(Bed.Host client) {
    var log = client.connect(server);
    assertThat(bed.run(SOON, () -> log.opened)).isTrue();
    return log;
  }

  @Test
  void aPlainSessionIsToldFromItsOpeningToItsEnd() {
    var client = bed.client(14);
    var log = opened(client);
    var up = log.openFlow("up");
    up.write(Payload.wrap(new byte[2000]), Delivery.RELIABLE);
    up.close();
    bed.run(SOON, () -> client.events(TraceEvent.FlowCompleted.class).size() == 1);
    log.session().close();
    bed.run(SOON);

    var near = (TraceEvent.SessionOpened) client.traced.getFirst().event();
    assertThat(near.isInitiator()).isTrue();
    assertThat(near.address()).isEqualTo(server.address);
    assertThat(near.peerId()).isEqualTo(server.peerId);
    assertThat(near.group()).isEqualTo(14);
    assertThat(near.sendHmacLength() + near.receiveHmacLength()).isZero();
    assertThat(near.sendsSequenceNumbers() || near.receivesSequenceNumbers()).isFalse();
    var far = (TraceEvent.SessionOpened) server.traced.getFirst().event();
    assertThat(far.isInitiator()).isFalse();
    assertThat(far.peerId()).isEqualTo(client.peerId);
    assertThat(far.farId()).isEqualTo(log.session().nearId());

    byte[] metadata = "up".getBytes(StandardCharsets.UTF_8);
    assertThat(client.events(TraceEvent.FlowOpened.class))
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(new TraceEvent.FlowOpened(up.id(), true, metadata, OptionalLong.empty()));
    assertThat(server.events(TraceEvent.FlowOpened.class))
        .singleElement()
        .usingRecursiveComparison()
        .isEqualTo(new TraceEvent.FlowOpened(up.id(), false, metadata, OptionalLong.empty()));
    assertThat(client.events(TraceEvent.FlowCompleted.class))
        .containsExactly(new TraceEvent.FlowCompleted(up.id(), true));
    assertThat(server.events(TraceEvent.FlowCompleted.class))
        .containsExactly(new TraceEvent.FlowCompleted(up.id(), false));
    assertThat(client.events(TraceEvent.Window.class)).isNotEmpty();
    assertThat(client.traced.getLast().event())
        .isEqualTo(new TraceEvent.SessionClosed(new CloseCause.NearClosed()));
    assertThat(server.traced.getLast().event())
        .isEqualTo(new TraceEvent.SessionClosed(new CloseCause.FarClosed()));
    assertThat(server.traced).allMatch(each -> each.session().nearId() == near.farId());
  }

  @Test
  void negotiatedModesAreToldAsEachSideHasThem() {
    var random = new SplittableRandom(5);
    var client =
        bed.host(
            EndpointSettings.Role.CLIENT,
            Credentials.client(2, random).requiring(true, true),
            Limits.DEFAULT,
            random);
    opened(client);

    var near = client.events(TraceEvent.SessionOpened.class).getFirst();
    var far = server.events(TraceEvent.SessionOpened.class).getFirst();
    assertThat(near.group()).isEqualTo(2);
    assertThat(near.receiveHmacLength()).isPositive().isEqualTo(far.sendHmacLength());
    assertThat(near.sendHmacLength()).isEqualTo(far.receiveHmacLength());
    assertThat(near.receivesSequenceNumbers()).isTrue();
    assertThat(far.sendsSequenceNumbers()).isTrue();
  }

  @Test
  void anAnsweringFlowNamesTheFlowThatItAnswers() {
    var client = bed.client();
    var log = opened(client);
    log.openFlow("ask").write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    var accepted = server.accepted.getFirst();
    bed.run(SOON, () -> !accepted.flows.isEmpty());
    var asked = accepted.flows.getFirst().flow;
    accepted
        .session()
        .openFlow(new byte[] {1}, Optional.of(asked), Priority.ROUTINE, SendFlowListener.NONE)
        .write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    bed.run(SOON, () -> !log.flows.isEmpty());

    assertThat(server.events(TraceEvent.FlowOpened.class).getLast().inReturnTo())
        .hasValue(asked.id());
    assertThat(client.events(TraceEvent.FlowOpened.class).getLast().inReturnTo())
        .hasValue(asked.id());
  }

  @Test
  void aRejectedFlowIsToldOnBothSides() {
    var client = bed.client();
    var log = opened(client);
    server.accepted.getFirst().onFlow = flow -> flow.flow.reject(7);
    var up = log.openFlow("up");
    up.write(Payload.wrap(new byte[1]), Delivery.RELIABLE);
    bed.run(SOON, () -> !client.events(TraceEvent.FlowRejected.class).isEmpty());

    assertThat(server.events(TraceEvent.FlowRejected.class))
        .containsExactly(new TraceEvent.FlowRejected(up.id(), false, 7));
    assertThat(client.events(TraceEvent.FlowRejected.class))
        .containsExactly(new TraceEvent.FlowRejected(up.id(), true, 7));
  }

  @Test
  void lossesTimeOutsAndWhatIsGivenUpAreTold() {
    var client = bed.client();
    var log = opened(client);
    var up = log.openFlow("up");
    bed.net.everyLink(LinkModel.PERFECT.loss(1));
    up.write(Payload.wrap(new byte[100]), Delivery.ONCE);
    up.write(Payload.wrap(new byte[100]), new Delivery(1, 0, true, false));
    bed.run(Duration.ofSeconds(4));
    bed.net.everyLink(LinkModel.PERFECT);
    bed.run(SOON);

    assertThat(client.events(TraceEvent.TimedOut.class)).isNotEmpty();
    assertThat(client.events(TraceEvent.FragmentLost.class).getFirst())
        .isEqualTo(new TraceEvent.FragmentLost(up.id(), 1, TraceEvent.Loss.TIME_OUT));
    assertThat(client.events(TraceEvent.MessageAbandoned.class))
        .contains(new TraceEvent.MessageAbandoned(up.id(), 100));
    var window = client.events(TraceEvent.Window.class).getFirst();
    assertThat(window.windowBytes()).isEqualTo(Params.CWND_TIMEDOUT);
    assertThat(window.timeoutNanos()).isPositive();
  }

  @Test
  void messagesWhoseTimeWasOverBeforeTheyWereBegunAreTold() {
    var client = bed.client();
    var log = opened(client);
    var up = log.openFlow("up");
    bed.net.everyLink(LinkModel.PERFECT.loss(1));
    up.write(Payload.wrap(new byte[50_000]), Delivery.RELIABLE);
    up.write(Payload.wrap(new byte[100]), new Delivery(1, 0, true, false));
    bed.run(Duration.ofSeconds(4));
    bed.net.everyLink(LinkModel.PERFECT);
    bed.run(SOON);

    assertThat(client.events(TraceEvent.MessagesExpired.class))
        .containsExactly(new TraceEvent.MessagesExpired(up.id(), 100));
  }

  @Test
  void windowSamplesAreFewAndFewerWhereNothingHappens() {
    var client = bed.client();
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(1)));
    var up = opened(client).openFlow("up");
    write(up, 100, 100);
    assertThat(client.events(TraceEvent.Window.class)).as("steady for two seconds").hasSize(1);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(30)));
    write(up, 100, 20_000);
    var samples = client.events(TraceEvent.Window.class);
    assertThat(samples.size()).as("growing for two seconds").isBetween(4, 10);
    assertThat(samples.getLast().windowBytes()).isGreaterThan(samples.getFirst().windowBytes());
    assertThat(samples.getLast().thresholdBytes()).isZero();
  }

  private void write(SendFlow up, int messages, int bytes) {
    for (int i = 0; i < messages; i++) {
      up.write(Payload.wrap(new byte[bytes]), Delivery.RELIABLE);
      bed.run(Duration.ofMillis(20));
    }
  }

  @Test
  void anAddressIsChallengedThenChanged() {
    var client = bed.client();
    var fresh = Address.ipv4(0x0a0000c8, 4000);
    var up = opened(client).openFlow("up");
    bed.net.rebind(client.address, fresh);
    up.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    bed.run(SOON);

    assertThat(server.events(TraceEvent.AddressChallenged.class))
        .containsExactly(new TraceEvent.AddressChallenged(fresh));
    assertThat(server.events(TraceEvent.AddressChanged.class))
        .containsExactly(new TraceEvent.AddressChanged(client.address, fresh, true));
    assertThat(client.events(TraceEvent.KeepAlive.class))
        .contains(new TraceEvent.KeepAlive(TraceEvent.Ping.RECEIVED));
    assertThat(server.events(TraceEvent.KeepAlive.class))
        .contains(new TraceEvent.KeepAlive(TraceEvent.Ping.REPLY_RECEIVED));
  }

  @Test
  void pingsAreTold() {
    var client = bed.client();
    opened(client).session().ping();
    bed.run(SOON);

    assertThat(client.events(TraceEvent.KeepAlive.class))
        .containsExactly(
            new TraceEvent.KeepAlive(TraceEvent.Ping.SENT),
            new TraceEvent.KeepAlive(TraceEvent.Ping.REPLY_RECEIVED));
  }

  @Test
  void handshakesAreToldByTheirSource() {
    var client = bed.client();
    opened(client);
    assertThat(server.handshakes)
        .containsExactly(
            new TraceEvent.HelloReceived("rtmfp://server/app", TraceEvent.HelloReaction.ANSWERED),
            new TraceEvent.KeyingReceived(TraceEvent.KeyingReaction.AGREEMENT_BEGUN));

    server.handshakes.clear();
    server.helloAnswer = HelloAnswer.IGNORE;
    bed.client().connect(server);
    bed.run(Duration.ofMillis(100));
    assertThat(server.handshakes)
        .contains(
            new TraceEvent.Dropped(DropReason.DISCRIMINATOR),
            new TraceEvent.HelloReceived("rtmfp://server/app", TraceEvent.HelloReaction.IGNORED));
  }

  @Test
  void whatIsDroppedOfASessionIsToldWithIt() throws ProtocolException {
    var client = bed.client();
    var peer = RawPeer.opened(bed, 1, server);
    peer.send(Chunks.chunk(0x7e, new byte[3]));
    bed.run(Duration.ofMillis(100));
    opened(client);

    assertThat(server.traced)
        .filteredOn(each -> each.event() instanceof TraceEvent.Dropped)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.event()).isEqualTo(new TraceEvent.Dropped(DropReason.CHUNK_UNKNOWN));
              assertThat(each.session()).isSameAs(server.accepted.getFirst().session());
            });
    assertThat(server.drops(DropReason.CHUNK_UNKNOWN)).isEqualTo(1);
  }

  @Test
  void packetsAreToldPlainAndOnlyWhileAskedFor() {
    var client = bed.client();
    var log = opened(client);
    var session = server.accepted.getFirst().session();
    var up = log.openFlow("up");
    up.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    bed.run(SOON);
    assertThat(server.packets).isEmpty();

    log.session().setPacketTraced(true);
    session.setPacketTraced(true);
    up.write(Payload.wrap("in the clear".getBytes(StandardCharsets.UTF_8)), Delivery.RELIABLE);
    bed.run(SOON);
    var sent = client.packets.getFirst();
    var received = server.packets.getFirst();
    assertThat(sent.isSent()).isTrue();
    assertThat(sent.far()).isEqualTo(server.address);
    assertThat(received.isSent()).isFalse();
    assertThat(received.far()).isEqualTo(client.address);
    assertThat(new String(sent.plain(), StandardCharsets.ISO_8859_1)).contains("in the clear");
    assertThat(Arrays.copyOf(received.plain(), sent.plain().length)).isEqualTo(sent.plain());
    assertThat(Arrays.copyOfRange(received.plain(), sent.plain().length, received.plain().length))
        .as("padding")
        .containsOnly(0xff);
    assertThat(server.packets.getLast().isSent()).as("the acknowledgement").isTrue();

    int before = server.packets.size();
    session.setPacketTraced(false);
    up.write(Payload.wrap(new byte[10]), Delivery.RELIABLE);
    bed.run(SOON);
    assertThat(server.packets).hasSize(before);
  }

  @Test
  void nothingIsToldOfASessionThatIsNotTracedAnyMore() {
    var client = bed.client();
    var log = opened(client);
    log.session().setTraced(false);
    assertThat(log.session().isTraced()).isFalse();
    int before = client.traced.size();
    log.openFlow("up").write(Payload.wrap(new byte[3000]), Delivery.RELIABLE);
    bed.run(SOON);
    assertThat(client.traced).hasSize(before);
  }
}
