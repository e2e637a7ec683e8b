package cumulus.group;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.group.Fragment;
import cumulus.flash.group.PeerId;
import cumulus.flash.message.MessageType;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What others can make a member do and hold. */
final class HostileTest {
  @Seeds(10)
  void netGroupCheck12_aMemberWhoseMessagesAreDamagedHarmsNobodyElse(long seed) {
    var mesh = new SimMesh(seed);
    List<SimMember> members = mesh.join(7);
    mesh.run(Duration.ofSeconds(20));
    SimMember rogue = members.getLast();
    List<SimMember> honest = members.subList(0, 6);
    rogue.damage = 0.3;
    var film = new Film(mesh, honest.getFirst()).publish("film").start();
    for (SimMember member : members.subList(1, 7)) {
      member.act(group -> group.play(mesh.now(), "film", (_, _, _, _, _) -> {}));
    }
    rogue.act(group -> group.post(mesh.now(), new byte[] {1, 1}));
    mesh.run(Duration.ofSeconds(40));
    film.stop();
    mesh.run(Duration.ofSeconds(15));
    int errors = honest.stream().mapToInt(member -> member.malformed.size()).sum();
    assertThat(errors).isBetween(1, rogue.damaged);
    for (SimMember member : honest) {
      assertThat(member.malformed.size()).isLessThanOrEqualTo(2 * GroupMember.MAX_ERRORS);
      for (SimMember other : honest) {
        assertThat(member == other || member.group().neighbours().contains(other.self())).isTrue();
      }
    }
  }

  /** One that goes on for long is no neighbour any more. */
  @Test
  void manyMalformedMessagesEndTheNeighbourhood() {
    var mesh = new SimMesh(3);
    List<SimMember> two = mesh.join(2);
    mesh.run(Duration.ofSeconds(5));
    SimLink link = two.getFirst().links().getFirst();
    SimFlow reports = link.flows.getFirst();
    for (int i = 0; i < 2 * GroupMember.MAX_ERRORS; i++) {
      reports.write(new byte[] {0x77}, 0);
    }
    mesh.run(Duration.ofSeconds(2));
    assertThat(two.get(1).malformed.size()).isGreaterThanOrEqualTo(GroupMember.MAX_ERRORS);
    assertThat(two.get(1).events).contains("disconnect " + two.getFirst().self());
  }

  @Test
  void membersHeardOfAreBounded() {
    var heard = new HeardList(16);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      var id = new byte[PeerId.BYTES];
      random.nextBytes(id);
      assertThat(heard.hear(PeerId.of(id), i, List.of())).isTrue();
      assertThat(heard.hear(PeerId.of(id), i - 1, List.of())).isFalse();
      assertThat(heard.size()).isLessThanOrEqualTo(16);
    }
    heard.forgetIf(peer -> peer.heardNanos() < 990);
    assertThat(heard.size()).isEqualTo(10);
  }

  @Test
  void theWindowOfAStreamIsBoundedInNumbersAndBytes() {
    var window = new FragmentWindow();
    window.startAt(1);
    assertThat(window.extendTo(0, FragmentWindow.MAX_AHEAD + 1, false)).isFalse();
    assertThat(window.extendTo(0, Long.MAX_VALUE, false)).isFalse();
    for (long id = 1; id < 100_000; id++) {
      assertThat(window.extendTo(id, id, false)).isTrue();
    }
    assertThat(window.last() - window.first()).isEqualTo(FragmentWindow.MAX_FRAGMENTS - 1);
    var large = new byte[Fragment.SLICE_BYTES];
    for (long id = window.first(); id <= window.last(); id++) {
      window.put(Fragment.of(id, MessageType.VIDEO, 0, large, 0, large.length, 0));
      assertThat(window.bytes()).isLessThanOrEqualTo(FragmentWindow.MAX_BYTES);
    }
    window.expire(200_000, 150_000);
    assertThat(window.first()).isGreaterThan(50_000 - 1);
    window.expire(400_000, 10);
    assertThat(window.isEmpty()).isTrue();
    assertThat(window.bytes()).isZero();
  }
}
