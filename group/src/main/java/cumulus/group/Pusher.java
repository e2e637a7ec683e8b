package cumulus.group;

import cumulus.flash.group.MediaRequests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives fragments to the neighbours that asked for them. One fragment goes to a few neighbours
 * only, and which ones differs from bit to bit: so each gets a part from here and passes it on, and
 * nobody's uplink carries the stream for all.
 */
final class Pusher {
  private final int targets;
  private final long lifetimeNanos;
  private final List<List<StreamPeer>> askers = new ArrayList<>();
  private long sent;

  Pusher(int targets, long lifetimeNanos) {
    this.targets = targets;
    this.lifetimeNanos = lifetimeNanos;
    for (int bit = 0; bit < MediaRequests.BITS; bit++) {
      askers.add(new ArrayList<>());
    }
  }

  /** Fragments sent so far. */
  long sent() {
    return sent;
  }

  /** A neighbour says what it is to be sent from now on. */
  void wanted(StreamPeer peer, int mask) {
    peer.wantedMask(mask);
    for (int bit = 0; bit < MediaRequests.BITS; bit++) {
      List<StreamPeer> list = askers.get(bit);
      list.remove(peer);
      if (peer.wants(bit)) {
        list.add(peer);
        int place = bit;
        list.sort(Comparator.comparingInt(asker -> asker.rank(place)));
      }
    }
  }

  void forget(StreamPeer peer) {
    askers.forEach(list -> list.remove(peer));
  }

  /** A fragment has come into its slot. */
  void push(long id, Slot slot) {
    List<StreamPeer> list = askers.get((int) id & MediaRequests.BITS - 1);
    for (int i = 0; i < Math.min(targets, list.size()); i++) {
      StreamPeer peer = list.get(i);
      if ((slot.holders & peer.bit()) == 0) {
        give(peer, slot);
      }
    }
  }

  /** A neighbour asks for one fragment that is here. */
  void pulled(StreamPeer peer, Slot slot) {
    if (peer.mayPull()) {
      give(peer, slot);
    }
  }

  private void give(StreamPeer peer, Slot slot) {
    if (peer.send(slot.fragment(), lifetimeNanos)) {
      slot.holders |= peer.bit();
      sent++;
    }
  }
}
