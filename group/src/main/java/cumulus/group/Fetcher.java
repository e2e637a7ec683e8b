package cumulus.group;

import cumulus.flash.group.MediaRequests;
import java.util.Collection;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks neighbours for a stream (netgroup section 3.5). Fragments are shared out by their number
 * modulo 8: for each of these bits one neighbour is asked to push. Every two seconds a second one
 * is asked for the next bit, and of two that push the same the slower is let off. A neighbour that
 * announces fragments of its bit and does not push them is replaced. What has been missing for the
 * fetch period is pulled, from one holder after the other.
 */
final class Fetcher {
  /** Fragments asked for one by one in a tick. */
  static final int MAX_PULLS_PER_TICK = 64;

  private static final long MILLI_NANOS = 1_000_000L;
  private static final long ROTATION_NANOS = 2000 * MILLI_NANOS;

  /** A fragment of a bit that is known for so long, and not here, was not pushed. */
  private static final long STALL_NANOS = 1000 * MILLI_NANOS;

  /** An unanswered pull is repeated after this, with another neighbour. */
  private static final long PULL_RETRY_NANOS = 1000 * MILLI_NANOS;

  private final FragmentWindow window;
  private final RandomGenerator random;
  private final long windowNanos;
  private final long fetchNanos;

  /** For each bit the neighbours that are asked to push it. */
  private final long[] pushers = new long[MediaRequests.BITS];

  private int nextBit;
  private long rotatedNanos;
  private long lowestMissing;
  private long pulls;

  Fetcher(
      long nowNanos,
      FragmentWindow window,
      RandomGenerator random,
      long windowNanos,
      long fetchNanos) {
    this.window = window;
    this.random = random;
    this.windowNanos = windowNanos;
    this.fetchNanos = fetchNanos;
    this.rotatedNanos = nowNanos;
  }

  /** Fragments asked for one by one so far. */
  long pulls() {
    return pulls;
  }

  /** A fragment has come from a neighbour, for the first time or once more. */
  void arrived(long nowNanos, StreamPeer from, long id, boolean isNew) {
    int bit = bit(id);
    from.pushed(nowNanos, bit);
    if (!isNew && (pushers[bit] & from.bit()) != 0 && Long.bitCount(pushers[bit]) > 1) {
      letOff(from, bit);
    }
  }

  /** A neighbour gives nothing any more. */
  void forget(StreamPeer peer) {
    for (int bit = 0; bit < pushers.length; bit++) {
      pushers[bit] &= ~peer.bit();
    }
  }

  /** Asks for what is due, of neighbours that have accepted the stream. */
  void tick(long nowNanos, Collection<StreamPeer> peers) {
    if (peers.isEmpty()) {
      return;
    }
    for (int bit = 0; bit < pushers.length; bit++) {
      if (pushers[bit] == 0) {
        int chosen = bit;
        first(peers).ifPresent(peer -> ask(nowNanos, peer, chosen));
      }
    }
    replaceStalled(nowNanos, peers);
    if (nowNanos - rotatedNanos >= ROTATION_NANOS) {
      rotatedNanos = nowNanos;
      rotate(nowNanos, peers);
    }
    peers.forEach(StreamPeer::sendAsked);
    pull(nowNanos, peers);
  }

  /** One of those known to have something; before any has, the one that offered first. */
  private Optional<StreamPeer> first(Collection<StreamPeer> peers) {
    long announcing = 0;
    for (StreamPeer peer : peers) {
      announcing |= peer.hasAnnounced() ? peer.bit() : 0;
    }
    return announcing == 0 ? peers.stream().findFirst() : anyOf(peers, announcing);
  }

  private void replaceStalled(long nowNanos, Collection<StreamPeer> peers) {
    long newest = window.last();
    while (window.contains(newest) && nowNanos - window.slot(newest).knownNanos < STALL_NANOS) {
      newest--;
    }
    for (long id = newest; id > newest - MediaRequests.BITS && window.contains(id); id--) {
      int bit = bit(id);
      Slot slot = window.slot(id);
      if (!slot.isHere() && isStalled(nowNanos, peers, bit)) {
        Optional<StreamPeer> other = anyOf(peers, slot.holders & ~pushers[bit]);
        other.ifPresent(
            peer -> {
              letOffAll(peers, bit, 0);
              ask(nowNanos, peer, bit);
            });
      }
    }
  }

