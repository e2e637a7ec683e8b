package cumulus.rtmfp.flow;

import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.UserData;
import cumulus.rtmfp.wire.Vlu;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Receiving side of a flow (RFC 7016 section 3.6.3). */
public final class ReceiveQueue implements RecvFlow {
  private enum State {
    OPEN,
    REJECTED,
    COMPLETE
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final FlowOwner owner;
  private final Limits limits;
  private final long id;
  private final byte[] metadata;
  private final Optional<SendFlow> inReturnTo;
  private final SequenceRanges received = new SequenceRanges();
  private final Reorderer reorderer;
  private RecvFlowListener listener;

  private State state = State.OPEN;
  private long finalSequence = -1;
  private long rejectCode;
  private boolean isSuspended;
  private boolean isNarrow;
  private boolean owesAck;
  private boolean isRejected;
  private long capacity = Params.RECEIVE_CAPACITY;
  private long lastBlocks = capacity / Params.BUFFER_BLOCK;
  private long lingerUntilNanos;
  private long windowNanos;

  public ReceiveQueue(
      FlowOwner owner,
      Limits limits,
      ReassemblyBudget budget,
      AssemblyBuffers buffers,
      long id,
      byte[] metadata,
      Optional<SendFlow> inReturnTo) {
    this.owner = owner;
    this.limits = limits;
    this.id = id;
    this.metadata = metadata.clone();
    this.inReturnTo = inReturnTo;
    this.reorderer = new Reorderer(budget, buffers);
    this.listener = (flow, message) -> {};
  }

