package cumulus.server;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * The members of a group that may be announced, on a ring. Entering, leaving and choosing whom a
 * newcomer meets cost the same in a small group and in a large one, but for the depth of a tree.
 */
final class GroupRing {
  /** Members that a newcomer is told of (netgroup section 2.2). */
  static final int ACQUAINTANCES = 6;

  /** Of them, and of those who are told of it, on each side. */
  static final int NEIGHBOURS = 2;

  /** Seats looked at for one choice, where members share a peer id. */
  private static final int MAX_STEPS = 32;

  private final TreeSet<GroupSeat> ring = new TreeSet<>();
  private final SequencedSet<GroupSeat> byAge = new LinkedHashSet<>();
  private final List<GroupSeat> all = new ArrayList<>();

  int size() {
    return all.size();
  }

  boolean contains(GroupSeat seat) {
    return seat.index >= 0;
  }

  void add(GroupSeat seat) {
    if (!contains(seat)) {
      seat.index = all.size();
      all.add(seat);
      ring.add(seat);
      byAge.add(seat);
    }
  }

  void remove(GroupSeat seat) {
    if (contains(seat)) {
      GroupSeat last = all.removeLast();
      if (!last.equals(seat)) {
        all.set(seat.index, last);
        last.index = seat.index;
      }
      seat.index = -1;
      ring.remove(seat);
      byAge.remove(seat);
    }
  }

  /** The two members on each side of a seat, which itself need not be on the ring. */
  List<GroupSeat> neighbours(GroupSeat seat) {
    var found = new ArrayList<GroupSeat>();
    addNext(seat, NEIGHBOURS, found);
    addPrevious(seat, NEIGHBOURS, found);
    return found;
  }

  /**
   * Whom a newcomer is told of: its neighbours, the newest member and one at random, and more
   * neighbours if these are fewer than six and there are others. Never itself, nobody twice.
   */
  List<GroupSeat> acquaintances(GroupSeat newcomer) {
    List<GroupSeat> found = neighbours(newcomer);
    if (!byAge.isEmpty()) {
      GroupSeat newest = byAge.getLast();
      if (newest.equals(newcomer)) {
        newest = secondNewest().orElse(newest);
      }
      addIfNew(newcomer, newest, found);
      addIfNew(newcomer, all.get(newcomer.spread() % all.size()), found);
    }
    addNext(newcomer, ACQUAINTANCES - found.size(), found);
    return found;
  }

  private Optional<GroupSeat> secondNewest() {
    var iterator = byAge.reversed().iterator();
    iterator.next();
    return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
  }

  private void addNext(GroupSeat from, int count, List<GroupSeat> found) {
    int added = 0;
    GroupSeat at = from;
    for (int steps = 0; added < count && steps < Math.min(MAX_STEPS, ring.size()); steps++) {
      GroupSeat next = ring.higher(at);
      at = next == null ? ring.first() : next;
      added += addIfNew(from, at, found) ? 1 : 0;
    }
  }

  private void addPrevious(GroupSeat from, int count, List<GroupSeat> found) {
    int added = 0;
    GroupSeat at = from;
    for (int steps = 0; added < count && steps < Math.min(MAX_STEPS, ring.size()); steps++) {
      GroupSeat next = ring.lower(at);
      at = next == null ? ring.last() : next;
      added += addIfNew(from, at, found) ? 1 : 0;
    }
  }

  private static boolean addIfNew(GroupSeat self, GroupSeat seat, List<GroupSeat> found) {
    boolean isNew = !seat.hasIdOf(self) && found.stream().noneMatch(seat::hasIdOf);
    if (isNew) {
      found.add(seat);
    }
    return isNew;
  }
}