  /** True if everybody asked for the bit has had time to push something and has not. */
  private boolean isStalled(long nowNanos, Collection<StreamPeer> peers, int bit) {
    for (StreamPeer peer : peers) {
      if ((pushers[bit] & peer.bit()) != 0
          && (peer.askedForNanos(nowNanos, bit) < STALL_NANOS
              || nowNanos - peer.pushedNanos(bit) < STALL_NANOS)) {
        return false;
      }
    }
    return true;
  }

  private void rotate(long nowNanos, Collection<StreamPeer> peers) {
    int bit = nextBit;
    nextBit = nextBit + 1 & MediaRequests.BITS - 1;
    if (Long.bitCount(pushers[bit]) > 1) {
      // The one that was asked the last time never pushed, or both push different fragments.
      letOffAll(peers, bit, quickest(peers, bit));
    }
    long announcing = 0;
    for (StreamPeer peer : peers) {
      announcing |= peer.hasAnnounced() ? peer.bit() : 0;
    }
    anyOf(peers, announcing & ~pushers[bit]).ifPresent(peer -> ask(nowNanos, peer, bit));
  }

  /** The bit of the neighbour that pushed last. */
  private long quickest(Collection<StreamPeer> peers, int bit) {
    long best = 0;
    long bestNanos = 0;
    for (StreamPeer peer : peers) {
      if ((pushers[bit] & peer.bit()) != 0
          && (best == 0 || peer.pushedNanos(bit) - bestNanos > 0)) {
        best = peer.bit();
        bestNanos = peer.pushedNanos(bit);
      }
    }
    return best;
  }

  private void pull(long nowNanos, Collection<StreamPeer> peers) {
    lowestMissing = Math.max(lowestMissing, window.first());
    while (window.isHere(lowestMissing)) {
      lowestMissing++;
    }
    int left = MAX_PULLS_PER_TICK;
    for (long id = lowestMissing; id <= window.last() && left > 0; id++) {
      Slot slot = window.slot(id);
      long knownFor = nowNanos - slot.knownNanos;
      if (!slot.isUrgent && knownFor < fetchNanos) {
        return;
      }
      if (!slot.isHere()
          && knownFor < windowNanos
          && (!slot.isPulled || nowNanos - slot.pulledNanos >= PULL_RETRY_NANOS)) {
        Optional<StreamPeer> holder = anyOf(peers, slot.holders);
        if (holder.isPresent()) {
          slot.isPulled = true;
          slot.pulledNanos = nowNanos;
          holder.get().send(MediaRequests.pull(id), windowNanos - knownFor);
          pulls++;
          left--;
        }
      }
    }
  }

  private void ask(long nowNanos, StreamPeer peer, int bit) {
    pushers[bit] |= peer.bit();
    peer.ask(nowNanos, bit);
  }

  private void letOff(StreamPeer peer, int bit) {
    pushers[bit] &= ~peer.bit();
    peer.unask(bit);
  }

  private void letOffAll(Collection<StreamPeer> peers, int bit, long except) {
    for (StreamPeer peer : peers) {
      if ((pushers[bit] & peer.bit() & ~except) != 0) {
        letOff(peer, bit);
      }
    }
    pushers[bit] &= except;
  }

  /** One at random of those in a set. */
  private Optional<StreamPeer> anyOf(Collection<StreamPeer> peers, long bits) {
    int count = 0;
    for (StreamPeer peer : peers) {
      count += (bits & peer.bit()) != 0 ? 1 : 0;
    }
    if (count == 0) {
      return Optional.empty();
    }
    int chosen = random.nextInt(count);
    for (StreamPeer peer : peers) {
      if ((bits & peer.bit()) != 0 && chosen-- == 0) {
        return Optional.of(peer);
      }
    }
    return Optional.empty();
  }

  private static int bit(long id) {
    return (int) id & MediaRequests.BITS - 1;
  }
}
