package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.LinkModel;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Two peers that begin a session with each other at the same time. */
final class GlareTest {
  @Seeds(40)
  void transportCheck14_glareLeavesOneSessionBegunByTheSmallerCertificate(long seed) {
    var bed = new Bed(seed);
    bed.net.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(30)));
    var a = bed.client();
    var b = bed.client();
    int[] passed = {0};
    bed.net.filter((now, from, to, datagram) -> ++passed[0] > 2);
    long now = bed.clock.nanos();
    a.endpoint.advance(now);
    b.endpoint.advance(now);
    var fromA = new Bed.SessionLog(a);
    var fromB = new Bed.SessionLog(b);
    byte[] idA = a.peerId;
    byte[] idB = b.peerId;
    a.endpoint.openPeer(idB, List.of(b.address), fromA);
    b.endpoint.openPeer(idA, List.of(a.address), fromB);
    bed.run(Duration.ofSeconds(30));
    assertThat(a.endpoint.sessionCount()).isEqualTo(1);
    assertThat(b.endpoint.sessionCount()).isEqualTo(1);
    assertThat(fromA.opened ^ fromB.opened).as("one of them as initiator").isTrue();
    boolean isAFirst = Arrays.compareUnsigned(a.certificate, b.certificate) < 0;
    assertThat(fromA.opened).isEqualTo(isAFirst);
    assertThat((isAFirst ? b : a).accepted).hasSize(1);
    assertThat((isAFirst ? a : b).accepted).isEmpty();
  }
}
