package cumulus.rtmfp.flow;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a sending flow that are not yet wholly in fragments, oldest first. Only the head
 * may be begun.
 */
final class UnsentMessages {
  private final FragmentPool pool;
  private @Nullable Message head;
  private @Nullable Message tail;
  private long notBegunBytes;

  UnsentMessages(FragmentPool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return head == null;
  }

  @Nullable Message head() {
    return head;
  }

  long notBegunBytes() {
    return notBegunBytes;
  }

  void add(Message message) {
    if (tail == null) {
      head = message;
    } else {
      tail.next = message;
    }
    tail = message;
    notBegunBytes += message.length;
  }

  /** So many more bytes of the head stand in fragments. */
  void fragmented(Message message, int bytes) {
    if (!message.isBegun) {
      message.isBegun = true;
      notBegunBytes -= message.length;
    }
    message.fragmented += bytes;
    if (message.isWhollyFragmented()) {
      unlinkHead();
    }
  }

  /** Takes a begun head out that will not be sent on. */
  void removeHead(Message message) {
    assert head == message && message.isBegun : "only a begun head is cut off";
    message.fragmented = message.length;
    unlinkHead();
  }

  /** Drops messages at the head that may not start any more; returns their bytes. */
  long dropExpired(long nowNanos) {
    long dropped = 0;
    while (head != null && !head.mayStart(nowNanos)) {
      Message expired = head;
      dropped += expired.length;
      unlinkHead();
      pool.recycle(expired);
    }
    notBegunBytes -= dropped;
    return dropped;
  }

  /** Drops the discardable ones that are not begun; returns their number. */
  int discard() {
    int discarded = 0;
    Message kept = null;
    Message next = head;
    while (next != null) {
      Message message = next;
      next = message.next;
      if (message.isBegun || !message.delivery.isDiscardable()) {
        kept = message;
        continue;
      }
      discarded++;
      notBegunBytes -= message.length;
      if (kept == null) {
        head = next;
      } else {
        kept.next = next;
      }
      pool.recycle(message);
    }
    tail = kept;
    return discarded;
  }

  /** Drops everything; returns the bytes of messages that no fragment refers to any more. */
  long clear() {
    long dropped = notBegunBytes;
    while (head != null) {
      Message message = head;
      unlinkHead();
      if (message.outstanding > 0) {
        message.fragmented = message.length;
      } else {
        dropped += message.isBegun ? message.length : 0;
        pool.recycle(message);
      }
    }
    notBegunBytes = 0;
    return dropped;
  }

  /** Age of the oldest discardable one that is not begun, 0 if there is none. */
  long oldestDiscardableNanos(long nowNanos) {
    for (Message message = head; message != null; message = message.next) {
      if (!message.isBegun && message.delivery.isDiscardable()) {
        return nowNanos - message.writtenNanos;
      }
    }
    return 0;
  }

  private void unlinkHead() {
    Message first = Objects.requireNonNull(head, "empty");
    head = first.next;
    first.next = null;
    if (head == null) {
      tail = null;
    }
  }
}
