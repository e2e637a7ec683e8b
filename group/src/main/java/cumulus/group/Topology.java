package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who should be neighbours (netgroup section 3.4).
 *
 * <pre>
 * members N = 4 / (part of the ring between the second neighbours to the left and right)
 * degree    = log2(N) + 13
 * best list = 3 + 3 nearest on the ring, 6 of lowest latency, 1 at random, then those at 1/2, 1/4,
 *             1/8 ... of the ring
 * </pre>
 */
final class Topology {
  /** Nearest members on each side of the ring: they keep the mesh in one piece. */
  static final int NEAREST_EACH_SIDE = 3;

  private static final int LOWEST_LATENCY = 6;
  private static final int DENSITY_STEPS = 2;
  private static final int BASE_DEGREE = 13;

  /** Fractions of the ring smaller than this find none but ring neighbours. */
  private static final int MAX_FRACTION = 24;

  private final HeardList heard;
  private final RandomGenerator random;

  Topology(HeardList heard, RandomGenerator random) {
    this.heard = heard;
    this.random = random;
  }

  /** How many members the group has, ourselves included, judged from around our own place. */
  double estimatedMembers(GroupAddress own) {
    if (heard.size() <= 2 * DENSITY_STEPS) {
      return heard.size() + 1.0;
    }
    GroupAddress right = own;
    GroupAddress left = own;
    for (int i = 0; i < DENSITY_STEPS; i++) {
      right = heard.after(right).orElseThrow().address();
      left = heard.before(left).orElseThrow().address();
    }
    double between = left.distanceTo(right).ofRing();
    return Math.max(heard.size() + 1.0, 2 * DENSITY_STEPS / Math.max(between, 0x1p-40));
  }

  /** How many neighbours a member of a group of this size should have. */
  static int degree(double members) {
    return BASE_DEGREE + (int) Math.round(Math.log(Math.max(1, members)) / Math.log(2));
  }

  /** The nearest on the ring, each side in turn, without the one at the place itself. */
  Set<PeerId> nearest(GroupAddress place) {
    var nearest = new LinkedHashSet<PeerId>();
    GroupAddress right = place;
    GroupAddress left = place;
    for (int i = 0; i < Math.min(NEAREST_EACH_SIDE, heard.size()); i++) {
      Optional<HeardPeer> after = heard.after(right);
      Optional<HeardPeer> before = heard.before(left);
      right = after.map(HeardPeer::address).orElse(right);
      left = before.map(HeardPeer::address).orElse(left);
      after.ifPresent(peer -> addOther(nearest, peer, place));
      before.ifPresent(peer -> addOther(nearest, peer, place));
    }
    return nearest;
  }

  /**
   * Who should be a neighbour of the member at a place, the most important first.
   *
   * @param byLatency members whose latency is known, the lowest first
   */
  Set<PeerId> best(GroupAddress place, List<PeerId> byLatency, int degree) {
    Set<PeerId> best = nearest(place);
    byLatency.stream().limit(LOWEST_LATENCY).forEach(best::add);
    heard
        .atOrAfter(
            new GroupAddress(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()))
        .ifPresent(peer -> addOther(best, peer, place));
    for (int n = 1; n <= MAX_FRACTION && best.size() < degree; n++) {
      heard.atOrAfter(place.plusFraction(n)).ifPresent(peer -> addOther(best, peer, place));
    }
    if (heard.size() <= degree) {
      heard.all().forEach(peer -> addOther(best, peer, place));
    }
    return best;
  }

  private static void addOther(Set<PeerId> peers, HeardPeer peer, GroupAddress place) {
    if (!peer.address().equals(place)) {
      peers.add(peer.peer());
    }
  }
}
