package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The server as members see it (netgroup section 2.2): a newcomer is told its two ring neighbours
 * on each side, the newest and a random member; its ring neighbours are told of it.
 */
final class SimServer {
  private static final long DELAY_NANOS = 15_000_000L;
  private static final int EACH_SIDE = 2;

  private final Map<Long, Integer> introductionsBySecond = new HashMap<>();

  private final SimMesh mesh;
  private final TreeMap<GroupAddress, SimMember> ring = new TreeMap<>();
  private final List<SimMember> byAge = new ArrayList<>();

  SimServer(SimMesh mesh) {
    this.mesh = mesh;
  }

  /** Introductions asked for so far. */
  int introductions() {
    return introductionsBySecond.values().stream().mapToInt(n -> n).sum();
  }

  int mostIntroductionsInASecond() {
    return introductionsBySecond.values().stream().mapToInt(n -> n).max().orElse(0);
  }

  void join(SimMember newcomer) {
    GroupAddress place = GroupAddress.of(newcomer.self());
    Set<SimMember> near = around(place);
    var told = new LinkedHashSet<>(near);
    if (!byAge.isEmpty()) {
      told.add(byAge.getLast());
      told.add(byAge.get(mesh.random.nextInt(byAge.size())));
    }
    told.forEach(member -> tell(newcomer, member));
    near.forEach(member -> tell(member, newcomer));
    ring.put(place, newcomer);
    byAge.add(newcomer);
  }

  /** The server has noticed that it is gone. */
  void leave(SimMember member) {
    ring.remove(GroupAddress.of(member.self()));
    byAge.remove(member);
  }

  /** Redirects the asker to a connected client, and tells that one. */
  Optional<SimMember> introduce(PeerId peer) {
    long second = mesh.now() / 1_000_000_000L;
    introductionsBySecond.merge(second, 1, Integer::sum);
    return Optional.ofNullable(mesh.members.get(peer))
        .filter(member -> ring.containsKey(GroupAddress.of(peer)));
  }

  private Set<SimMember> around(GroupAddress place) {
    var near = new LinkedHashSet<SimMember>();
    GroupAddress right = place;
    GroupAddress left = place;
    for (int i = 0; i < Math.min(EACH_SIDE, ring.size()); i++) {
      var after = ring.higherEntry(right) == null ? ring.firstEntry() : ring.higherEntry(right);
      var before = ring.lowerEntry(left) == null ? ring.lastEntry() : ring.lowerEntry(left);
      near.add(after.getValue());
      near.add(before.getValue());
      right = after.getKey();
      left = before.getKey();
    }
    return near;
  }

  private void tell(SimMember to, SimMember of) {
    mesh.in(DELAY_NANOS, () -> to.act(member -> member.onMember(mesh.now(), of.self())));
  }
}
