package cumulus.rtmfp.flow;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A message queued on a sending flow until its last fragment is acknowledged or given up. Recycled.
 */
final class Message {
  Payload body = Payload.EMPTY;
  Delivery delivery = Delivery.RELIABLE;
  long head;
  int headLength;
  int length;
  long writtenNanos;

  /** Bytes that already stand in fragments. */
  int fragmented;

  /** Fragments not yet acknowledged. */
  int outstanding;

  boolean isBegun;
  boolean isAbandoned;

  @Nullable Message next;

  boolean isWhollyFragmented() {
    return isBegun && fragmented == length;
  }

  boolean mayStart(long nowNanos) {
    return isBegun
        || mayFinish(nowNanos)
            && (delivery.startWithinNanos() == 0
                || nowNanos - writtenNanos <= delivery.startWithinNanos());
  }

  boolean mayFinish(long nowNanos) {
    return delivery.finishWithinNanos() == 0
        || nowNanos - writtenNanos <= delivery.finishWithinNanos();
  }
}
