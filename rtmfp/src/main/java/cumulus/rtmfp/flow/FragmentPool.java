package cumulus.rtmfp.flow;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import java.util.ArrayDeque;

/**
 * Fragments and messages to use again, so that steady sending makes no garbage. One per endpoint.
 */
public final class FragmentPool {
  private static final int MAX_KEPT = 16_384;

  private final ArrayDeque<Fragment> fragments = new ArrayDeque<>();
  private final ArrayDeque<Message> messages = new ArrayDeque<>();

  public FragmentPool() {}

  Fragment fragment() {
    Fragment kept = fragments.pollLast();
    return kept == null ? new Fragment() : kept;
  }

  Message message() {
    Message kept = messages.pollLast();
    return kept == null ? new Message() : kept;
  }

  void recycle(Fragment fragment) {
    fragment.message = null;
    fragment.flow = null;
    fragment.previousInFlow = null;
    fragment.nextInFlow = null;
    fragment.isAbandoned = false;
    fragment.isFinal = false;
    fragment.naks = 0;
    if (fragments.size() < MAX_KEPT) {
      fragments.addLast(fragment);
    }
  }

  void recycle(Message message) {
    message.body = Payload.EMPTY;
    message.delivery = Delivery.RELIABLE;
    message.fragmented = 0;
    message.outstanding = 0;
    message.isBegun = false;
    message.isAbandoned = false;
    message.next = null;
    if (messages.size() < MAX_KEPT) {
      messages.addLast(message);
    }
  }
}
