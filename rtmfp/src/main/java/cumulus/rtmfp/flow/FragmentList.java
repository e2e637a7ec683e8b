package cumulus.rtmfp.flow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sequence numbers of a sending flow that are not yet acknowledged, lowest first. */
final class FragmentList {
  private @Nullable Fragment first;
  private @Nullable Fragment last;

  FragmentList() {}

  @Nullable Fragment first() {
    return first;
  }

  void append(Fragment fragment) {
    fragment.previousInFlow = last;
    if (last == null) {
      first = fragment;
    } else {
      last.nextInFlow = fragment;
    }
    last = fragment;
  }

  void remove(Fragment fragment) {
    Fragment before = fragment.previousInFlow;
    Fragment after = fragment.nextInFlow;
    if (before == null) {
      first = after;
    } else {
      before.nextInFlow = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previousInFlow = before;
    }
  }

  /** The lowest one that waits to be sent again; there must be one. */
  Fragment firstNotInFlight() {
    Fragment fragment = first;
    while (fragment != null && fragment.isInFlight) {
      fragment = fragment.nextInFlow;
    }
    return Objects.requireNonNull(fragment, "every fragment is in flight");
  }

  /**
   * FSN: nothing up to it will be sent again with data. The empty final number does not count, so
   * that it goes out with an offset of 1 as old peers expect it.
   */
  long forwardSequence(long nextSequence) {
    Fragment fragment = first;
    long forward = fragment == null ? nextSequence - 1 : fragment.sequence - 1;
    while (fragment != null && fragment.isAbandoned && !fragment.isFinal) {
      forward = fragment.sequence;
      fragment = fragment.nextInFlow;
    }
    return forward;
  }
}
