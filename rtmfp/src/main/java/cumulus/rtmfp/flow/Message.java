package cumulus.rtmfp.flow;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.wire.PacketWriter;
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

  /** Writes the bytes {@code [from, to)} of head and body. */
  void writeTo(PacketWriter packet, int from, int to) {
    int headTo = Math.min(to, headLength);
    if (from < headTo) {
      packet.head(head, headLength, from, headTo);
    }
    int bodyFrom = Math.max(from, headLength);
    packet.payload(body, bodyFrom - headLength, Math.max(0, to - bodyFrom));
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
