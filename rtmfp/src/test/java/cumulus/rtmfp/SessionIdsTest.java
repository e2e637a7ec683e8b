package cumulus.rtmfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.crypto.Datagram;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SessionIdsTest {
  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void everyIdHasOneOwnerWhomItsDatagramsName() {
    for (int i = 0; i < 1000; i++) {
      int id = random.nextInt();
      int owner = Integer.remainderUnsigned(id, 5);
      for (int index = 0; index < 5; index++) {
        var ids = new SessionIds(index, 5);
        assertThat(ids.includes(id)).isEqualTo(index == owner);
        assertThat(ids.ownerOf(datagram(id, 30 + i), 7, 23 + i)).isEqualTo(owner);
      }
    }
  }

  @Test
  void handshakesAndFragmentsOfNothingAreForWhoGetsThem() {
    var ids = new SessionIds(3, 5);
    assertThat(ids.includes(0)).isFalse();
    assertThat(ids.ownerOf(datagram(0, 50), 7, 43)).isEqualTo(3);
    assertThat(ids.ownerOf(new byte[10], 7, 3)).isEqualTo(3);
  }

  @Test
  void anEndpointAloneOwnsEveryIdButNone() {
    assertThat(SessionIds.ALL.isShared()).isFalse();
    assertThat(SessionIds.ALL.includes(-1)).isTrue();
    assertThat(SessionIds.ALL.includes(0)).isFalse();
    assertThatThrownBy(() -> new SessionIds(5, 5)).hasMessage("no endpoint 5 among 5");
  }

  @Test
  void sessionsOfEndpointsThatShareAPortAreTold() {
    var bed = new Bed(8);
    var ids = new SessionIds(2, 7);
    Bed.Host server =
        bed.host(
            new EndpointSettings(
                EndpointSettings.Role.SERVER,
                Credentials.server(new SplittableRandom(1)),
                Limits.DEFAULT,
                true,
                ids),
            new SplittableRandom(2));
    for (int i = 0; i < 30; i++) {
      bed.client().connect(server);
    }
    assertThat(bed.run(Duration.ofSeconds(5), () -> server.accepted.size() == 30)).isTrue();
    assertThat(server.accepted).allMatch(each -> ids.includes(each.session.orElseThrow().nearId()));
  }

  /** At an offset of 7. */
  private byte[] datagram(int id, int end) {
    byte[] bytes = new byte[end];
    random.nextBytes(bytes);
    Datagram.scramble(bytes, 7, end, id);
    return bytes;
  }
}
