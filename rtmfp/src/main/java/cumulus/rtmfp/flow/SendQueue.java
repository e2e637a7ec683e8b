package cumulus.rtmfp.flow;

import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Ack;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.UserData;
import cumulus.rtmfp.wire.Vlu;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sending side of a flow (RFC 7016 section 3.6.2). Messages wait whole and get sequence numbers
 * only when they are first sent, so what is dropped before leaves no trace on the wire. What was
 * begun and is given up is told to the far end by an explicit empty abandoned chunk for each
 * number, because old peers do not follow the forward sequence number.
 */
public final class SendQueue implements SendFlow {
  private enum State {
    OPEN,
    CLOSING,
    LINGER,
    CLOSED
  }

  private final FlowOwner owner;
  private final Flight flight;
  private final FragmentPool pool;
  private final long id;
  private final StartOptions startOptions;
  private final Priority priority;
  private final SendFlowListener listener;
  private final UnsentMessages unsent;
  private final BufferProbe probe = new BufferProbe();
  private final FragmentList fragments = new FragmentList();

  /** Kept by {@link SendLines}. */
  boolean isInLine;

  @Nullable SendQueue nextInLine;

  private State state = State.OPEN;
  private boolean isRejected;
  private boolean isAcknowledged;
  private boolean hasFinal;
  private @Nullable Fragment chosen;
  private long nextSequence = 1;
  private long queuedBytes;
  private long inFlightBytes;
  private int notInFlight;
  private long receiveBuffer = Params.INITIAL_RECEIVE_BUFFER;
  private long lingerUntilNanos;

