package cumulus.rtmfp.session;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.flow.ReceiveQueue;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.ArrayList;

/**
 * Acknowledgements that a session owes (RFC 7016 section 3.6.3.4): at once, with every second
 * packet, or after 200 ms.
 */
final class AckState {
  private final SessionCore session;
  private final ArrayList<ReceiveQueue> owing = new ArrayList<>(2);
  private boolean isAtOnce;
  private int packets;
  private long delayedNanos = Deadlines.NEVER;

  AckState(SessionCore session) {
    this.session = session;
  }

  void owes(ReceiveQueue flow, boolean atOnce) {
    if (!flow.owesAck()) {
      flow.setOwesAck(true);
      owing.add(flow);
    }
    if (atOnce) {
      setAtOnce();
    } else if (delayedNanos == Deadlines.NEVER) {
      delayedNanos = session.nowNanos() + Params.DELAYED_ACK_NANOS;
      session.wakeAt(delayedNanos);
    }
  }

  /** A packet with user data was worked off. */
  void onDataPacket() {
    if (++packets >= Params.ACK_EVERY_PACKETS) {
      setAtOnce();
    }
  }

  private void setAtOnce() {
    isAtOnce = true;
    session.wantsTurn();
  }

  /** True if a packet must go out for them now. */
  boolean isDue() {
    return isAtOnce && !owing.isEmpty();
  }

  /** Writes as many as fit, so also along with data. */
  void writeTo(PacketWriter packet) {
    int written = 0;
    while (written < owing.size() && owing.get(written).writeAck(packet)) {
      owing.get(written).setOwesAck(false);
      written++;
    }
    if (written < owing.size()) {
      owing.subList(0, written).clear();
    } else {
      owing.clear();
      isAtOnce = false;
      packets = 0;
      delayedNanos = Deadlines.NEVER;
    }
  }

  long onTimer(long nowNanos) {
    if (delayedNanos != Deadlines.NEVER && nowNanos - delayedNanos >= 0) {
      delayedNanos = Deadlines.NEVER;
      setAtOnce();
    }
    return delayedNanos;
  }
}
