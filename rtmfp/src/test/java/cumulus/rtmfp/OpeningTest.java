package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Chunk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The beginning side of the handshake, and packets of the handshake that are out of the common. */
final class OpeningTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Bed bed = new Bed(13);

  // ---- early packets

  @Test
  void upTo18PacketsThatComeBeforeTheKeysAreDeliveredAfterwards() {
    var client = bed.client();
    client.holdsJobs = true;
    var peer = new RawPeer(bed, 1);
    peer.acceptsSessions = true;
    var log = client.connect("rtmfp://server/app", List.of(peer.address));
    assertThat(bed.run(SECOND, () -> !client.jobs.isEmpty())).isTrue();
    peer.send(Chunks.opening(2, "early", "1"));
    for (int i = 2; i <= 30; i++) {
      peer.send(Chunks.data(2, i, 1, 0, "early"));
    }
    bed.run(SHORT);
    assertThat(log.flows).isEmpty();
    client.holdsJobs = false;
    bed.run(SHORT);

    assertThat(log.opened).isTrue();
    assertThat(log.flows.getFirst().messages).hasSize(Params.MAX_EARLY_PACKETS);
  }

  @Test
  void earlyPacketsSurviveTheLossOfTheAnswerToKeying() {
    var server = bed.server();
    var client = bed.client();
    int[] fromServer = {0};
    bed.net.filter((now, from, to, bytes) -> !from.equals(server.address) || ++fromServer[0] != 2);
    server.onAccept =
        far -> far.openFlow("early").write(Payload.wrap(new byte[] {7}), Delivery.ONCE);
    var log = client.connect(server);

    assertThat(bed.run(Duration.ofSeconds(3), () -> log.opened)).isTrue();
    assertThat(log.flows.getFirst().messages).hasSize(1);
  }

  // ---- one session with a far end

  @Test
  void aSecondOpeningToTheSameFarEndGivesWayToTheOpenSession() {
    var server = bed.server();
    var client = bed.client();
    var first = client.connect(server);
    assertThat(bed.run(SECOND, () -> first.opened)).isTrue();
    var second = client.connect(server);
    bed.run(SECOND);

    assertThat(second.closed).contains(new CloseCause.OpenFailed(DropReason.GLARE));
    assertThat(first.session().isOpen()).isTrue();
    assertThat(server.accepted).hasSize(1);
    assertThat(client.endpoint.sessionCount()).isEqualTo(1);
  }

  @Test
  void ofTwoOpeningsToTheSameFarEndTheOneThatAgreesOnKeysGoesOn() {
    var server = bed.server();
    var client = bed.client();
    client.holdsJobs = true;
    var logs = List.of(client.connect(server), client.connect(server));
    bed.run(SECOND);
    client.holdsJobs = false;
    bed.run(SECOND);

    assertThat(logs).filteredOn(each -> each.opened).hasSize(1);
    assertThat(logs).filteredOn(each -> each.closed.isPresent()).hasSize(1);
    assertThat(server.accepted).hasSize(1);
  }

  // ---- packets out of the common

  @Test
  void anAnswerBehindOtherChunksOfItsPacketCounts() {
    var client = bed.client();
    var peer = new RawPeer(bed, 1);
    peer.acceptsSessions = true;
    peer.prefix = Chunks.chunk(0xec, new byte[] {1});
    var log = client.connect("rtmfp://server/app", List.of(peer.address));

    assertThat(bed.run(SECOND, () -> log.opened)).isTrue();
    assertThat(client.drops(DropReason.CHUNK_STATE) + client.drops(DropReason.CHUNK_UNKNOWN))
        .isEqualTo(2);
  }

  @Test
  void keyingTooLargeForADatagramTravelsInFragments() {
    var client = bed.client();
    var peer = new RawPeer(bed, 1);
    peer.acceptsSessions = true;
    peer.cookie = new byte[Params.MAX_COOKIE];
    var log = client.connect("rtmfp://server/app", List.of(peer.address));

    assertThat(bed.run(SECOND, () -> log.opened)).isTrue();
    assertThat(client.largestDatagram).isLessThanOrEqualTo(1200);
    assertThat(peer.startups(Chunk.PacketFragment.class)).hasSize(2);
  }

  @Test
  void aServerTakesKeyingInFragmentsInAnyOrder() throws ProtocolException {
    var server = bed.server();
    for (boolean isReversed : new boolean[] {false, true}) {
      var peer = new RawPeer(bed, isReversed ? 1 : 2);
      peer.fragmentBytes = isReversed ? -90 : 90;
      peer.open(server);
      peer.send(Chunks.opening(2, "flow", "message"));
      bed.run(SHORT);
      assertThat(server.accepted.getLast().flows.getFirst().messages).hasSize(1);
    }
    assertThat(server.accepted).hasSize(2);
  }

  @Test
  void tagsAndCookiesThatNoAnswerCouldHoldAreDropped() {
    var server = bed.server();
    var peer = new RawPeer(bed, 1);
    for (int length : new int[] {Params.MAX_TAG, Params.MAX_TAG + 1, 4000, 7000}) {
      peer.hello(server.address, new byte[length]);
    }
    bed.run(SHORT);
    assertThat(peer.startups(Chunk.ResponderHello.class)).hasSize(1);
    assertThat(server.drops(DropReason.CHUNK_MALFORMED)).isEqualTo(3);

    var client = bed.client();
    var responder = new RawPeer(bed, 2);
    responder.acceptsSessions = true;
    responder.cookie = new byte[Params.MAX_COOKIE + 1];
    var log = client.connect("rtmfp://server/app", List.of(responder.address));
    bed.run(SHORT);
    assertThat(log.opened).isFalse();
    assertThat(client.drops(DropReason.CHUNK_MALFORMED)).isEqualTo(1);
    responder.cookie = new byte[65];
    assertThat(bed.run(Duration.ofSeconds(2), () -> log.opened)).isTrue();
  }

  @Test
  void aUrlThatNoHelloCouldHoldIsRefused() {
    String url = "rtmfp://server/" + "a".repeat(Params.MAX_DISCRIMINATOR);
    assertThatThrownBy(() -> bed.client().connect(url, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2048");
    var server = bed.server();
    String longest = url.substring(0, 2048);
    var log = bed.client().connect(longest, List.of(server.address));
    assertThat(bed.run(SECOND, () -> log.opened)).isTrue();
    assertThat(EndpointDiscriminator.forUrl(longest).encoded())
        .hasSizeLessThanOrEqualTo(Params.MAX_DISCRIMINATOR);
  }
}
