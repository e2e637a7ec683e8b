package cumulus.group;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.group.Groupspec;
import cumulus.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How members meet and let each other in. */
final class AdmissionTest {
  @Test
  void netGroupCheck8_twoMembersMeetAndProveThemselves() {
    var mesh = new SimMesh(1);
    List<SimMember> two = mesh.join(2);
    mesh.run(Duration.ofSeconds(2));
    assertThat(two.get(0).group().neighbours()).containsExactly(two.get(1).self());
    assertThat(two.get(1).group().neighbours()).containsExactly(two.get(0).self());
    assertThat(two.get(0).events).containsExactly("connect " + two.get(1).self());
    assertThat(two.get(1).events).containsExactly("connect " + two.get(0).self());
  }

  /** The id of the group is known to the server, and so to many; the specifier is the secret. */
  @Test
  void netGroupCheck8_whoDoesNotKnowTheSpecifierIsRejected() {
    var mesh = new SimMesh(2);
    SimMember member = mesh.member().join();
    Groupspec other = Groupspec.named("films").multicast().serverChannel().build();
    SimMember stranger = mesh.member(other).join();
    mesh.run(Duration.ofSeconds(30));
    assertThat(member.group().neighbours()).isEmpty();
    assertThat(stranger.group().neighbours()).isEmpty();
    assertThat(member.groups.refused() + stranger.groups.refused()).isPositive();
    assertThat(member.links()).isEmpty();
  }

  @Test
  void aMemberThatLeavesIsMissedOnce() {
    var mesh = new SimMesh(3);
    List<SimMember> three = mesh.join(3);
    mesh.run(Duration.ofSeconds(15));
    three.get(1).leave();
    mesh.run(Duration.ofSeconds(1));
    for (SimMember other : List.of(three.get(0), three.get(2))) {
      assertThat(other.group().neighbours()).hasSize(1);
      assertThat(other.events).containsOnlyOnce("disconnect " + three.get(1).self());
    }
  }

  @Test
  void aMemberThatVanishesIsMissedWithinAMinute() {
    var mesh = new SimMesh(4);
    List<SimMember> three = mesh.join(3);
    mesh.run(Duration.ofSeconds(15));
    three.get(1).kill(0);
    mesh.run(Duration.ofSeconds(60));
    for (SimMember other : List.of(three.get(0), three.get(2))) {
      assertThat(other.group().neighbours()).hasSize(1);
      assertThat(other.events).containsOnlyOnce("disconnect " + three.get(1).self());
    }
  }

  /** Everybody is a neighbour of everybody where the group is small. */
  @Seeds(20)
  void aSmallGroupIsWhollyConnected(long seed) {
    var mesh = new SimMesh(seed);
    mesh.loss = seed % 2 == 0 ? 0 : 0.05;
    List<SimMember> members = mesh.join(10);
    mesh.run(Duration.ofSeconds(30));
    for (SimMember member : members) {
      assertThat(member.group().neighbours()).hasSize(9);
      assertThat(member.malformed).isEmpty();
    }
  }
}
