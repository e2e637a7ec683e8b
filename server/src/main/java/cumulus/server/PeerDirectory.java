package cumulus.server;

import cumulus.flash.group.PeerId;
import cumulus.rtmfp.Address;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All connected clients of the server by peer id, on every loop, so that introductions wait for
 * nobody (house rule). Of two clients with one id the newer is found.
 */
final class PeerDirectory {
  /** Peers that have left and are remembered, so that a failure can be told better. */
  static final int MAX_LEFT = 1024;

  private final Map<PeerId, Peer> byId = new HashMap<>();
  private final Map<Address, Peer> byAddress = new HashMap<>();
  private final Set<PeerId> left = new LinkedHashSet<>();

  /** Enters a peer, or what is new of it. */
  void put(Peer peer) {
    var key = PeerId.wrap(peer.peerId());
    Peer before = byId.put(key, peer);
    if (before != null) {
      byAddress.remove(before.observed(), before);
    }
    byAddress.put(peer.observed(), peer);
    left.remove(key);
  }

  /** The session of a client is over: its id is unknown from now on. */
  void remove(byte[] peerId, long client) {
    var key = PeerId.wrap(peerId);
    Peer peer = byId.get(key);
    if (peer == null || peer.client() != client) {
      return;
    }
    byId.remove(key);
    byAddress.remove(peer.observed(), peer);
    left.add(key);
    if (left.size() > MAX_LEFT) {
      left.remove(left.iterator().next());
    }
  }

  Optional<Peer> find(byte[] peerId) {
    return Optional.ofNullable(byId.get(PeerId.wrap(peerId)));
  }

  /** The client whose packets come from this address. */
  Optional<Peer> at(Address address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** True if such a peer was here lately and is not any more. */
  boolean hasLeft(byte[] peerId) {
    return left.contains(PeerId.wrap(peerId));
  }

  int size() {
    return byId.size();
  }
}
