package cumulus.group;

import cumulus.flash.group.Fragment;
import java.util.Arrays;

/**
 * The fragments of a stream that are young enough to matter: a gapless run of numbers, each with a
 * {@link Slot}. Bounded in numbers and in bytes; the oldest go first.
 */
final class FragmentWindow {
  /** Numbers in the window. */
  static final int MAX_FRAGMENTS = 1 << 15;

  /** Bytes held. */
  static final long MAX_BYTES = 32L << 20;

  /** A number further ahead of the newest known one is not believed. */
  static final long MAX_AHEAD = MAX_FRAGMENTS / 4;

  private static final int SMALLEST = 256;

  private Slot[] slots = filled(SMALLEST);
  private long first;
  private long next;
  private long bytes;
  private long emptySinceNanos;

  boolean isEmpty() {
    return first == next;
  }

  /** The oldest number. */
  long first() {
    return first;
  }

  /** The newest number; one less than {@link #first} if the window is empty. */
  long last() {
    return next - 1;
  }

  boolean contains(long id) {
    return id >= first && id < next;
  }

  /** The place of a number that is contained. */
  Slot slot(long id) {
    return slots[(int) id & slots.length - 1];
  }

  boolean isHere(long id) {
    return contains(id) && slot(id).isHere();
  }

  long bytes() {
    return bytes;
  }

  /** How long nothing has been known of the stream. */
  long emptyForNanos(long nowNanos) {
    return isEmpty() ? nowNanos - emptySinceNanos : 0;
  }

  /** Begins at a number; what was before is gone. */
  void startAt(long id) {
    while (!isEmpty()) {
      dropFirst();
    }
    first = id;
    next = id;
  }

  /**
   * Makes places up to a number.
   *
   * @return false if it lies too far ahead to be believed
   */
  boolean extendTo(long nowNanos, long id, boolean isUrgent) {
    if (id - next >= MAX_AHEAD) {
      return false;
    }
    while (next <= id) {
      if (next - first == slots.length) {
        if (slots.length == MAX_FRAGMENTS) {
          dropFirst();
        } else {
          grow();
        }
      }
      slot(next).reset(nowNanos, isUrgent);
      next++;
    }
    return true;
  }

  /** Puts a fragment into its place, which must be contained and without one. */
  void put(Fragment fragment) {
    Slot slot = slot(fragment.id());
    slot.put(fragment);
    bytes += slot.bytes();
    while (bytes > MAX_BYTES) {
      dropFirst();
    }
  }

  /** Drops what has been known for longer than a span. */
  void expire(long nowNanos, long keepNanos) {
    boolean wasEmpty = isEmpty();
    while (!isEmpty() && nowNanos - slot(first).knownNanos > keepNanos) {
      dropFirst();
    }
    if (!wasEmpty && isEmpty()) {
      emptySinceNanos = nowNanos;
    }
  }

  /** A neighbour is gone: it holds nothing any more. */
  void forgetHolder(long bit) {
    for (long id = first; id < next; id++) {
      slot(id).holders &= ~bit;
    }
  }

  private void dropFirst() {
    Slot slot = slot(first);
    bytes -= slot.bytes();
    slot.reset(0, false);
    first++;
  }

  private void grow() {
    Slot[] larger = filled(slots.length * 2);
    for (long id = first; id < next; id++) {
      larger[(int) id & larger.length - 1] = slot(id);
    }
    slots = larger;
  }

  private static Slot[] filled(int length) {
    var slots = new Slot[length];
    Arrays.setAll(slots, _ -> new Slot());
    return slots;
  }
}
