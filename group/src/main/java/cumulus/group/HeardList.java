package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The members we have heard of, on their ring; bounded, the longest unheard goes first. */
final class HeardList {
  private final int limit;
  private final Map<PeerId, HeardPeer> peers = new LinkedHashMap<>();
  private final TreeMap<GroupAddress, HeardPeer> ring = new TreeMap<>();

  HeardList(int limit) {
    this.limit = limit;
  }

  int size() {
    return peers.size();
  }

  Optional<HeardPeer> get(PeerId peer) {
    return Optional.ofNullable(peers.get(peer));
  }

  /** In the order in which news of them came, the oldest first. */
  Collection<HeardPeer> all() {
    return peers.values();
  }

  /**
   * Takes news of a member; older ones than we have are passed over.
   *
   * @param addresses replace those that were known, unless empty
   * @return true if we had not known of it
   */
  boolean hear(PeerId peer, long heardNanos, List<PeerAddress> addresses) {
    HeardPeer known = peers.get(peer);
    if (known != null && heardNanos - known.heardNanos() < 0) {
      return false;
    }
    if (known == null && peers.size() >= limit) {
      forget(peers.keySet().iterator().next());
    }
    GroupAddress address = known == null ? GroupAddress.of(peer) : known.address();
    List<PeerAddress> told =
        addresses.isEmpty() && known != null ? known.addresses() : List.copyOf(addresses);
    var fresh = new HeardPeer(peer, address, heardNanos, told);
    peers.remove(peer);
    peers.put(peer, fresh);
    ring.put(address, fresh);
    return known == null;
  }

  void forget(PeerId peer) {
    HeardPeer known = peers.remove(peer);
    if (known != null) {
      ring.remove(known.address());
    }
  }

  /** Forgets everybody of whom this holds. */
  void forgetIf(Predicate<HeardPeer> condition) {
    for (var peers = this.peers.values().iterator(); peers.hasNext(); ) {
      HeardPeer peer = peers.next();
      if (condition.test(peer)) {
        peers.remove();
        ring.remove(peer.address());
      }
    }
  }

  /** The first at this place or further on, around the ring; empty only if nobody is known. */
  Optional<HeardPeer> atOrAfter(GroupAddress place) {
    var entry = ring.ceilingEntry(place);
    return Optional.ofNullable(entry == null ? ring.firstEntry() : entry).map(Map.Entry::getValue);
  }

  /** The next one on the ring. */
  Optional<HeardPeer> after(GroupAddress place) {
    var entry = ring.higherEntry(place);
    return Optional.ofNullable(entry == null ? ring.firstEntry() : entry).map(Map.Entry::getValue);
  }

  /** The one before on the ring. */
  Optional<HeardPeer> before(GroupAddress place) {
    var entry = ring.lowerEntry(place);
    return Optional.ofNullable(entry == null ? ring.lastEntry() : entry).map(Map.Entry::getValue);
  }
}