  /** Says who takes the messages. For the session, right after the flow was opened. */
  public void deliverTo(RecvFlowListener taker) {
    listener = taker;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Session session() {
    return owner.session();
  }

  @Override
  public byte[] metadata() {
    return metadata.clone();
  }

  @Override
  public Optional<SendFlow> inReturnTo() {
    return inReturnTo;
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  @Override
  public void suspend() {
    isSuspended = true;
  }

  @Override
  public void resume() {
    if (isSuspended) {
      isSuspended = false;
      deliver();
      owner.owesAck(this, isCramped());
    }
  }

  @Override
  public void narrow() {
    isNarrow = true;
  }

  @Override
  public void widen() {
    if (isNarrow) {
      isNarrow = false;
      owner.owesAck(this, true);
    }
  }

  @Override
  public void deliverOnArrival() {
    reorderer.setOnArrival();
  }

  @Override
  public void setReorderWindow(long newWindowNanos, IntPredicate allowed) {
    windowNanos = newWindowNanos;
    reorderer.setAllowed(allowed);
    watchGap();
  }

  /** User data of this flow. */
  public void onData(UserData data) {
    if (state != State.OPEN) {
      receivedInVain(data);
      return;
    }
    if (finalSequence >= 0 && data.sequence > finalSequence) {
      return;
    }
    boolean isNew = !received.contains(data.sequence);
    boolean hadGaps = received.hasGaps();
    boolean wasFinalKnown = finalSequence >= 0;
    received.addUpTo(data.forwardSequence);
    if (received.hasRoomFor(data.sequence, Params.MAX_SEQUENCE_RUNS)) {
      remember(data);
      boolean fits = !isNew || reorderer.place(data, owner.nowNanos(), isSuspended);
      if (!fits || !withinMessageLimit()) {
        refuse(fits ? DropReason.MESSAGE_LIMIT : DropReason.MEMORY_LIMIT);
        return;
      }
    }
    reorderer.forwardTo(data.forwardSequence);
    deliver();
    boolean atOnce =
        !isNew
            || !wasFinalKnown && finalSequence >= 0
            || hadGaps
            || received.hasGaps()
            || data.isAbandoned()
            || isCramped();
    owner.owesAck(this, atOnce || state != State.OPEN);
  }

  /** The far end waits for each acknowledgement, and was not asked to. */
  private boolean isCramped() {
    return lastBlocks < 2 && !isNarrow;
  }

  private void remember(UserData data) {
    received.add(data.sequence);
    if (data.isFinal()) {
      finalSequence = Math.max(data.sequence, received.highest());
    }
  }

  /** Nothing is delivered any more, but the far end must come to its end with the flow. */
  private void receivedInVain(UserData data) {
    received.addUpTo(data.forwardSequence);
    if (received.hasRoomFor(data.sequence, Params.MAX_RUNS_IN_VAIN)) {
      remember(data);
    }
    if (state == State.REJECTED && hasAll()) {
      linger();
    }
    owner.owesAck(this, true);
  }

  private boolean hasAll() {
    return finalSequence >= 0 && received.cumulative() >= finalSequence;
  }

  private void linger() {
    state = State.COMPLETE;
    lingerUntilNanos = owner.nowNanos() + Params.RECEIVE_LINGER_NANOS;
    owner.timerAt(lingerUntilNanos);
  }

  /** Rejects the flow because of a limit. */
  private void refuse(DropReason limit) {
    if (state == State.OPEN) {
      owner.drop(limit);
    }
    reject(0);
  }

  private boolean withinMessageLimit() {
    return reorderer.messageBytes() <= limits.messageBytes();
  }

  /** Hands out whatever is whole and next. */
  private void deliver() {
    while (state == State.OPEN && !isSuspended && reorderer.advance()) {
      tellGap();
      if (reorderer.hasMessage()) {
        Payload message = reorderer.takeMessage();
        if (message.length() <= limits.messageBytes()) {
          listener.onMessage(this, message);
        } else {
          refuse(DropReason.MESSAGE_LIMIT);
        }
      }
      if (!withinMessageLimit()) {
        refuse(DropReason.MESSAGE_LIMIT);
      }
    }
    if (state != State.OPEN) {
      return;
    }
    tellGap();
    growCapacity();
    watchGap();
    completeIfDone();
  }

  private void tellGap() {
    long fragments = reorderer.takeLost();
    if (fragments > 0) {
      if (owner.isTraced()) {
        owner.emit(new TraceEvent.Gap(id, fragments));
      }
      listener.onGap(this, fragments);
    }
  }

  /** A message in progress must never crawl: its flow may hold all of it. */
  private void growCapacity() {
    while (reorderer.messageBytes() > capacity / 2
        && capacity < 2L * limits.messageBytes()
        && capacity < Params.MAX_RECEIVE_CAPACITY / 2) {
      capacity *= 2;
    }
  }

  private void watchGap() {
    if (windowNanos > 0 && reorderer.hasGap()) {
      owner.timerAt(reorderer.gapSinceNanos() + windowNanos);
    }
  }

  private void completeIfDone() {
    if (hasAll() && reorderer.isEmpty() && !isSuspended) {
      reorderer.clear();
      linger();
      owner.owesAck(this, true);
      if (owner.isTraced()) {
        owner.emit(new TraceEvent.FlowCompleted(id, false));
      }
      listener.onComplete(this);
    }
  }

  @Override
  public void deliverHeld() {
    while (state == State.OPEN && reorderer.hasGap()) {
      reorderer.giveUpGap();
      deliver();
    }
  }

  @Override
  public void reject(long code) {
    if (state != State.OPEN) {
      return;
    }
    if (windowNanos > 0) {
      isSuspended = false;
      deliverHeld();
    }
    rejectNow(code);
  }

  private void rejectNow(long code) {
    if (state != State.OPEN) {
      return;
    }
    state = State.REJECTED;
    isRejected = true;
    rejectCode = code;
    reorderer.clear();
    received.keepFirst(Params.MAX_RUNS_IN_VAIN);
    owner.owesAck(this, true);
    if (owner.isTraced()) {
      owner.emit(new TraceEvent.FlowRejected(id, false, code));
    }
  }

  /** The session is over; what a bounded flow holds behind gaps is delivered first. */
  public void onSessionEnd() {
    if (windowNanos > 0) {
      isSuspended = false;
      deliverHeld();
    }
    if (state == State.OPEN) {
      state = State.REJECTED;
    }
    reorderer.clear();
  }

  /** Runs what is due; returns when to come back, or {@code Long.MAX_VALUE}. */
  public long onTimer(long nowNanos) {
    if (state == State.COMPLETE) {
      if (nowNanos - lingerUntilNanos >= 0) {
        owner.released(this);
        return NEVER;
      }
      return lingerUntilNanos;
    }
    if (state != State.OPEN || windowNanos == 0 || isSuspended) {
      return NEVER;
    }
    while (state == State.OPEN
        && reorderer.hasGap()
        && nowNanos - reorderer.gapSinceNanos() >= windowNanos) {
      if (!reorderer.mayGiveUp()) {
        return NEVER;
      }
      reorderer.giveUpGap();
      deliver();
    }
    return state == State.OPEN && reorderer.hasGap()
        ? reorderer.gapSinceNanos() + windowNanos
        : NEVER;
  }

  /** True while the session has it in its list of acknowledgements owed. For the session. */
  public boolean owesAck() {
    return owesAck;
  }

  public void setOwesAck(boolean owes) {
    owesAck = owes;
  }

  /**
   * Writes the acknowledgement, with the exception report in front if the flow was rejected; ranges
   * that do not fit are left out. False if there is no room at all.
   */
  public boolean writeAck(PacketWriter packet) {
    int report = Chunk.HEADER + Vlu.length(id) + Vlu.length(rejectCode);
    int needed = Vlu.length(id) + 2 * Vlu.MAX_LENGTH + (isRejected ? report : 0);
    if (packet.room() < needed) {
      return false;
    }
    if (isRejected) {
      packet.chunk(Chunk.FLOW_EXCEPTION).vlu(id).vlu(rejectCode).endChunk();
    }
    long blocks = blocks();
    int room = packet.room() - Vlu.length(id) - Vlu.length(blocks);
    packet.chunk(Chunk.ACK_RANGES).vlu(id).vlu(blocks);
    received.writeTo(packet, room);
    packet.endChunk();
    lastBlocks = blocks;
    return true;
  }

  /** Advertised buffer: never 0 for a live consumer, as that is fatal to old peers. */
  private long blocks() {
    long free = isNarrow ? 0 : Math.max(0, capacity - reorderer.bufferedBytes());
    long blocks = (free + Params.BUFFER_BLOCK - 1) / Params.BUFFER_BLOCK;
    return blocks == 0 && !isSuspended ? 1 : blocks;
  }

  @Override
  public long passed() {
    return reorderer.passed();
  }

  /** Numbers that never came. */
  public long missed() {
    return reorderer.totalLost();
  }
}
