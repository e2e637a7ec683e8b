package cumulus.rtmfp.session;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.crypto.Options;
import cumulus.rtmfp.flow.ReceiveQueue;
import cumulus.rtmfp.flow.SendLines;
import cumulus.rtmfp.flow.SendQueue;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.LongTable;
import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.UserData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The flows of a session in both directions, and which of them sends next. */
final class SessionFlows {
  /** Flash uses 2 for its control flow, and some servers rely on it. */
  private static final long FIRST_FLOW_ID = 2;

  private static final int METADATA = 0x00;
  private static final int RETURN_ASSOCIATION = 0x0a;
  private static final int FIRST_IGNORABLE = 0x2000;

  /** A packet with less room than this is not filled with another flow's data. */
  private static final int WORTHWHILE = 64;

  private final Link link;
  private final LongTable<SendQueue> sending;
  private final LongTable<ReceiveQueue> receiving;
  private final SendLines lines = new SendLines();
  private long nextFlowId = FIRST_FLOW_ID;
  private long dueNanos = Deadlines.NEVER;
  private long missedBefore;
  private boolean isTimeCritical;

  SessionFlows(Link link) {
    this.link = link;
    this.sending = new LongTable<>(link.engine.random.nextLong());
    this.receiving = new LongTable<>(link.engine.random.nextLong());
  }

  // ---- sending

  SendFlow open(
      byte[] metadata,
      Optional<RecvFlow> inReturnTo,
      Priority priority,
      SendFlowListener listener) {
    if (metadata.length > Params.MAX_METADATA) {
      throw new IllegalArgumentException("metadata is longer than " + Params.MAX_METADATA);
    }
    if (sending.size() >= link.engine.limits.flowsPerSession()) {
      throw new IllegalStateException(
          "limit of " + link.engine.limits.flowsPerSession() + " flows reached");
    }
    var flow =
        new SendQueue(
            link.session,
            link.flight,
            link.engine.pool,
            nextFlowId++,
            metadata,
            inReturnTo,
            priority,
            listener);
    sending.put(flow.id(), flow);
    if (link.session.isTraced()) {
      traceOpened(flow.id(), true, metadata, inReturnTo.map(RecvFlow::id));
    }
    return flow;
  }

  /** An acknowledgement of a flow of ours. */
  void onAck(Ack ack) throws ProtocolException {
    if (!sending.contains(ack.flowId)) {
      throw new ProtocolException(DropReason.ACK_UNKNOWN);
    }
    sending.get(ack.flowId).onAck(ack);
  }

  Optional<SendQueue> sending(long id) {
    return sending.find(id);
  }

  void wantsToSend(SendQueue flow) {
    if (lines.add(flow)) {
      link.session.wantsTurn();
    }
  }

  /** True if a flow has something to send now, windows of the session aside. */
  boolean hasSendable() {
    return lines.hasSendable();
  }

  /**
   * Fills a packet with data, highest priority first, equal ones in turn.
   *
   * @return true if user data was written; {@link #isTimeCritical} then says of which kind
   */
  boolean writeTo(PacketWriter packet) {
    boolean hasData = false;
    isTimeCritical = false;
    for (int line = lines.below(SendLines.COUNT); line >= 0; line = lines.below(line)) {
      SendQueue last = lines.last(line);
      boolean isEnd = false;
      while (!isEnd && packet.room() >= WORTHWHILE) {
        SendQueue flow = lines.removeFirst(line);
        isEnd = flow == last;
        if (flow.writeTo(packet, hasData)) {
          hasData = true;
          isTimeCritical |= flow.priority().isTimeCritical();
        }
        wantsToSend(flow);
      }
    }
    return hasData;
  }

  boolean isTimeCritical() {
    return isTimeCritical;
  }

  void remove(SendQueue flow) {
    sending.remove(flow.id());
  }

  long queuedBytes() {
    long[] sum = {0};
    sending.forEach(flow -> sum[0] += flow.queuedBytes());
    return sum[0];
  }

  // ---- receiving

  void onData(UserData data) throws ProtocolException {
    ReceiveQueue flow = receiving.contains(data.flowId) ? receiving.get(data.flowId) : accept(data);
    flow.onData(data);
  }

