package cumulus.group;

import cumulus.flash.group.Fragment;
import org.jspecify.annotations.Nullable;

/** A numbered place of a stream's window: the fragment, or what is known of its whereabouts. */
final class Slot {
  /** When its number became known. */
  long knownNanos;

  /** When it was last asked for; counts only if {@link #isPulled}. */
  long pulledNanos;

  /** Neighbours that have it, as bits. */
  long holders;

  /** True once it was asked for. */
  boolean isPulled;

  /** True if it is to be asked for without waiting: it was there before we came. */
  boolean isUrgent;

  private @Nullable Fragment fragment;

  /** Makes it the place of another number. */
  void reset(long nowNanos, boolean urgent) {
    knownNanos = nowNanos;
    holders = 0;
    isPulled = false;
    isUrgent = urgent;
    fragment = null;
  }

  boolean isHere() {
    return fragment != null;
  }

  /**
   * The fragment.
   *
   * @throws IllegalStateException if it is not here
   */
  Fragment fragment() {
    if (fragment == null) {
      throw new IllegalStateException("no fragment here");
    }
    return fragment;
  }

  void put(Fragment arrived) {
    fragment = arrived;
  }

  /** Bytes held. */
  int bytes() {
    return fragment == null ? 0 : fragment.message().length;
  }
}
