package cumulus.group;

import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Links that are being opened: first to the addresses that are known, then with the server's help.
 * A member that could not be reached is left alone for a while, whatever gossip says of it.
 */
final class Dials {
  /** Members known to be unreachable. */
  static final int MAX_UNREACHABLE = 256;

  private static final long UNREACHABLE_NANOS = 120_000_000_000L;

  private record Dial(boolean isDirect, long byNanos) {}

  private final PeerNetwork network;
  private final GroupSettings settings;
  private final Map<PeerId, Dial> dials = new LinkedHashMap<>();
  private final Map<PeerId, Long> unreachable = new LinkedHashMap<>();
  private long introductions;

  Dials(PeerNetwork network, GroupSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  int size() {
    return dials.size();
  }

  /** Introductions asked of the server so far. */
  long introductions() {
    return introductions;
  }

  /** True if it could be tried now: it is not being tried, nor was it in vain lately. */
  boolean mayDial(long nowNanos, PeerId peer) {
    return dials.size() < settings.maxAttempts()
        && !dials.containsKey(peer)
        && !isUnreachable(nowNanos, peer);
  }

  /** True if it was tried in vain, or left, not long ago. */
  boolean isUnreachable(long nowNanos, PeerId peer) {
    Long sinceNanos = unreachable.get(peer);
    if (sinceNanos != null && nowNanos - sinceNanos >= UNREACHABLE_NANOS) {
      unreachable.remove(peer);
      return false;
    }
    return sinceNanos != null;
  }

  /** Begins, at once with the server if no address is known. */
  void dial(long nowNanos, PeerId peer, List<PeerAddress> addresses) {
    List<PeerAddress> direct =
        addresses.stream().filter(a -> a.origin() != PeerAddress.INTRODUCER).toList();
    if (direct.isEmpty()) {
      introduce(nowNanos, peer);
    } else {
      dials.put(peer, new Dial(true, nowNanos + settings.directFor().toNanos()));
      network.connect(peer, direct);
    }
  }

  /** An attempt has come to its end; true if it was ours. */
  boolean remove(PeerId peer) {
    return dials.remove(peer) != null;
  }

  /** A link with the peer stands by other means. */
  void abandon(PeerId peer) {
    if (remove(peer)) {
      network.abandon(peer);
    }
  }

  /** The network gives an attempt up; answers the peer to forget, if there is no further way. */
  boolean isGivenUp(long nowNanos, PeerId peer) {
    Dial dial = dials.remove(peer);
    if (dial == null) {
      return false;
    }
    if (dial.isDirect()) {
      introduce(nowNanos, peer);
      return false;
    }
    markUnreachable(nowNanos, peer);
    return true;
  }

  /** Gives up what took too long; answers the peers to which there is no further way. */
  Set<PeerId> advance(long nowNanos) {
    var late = new LinkedHashSet<PeerId>();
    dials.forEach(
        (peer, dial) -> {
          if (nowNanos - dial.byNanos() >= 0) {
            late.add(peer);
          }
        });
    late.forEach(network::abandon);
    late.removeIf(peer -> !isGivenUp(nowNanos, peer));
    return late;
  }

  void abandonAll() {
    List.copyOf(dials.keySet()).forEach(this::abandon);
  }

  long untilDueNanos(long nowNanos) {
    long least = Long.MAX_VALUE;
    for (Dial dial : dials.values()) {
      least = Math.min(least, dial.byNanos() - nowNanos);
    }
    return least;
  }

  /** For a while nobody tries this peer. */
  void markUnreachable(long nowNanos, PeerId peer) {
    unreachable.remove(peer);
    if (unreachable.size() >= MAX_UNREACHABLE) {
      unreachable.remove(unreachable.keySet().iterator().next());
    }
    unreachable.put(peer, nowNanos);
  }

  private void introduce(long nowNanos, PeerId peer) {
    introductions++;
    dials.put(peer, new Dial(false, nowNanos + settings.introducedFor().toNanos()));
    network.connectThroughServer(peer);
  }
}