  /** The first chunk of a flow (RFC 7016 section 3.6.3.1): what it is for, and what it answers. */
  private ReceiveQueue accept(UserData data) throws ProtocolException {
    if (receiving.size() >= link.engine.limits.flowsPerSession()) {
      throw new ProtocolException(DropReason.FLOW_LIMIT);
    }
    Optional<byte[]> metadata = Optional.empty();
    Optional<Long> association = Optional.empty();
    boolean isUnderstood = true;
    var options =
        new Options(data.packet, data.optionsFrom, data.optionsTo, DropReason.CHUNK_MALFORMED);
    while (options.next()) {
      switch (options.type()) {
        case METADATA -> metadata = Optional.of(options.value());
        case RETURN_ASSOCIATION -> association = Optional.of(options.takeVlu());
        default -> isUnderstood &= options.type() >= FIRST_IGNORABLE || options.type() < 0;
      }
    }
    Optional<SendFlow> answered =
        association.flatMap(this::sending).filter(SendQueue::isOpen).map(flow -> flow);
    byte[] purpose = metadata.orElseGet(() -> new byte[0]);
    ReceiveQueue flow = receiveQueue(data.flowId, purpose, answered);
    receiving.put(data.flowId, flow);
    if (link.session.isTraced()) {
      traceOpened(data.flowId, false, purpose, association);
    }
    boolean isGood =
        isUnderstood
            && metadata.isPresent()
            && purpose.length <= Params.MAX_METADATA
            && association.isPresent() == answered.isPresent();
    if (isGood) {
      flow.deliverTo(link.session.follower().onFlow(link.session, flow));
    } else {
      flow.reject(0);
    }
    link.session.owesAck(flow, true);
    return flow;
  }

  private void traceOpened(long id, boolean isSending, byte[] metadata, Optional<Long> inReturnTo) {
    OptionalLong answered =
        inReturnTo.isPresent() ? OptionalLong.of(inReturnTo.get()) : OptionalLong.empty();
    link.session.emit(new TraceEvent.FlowOpened(id, isSending, metadata.clone(), answered));
  }

  private ReceiveQueue receiveQueue(long id, byte[] metadata, Optional<SendFlow> inReturnTo) {
    return new ReceiveQueue(
        link.session,
        link.engine.limits,
        link.budget,
        link.engine.buffers,
        id,
        metadata,
        inReturnTo);
  }

  /** Buffer Probe: the advertised buffer goes out at once. */
  void onProbe(long flowId) {
    receiving.find(flowId).ifPresent(flow -> link.session.owesAck(flow, true));
  }

  void remove(ReceiveQueue flow) {
    missedBefore += flow.missed();
    receiving.remove(flow.id());
  }

  long missed() {
    long[] sum = {missedBefore};
    receiving.forEach(flow -> sum[0] += flow.missed());
    return sum[0];
  }

  // ---- time and end

  void timerAt(long nanos) {
    dueNanos = Link.earlier(dueNanos, nanos);
  }

  long onTimer(long nowNanos) {
    if (dueNanos == Deadlines.NEVER || nowNanos - dueNanos < 0) {
      return dueNanos;
    }
    dueNanos = Deadlines.NEVER;
    for (SendQueue flow : all(sending)) {
      timerAt(flow.onTimer(nowNanos));
    }
    for (ReceiveQueue flow : all(receiving)) {
      timerAt(flow.onTimer(nowNanos));
    }
    return dueNanos;
  }

  /** The session is over: receiving flows deliver what they may, then everything is let go. */
  void tearDown() {
    List<ReceiveQueue> inOrder = all(receiving);
    inOrder.sort(Comparator.comparingLong(ReceiveQueue::id));
    inOrder.forEach(ReceiveQueue::onSessionEnd);
    all(sending).forEach(SendQueue::onSessionEnd);
    missedBefore = missed();
    receiving.clear();
    sending.clear();
    lines.clear();
  }

  private static <T> List<T> all(LongTable<T> table) {
    var copy = new ArrayList<T>(table.size());
    table.forEach(copy::add);
    return copy;
  }
}
