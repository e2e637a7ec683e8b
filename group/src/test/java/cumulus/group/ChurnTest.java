package cumulus.group;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.group.PeerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Members that come and go, many of them. */
final class ChurnTest {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int MEMBERS = 2000;

  /** A member that has been there for so long must be in the mesh. */
  private static final long SETTLED_NANOS = 30 * SECOND_NANOS;

  /** For each that comes or goes. */
  private static final int MOST_INTRODUCTIONS = 20;

  private int comings;
  private int goings;

  private record Stay(SimMember member, long sinceNanos) {}

  @Test
  void netGroupCheck7_twoThousandMembersComeAndGoWithinAnHour() {
    var mesh = new SimMesh(7);
    List<Stay> stays = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      mesh.in(mesh.random.nextLong(3600 * SECOND_NANOS), () -> visit(mesh, stays));
    }
    int largest = 0;
    for (int minute = 1; minute <= 60; minute++) {
      int introductions = mesh.server.introductions();
      int changes = comings + goings;
      mesh.run(Duration.ofMinutes(1));
      largest = Math.max(largest, assertOnePiece(mesh, stays, minute));
      // A newcomer, and those around one that is gone, look for as many as they need, no more.
      assertThat(mesh.server.introductions() - introductions)
          .as("minute " + minute)
          .isLessThan(MOST_INTRODUCTIONS * (comings + goings - changes) + 10);
    }
    assertThat(comings).isEqualTo(MEMBERS);
    assertThat(largest).isGreaterThan(600);
    // 0.6 come in a second, and sometimes several at once.
    assertThat(mesh.server.mostIntroductionsInASecond()).isLessThan(100);
  }

  @Test
  void netGroupCheck7_theWorkOfAJoinDoesNotGrowWithTheGroup() {
    Work small = workOfAJoin(125);
    Work large = workOfAJoin(1000);
    // The degree does, by one for each doubling: 20 and 23.
    assertThat(large.messages()).isLessThan(1.5 * small.messages());
    assertThat(large.introductions()).isLessThan(1.5 * small.introductions());
    assertThat(large.links()).isLessThan(1.5 * small.links());
    assertThat(small.links()).isPositive();
  }

  private record Work(double messages, double introductions, double links) {}

  /** What one newcomer costs all members and the server in its first 20 s. */
  private static Work workOfAJoin(int members) {
    var mesh = new SimMesh(members);
    mesh.join(members);
    mesh.run(Duration.ofSeconds(90));
    long before = mesh.messages;
    mesh.run(Duration.ofSeconds(20));
    long usual = mesh.messages - before;
    before = mesh.messages;
    int introductions = mesh.server.introductions();
    int count = 20;
    List<SimMember> newcomers = mesh.join(count);
    mesh.run(Duration.ofSeconds(20).minusMillis(20L * count));
    int links = newcomers.stream().mapToInt(member -> member.group().neighbours().size()).sum();
    return new Work(
        (mesh.messages - before - usual) / (double) count,
        (mesh.server.introductions() - introductions) / (double) count,
        links / (double) count);
  }

  /** Comes, stays for a while, and leaves in order or vanishes. */
  private void visit(SimMesh mesh, List<Stay> stays) {
    comings++;
    SimMember member = mesh.member().join();
    stays.add(new Stay(member, mesh.now()));
    double stay = -Math.log(1 - mesh.random.nextDouble()) * 1500;
    mesh.in(
        (long) (stay * SECOND_NANOS),
        () -> {
          goings++;
          if (mesh.random.nextInt(4) == 0) {
            member.kill(mesh.random.nextLong(60, 140) * SECOND_NANOS);
          } else {
            member.leave();
          }
        });
  }

  private static int assertOnePiece(SimMesh mesh, List<Stay> stays, int minute) {
    stays.removeIf(stay -> !stay.member().isAlive());
    Map<PeerId, SimMember> settled = new HashMap<>();
    for (Stay stay : stays) {
      if (mesh.now() - stay.sinceNanos() >= SETTLED_NANOS) {
        settled.put(stay.member().self(), stay.member());
      }
    }
    if (!settled.isEmpty()) {
      assertThat(reachable(settled)).as("minute " + minute).hasSize(settled.size());
    }
    return stays.size();
  }

  /** Everybody who is reached from one over links that both ends know. */
  private static Set<PeerId> reachable(Map<PeerId, SimMember> members) {
    var reached = new HashSet<PeerId>();
    var next = new ArrayDeque<SimMember>(List.of(members.values().iterator().next()));
    while (!next.isEmpty()) {
      SimMember member = next.remove();
      if (reached.add(member.self())) {
        for (PeerId peer : member.group().neighbours()) {
          SimMember far = members.get(peer);
          if (far != null && far.group().neighbours().contains(member.self())) {
            next.add(far);
          }
        }
      }
    }
    return reached;
  }
}