  public SendQueue(
      FlowOwner owner,
      Flight flight,
      FragmentPool pool,
      long id,
      byte[] metadata,
      Optional<RecvFlow> inReturnTo,
      Priority priority,
      SendFlowListener listener) {
    this.owner = owner;
    this.flight = flight;
    this.pool = pool;
    this.id = id;
    this.startOptions = new StartOptions(metadata, inReturnTo.map(RecvFlow::id));
    this.priority = priority;
    this.listener = listener;
    this.unsent = new UnsentMessages(pool);
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
  public boolean isOpen() {
    return state == State.OPEN;
  }

  public Priority priority() {
    return priority;
  }

  @Override
  public void write(int headLength, long head, Payload body, Delivery delivery) {
    if (state != State.OPEN) {
      return;
    }
    Message message = pool.message();
    message.body = body;
    message.head = head;
    message.headLength = headLength;
    message.length = headLength + body.length();
    message.delivery = delivery;
    message.writtenNanos = owner.nowNanos();
    unsent.add(message);
    queuedBytes += message.length;
    if (receiveBuffer == 0) {
      startProbing();
    }
    owner.wantsToSend(this);
  }

  @Override
  public long unsentBytes() {
    return unsent.notBegunBytes();
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public long unsentAgeNanos() {
    return unsent.oldestDiscardableNanos(owner.nowNanos());
  }

  @Override
  public int discardUnsent() {
    long before = unsent.notBegunBytes();
    int discarded = unsent.discard();
    queuedBytes -= before - unsent.notBegunBytes();
    return discarded;
  }

  @Override
  public void close() {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    if (nextSequence == 1 && unsent.isEmpty()) {
      // The far end never heard of it.
      finish();
      return;
    }
    owner.wantsToSend(this);
  }

  /** True if a packet could carry something of this flow now, windows of the session aside. */
  public boolean canSend() {
    if (probe.isDue()) {
      return true;
    }
    return hasWork() && (receiveBuffer > inFlightBytes || isRejected);
  }

  private boolean hasWork() {
    return notInFlight > 0 || !unsent.isEmpty() || state == State.CLOSING && !hasFinal;
  }

  /**
   * Writes as many chunks as fit and are wanted now.
   *
   * @param hasData true if the packet already carries user data; a message that does not fit is
   *     then left for the next one
   * @return true if user data was written
   */
  public boolean writeTo(PacketWriter packet, boolean hasData) {
    if (probe.isDue()) {
      writeProbe(packet);
    }
    long previous = 0;
    while (canSend()) {
      boolean withOptions = previous == 0 && !isAcknowledged;
      int room = packet.room() - overhead(withOptions);
      if (!choose(room, hasData || previous != 0)) {
        break;
      }
      Fragment fragment = Objects.requireNonNull(chosen, "nothing chosen");
      write(packet, fragment, withOptions, previous);
      previous = fragment.sequence;
    }
    return previous != 0;
  }

  private void writeProbe(PacketWriter packet) {
    if (packet.room() >= Vlu.length(id)) {
      packet.chunk(Chunk.BUFFER_PROBE).vlu(id).endChunk();
      probe.sent();
    }
  }

  /**
   * Flags, flow id, sequence and forward offset, and the options if wanted; the chunk header not
   * counted.
   */
  private int overhead(boolean withOptions) {
    int options = withOptions ? startOptions.length() : 0;
    long offset = nextSequence - fragments.forwardSequence(nextSequence);
    return 1 + Vlu.length(id) + Vlu.length(nextSequence) + Vlu.length(offset) + options;
  }

  /**
   * Chooses the fragment to send next, if it fits into so much room; it is not yet marked as sent.
   */
  private boolean choose(int room, boolean packetHasData) {
    expire(owner.nowNanos());
    if (notInFlight > 0) {
      Fragment again = fragments.firstNotInFlight();
      chosen = again;
      return (again.isAbandoned ? 0 : again.length) <= room;
    }
    Message message = unsent.head();
    if (message != null) {
      return cut(message, room, packetHasData);
    }
    if (state == State.CLOSING && !hasFinal && room >= 0) {
      hasFinal = true;
      Fragment last = append(null, 0, 0, UserData.WHOLE);
      last.isAbandoned = true;
      last.isFinal = true;
      chosen = last;
      return true;
    }
    return false;
  }

  /** Gives up what is next to be sent or sent again and whose time is over. */
  private void expire(long nowNanos) {
    long expired = unsent.dropExpired(nowNanos);
    queuedBytes -= expired;
    if (expired > 0 && owner.isTraced()) {
      owner.emit(new TraceEvent.MessagesExpired(id, expired));
    }
    Message begun = unsent.head();
    if (begun != null && begun.isBegun && !begun.mayFinish(nowNanos)) {
      abandon(begun);
    }
    if (notInFlight > 0) {
      Message again = fragments.firstNotInFlight().message;
      if (again != null && !again.isAbandoned && !again.mayFinish(nowNanos)) {
        abandon(again);
      }
    }
  }

  /** Cuts the next fragment off a message and chooses it, if a useful one fits. */
  private boolean cut(Message message, int room, boolean packetHasData) {
    int remaining = message.length - message.fragmented;
    int length = Math.min(Math.min(remaining, room), Params.MAX_FRAGMENT);
    if (length < 0 || remaining > 0 && length == 0 || length < remaining && packetHasData) {
      return false;
    }
    boolean isFirst = !message.isBegun;
    boolean isLast = length == remaining;
    int kind =
        isFirst
            ? (isLast ? UserData.WHOLE : UserData.BEGIN)
            : (isLast ? UserData.END : UserData.MIDDLE);
    chosen = append(message, message.fragmented, length, kind);
    unsent.fragmented(message, length);
    return true;
  }

  private Fragment append(@Nullable Message message, int from, int length, int kind) {
    Fragment fragment = pool.fragment();
    fragment.flow = this;
    fragment.message = message;
    fragment.sequence = nextSequence++;
    fragment.from = from;
    fragment.length = length;
    fragment.kind = kind;
    fragments.append(fragment);
    notInFlight++;
    if (message != null) {
      message.outstanding++;
    }
    return fragment;
  }

  private void write(
      PacketWriter packet, Fragment fragment, boolean withOptions, long previousSequence) {
    int flags = fragment.kind | (withOptions ? UserData.OPTIONS : 0);
    flags |= fragment.isAbandoned ? UserData.ABANDONED : 0;
    flags |= fragment.isFinal ? UserData.FINAL : 0;
    if (fragment.sequence == previousSequence + 1
        && previousSequence != 0
        && !fragment.isAbandoned) {
      packet.chunk(Chunk.NEXT_USER_DATA).int8(flags);
    } else {
      long offset = Math.max(0, fragment.sequence - fragments.forwardSequence(nextSequence));
      packet.chunk(Chunk.USER_DATA).int8(flags).vlu(id).vlu(fragment.sequence).vlu(offset);
    }
    if (withOptions) {
      startOptions.writeTo(packet);
    }
    Message message = fragment.message;
    if (!fragment.isAbandoned && message != null) {
      message.writeTo(packet, fragment.from, fragment.from + fragment.length);
    }
    int chunkBytes = packet.endChunk();
    notInFlight--;
    inFlightBytes += chunkBytes;
    flight.sent(fragment, chunkBytes);
  }

  /** Works an acknowledgement off. */
  public void onAck(Ack ack) {
    isAcknowledged = true;
    receiveBuffer = advertised(ack.bufferBlocks);
    Fragment fragment = fragments.first();
    while (fragment != null && fragment.sequence <= ack.cumulative) {
      Fragment next = fragment.nextInFlow;
      acknowledged(fragment);
      fragment = next;
    }
    while (fragment != null && ack.nextRange()) {
      while (fragment != null && fragment.sequence < ack.rangeFrom) {
        fragment = fragment.nextInFlow;
      }
      while (fragment != null && fragment.sequence <= ack.rangeTo) {
        Fragment next = fragment.nextInFlow;
        acknowledged(fragment);
        fragment = next;
      }
    }
    boolean isIdle = fragments.first() == null && !hasWork();
    if (receiveBuffer == 0 && !isRejected && !isIdle) {
      startProbing();
    } else {
      probe.stop();
    }
    if (state == State.CLOSING && hasFinal && fragments.first() == null) {
      state = State.LINGER;
      lingerUntilNanos = owner.nowNanos() + Params.SEND_LINGER_NANOS;
      owner.timerAt(lingerUntilNanos);
      if (owner.isTraced()) {
        owner.emit(new TraceEvent.FlowCompleted(id, true));
      }
      listener.onComplete(this);
    } else {
      owner.wantsToSend(this);
    }
  }

  private static long advertised(long blocks) {
    long most = Params.MAX_RECEIVE_CAPACITY / Params.BUFFER_BLOCK;
    return (blocks < 0 ? most : Math.min(blocks, most)) * Params.BUFFER_BLOCK;
  }

  private void startProbing() {
    if (!probe.isRunning()) {
      probe.start(owner.nowNanos());
      owner.timerAt(probe.atNanos());
    }
  }

  private void acknowledged(Fragment fragment) {
    if (fragment.isInFlight) {
      inFlightBytes -= fragment.chunkBytes;
      flight.acknowledged(fragment);
    } else {
      notInFlight--;
    }
    remove(fragment);
  }

  private void remove(Fragment fragment) {
    fragments.remove(fragment);
    Message message = fragment.message;
    if (message != null && --message.outstanding == 0 && message.isWhollyFragmented()) {
      queuedBytes -= message.length;
      pool.recycle(message);
    }
    pool.recycle(fragment);
  }

  /** A fragment is not in flight any more and was not acknowledged. For the flight. */
  void lost(Fragment fragment, TraceEvent.Loss loss) {
    notInFlight++;
    inFlightBytes -= fragment.chunkBytes;
    if (owner.isTraced()) {
      owner.emit(new TraceEvent.FragmentLost(id, fragment.sequence, loss));
    }
    Message message = fragment.message;
    if (message != null && !message.isAbandoned && !message.delivery.isResent()) {
      abandon(message);
    }
    owner.wantsToSend(this);
  }

  /** Gives a begun message up as a whole. */
  private void abandon(Message message) {
    message.isAbandoned = true;
    if (owner.isTraced()) {
      owner.emit(new TraceEvent.MessageAbandoned(id, message.length));
    }
    if (!message.isWhollyFragmented()) {
      // One more number, never filled, so that no receiver takes the rest for whole.
      append(message, message.fragmented, 0, UserData.MIDDLE);
      unsent.removeHead(message);
    }
    for (Fragment each = fragments.first(); each != null; each = each.nextInFlow) {
      if (each.message == message) {
        each.isAbandoned = true;
      }
    }
  }

  /** The far end rejected the flow (RFC 7016 section 3.6.2.8). */
  public void onException(long code) {
    if (isRejected || state == State.LINGER || state == State.CLOSED) {
      return;
    }
    isRejected = true;
    if (owner.isTraced()) {
      owner.emit(new TraceEvent.FlowRejected(id, true, code));
    }
    probe.stop();
    queuedBytes -= unsent.clear();
    for (Fragment each = fragments.first(); each != null; each = each.nextInFlow) {
      each.isAbandoned = true;
      if (each.message != null) {
        each.message.isAbandoned = true;
        each.message.fragmented = each.message.length;
      }
    }
    boolean wasOpen = state == State.OPEN;
    close();
    owner.wantsToSend(this);
    if (wasOpen) {
      listener.onException(this, code);
    }
  }

  /** Runs what is due; returns when to come back, or {@code Long.MAX_VALUE}. */
  public long onTimer(long nowNanos) {
    if (state == State.LINGER) {
      if (nowNanos - lingerUntilNanos < 0) {
        return lingerUntilNanos;
      }
      finish();
      return Long.MAX_VALUE;
    }
    if (!probe.isRunning()) {
      return Long.MAX_VALUE;
    }
    probe.onTimer(nowNanos, owner.timeoutNanos());
    if (probe.isDue()) {
      owner.wantsToSend(this);
    }
    return probe.atNanos();
  }

  private void finish() {
    state = State.CLOSED;
    owner.released(this);
  }

  /** The session is over: everything is let go, nobody is told. */
  public void onSessionEnd() {
    state = State.CLOSED;
    queuedBytes -= unsent.clear();
    probe.stop();
    for (Fragment each = fragments.first(); each != null; each = fragments.first()) {
      if (each.isInFlight) {
        flight.remove(each);
      }
      remove(each);
    }
    inFlightBytes = 0;
    notInFlight = 0;
    queuedBytes = 0;
  }
}
