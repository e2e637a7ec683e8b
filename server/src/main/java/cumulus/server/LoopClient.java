package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.message.CommandHead;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.FlowSyncBarrier;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.Replies;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A client on its loop: its session, its flows, its streams, and the credit of its commands. */
final class LoopClient implements SessionListener {
  /** How long a session may stay without a successful connect. */
  static final long CONNECT_TIMEOUT_NANOS = 120_000_000_000L;

  /** How long the {@code close} command may take to arrive before the session is closed anyway. */
  static final long FAREWELL_NANOS = 5_000_000_000L;

  /** Between the end of the control flows and that of the session, so that reports can leave. */
  static final long GRACE_NANOS = 200_000_000L;

  /** Sent once, but not dropped before it was. */
  private static final Delivery UNRELIABLE = new Delivery(0, 0, false, false);

  private static final RecvFlowListener REFUSED = (_, _) -> {};
  private static final int ENCODING_AMF3 = 3;

  private final long id;
  private final Session session;
  private final ServerLoop loop;
  private final LoopStream control;
  private final long openedNanos;
  private final Map<Integer, LoopStream> streams = new TreeMap<>();
  private final FlowSyncBarrier<InFlow> barrier =
      new FlowSyncBarrier<>(
          flow -> flow.hold(InFlow.HELD_BY_BARRIER), flow -> flow.release(InFlow.HELD_BY_BARRIER));
  private final List<InFlow> heldByCredit = new ArrayList<>();
  private final ClientPeering peering;
  private Optional<RecvFlow> controlIn = Optional.empty();
  private Address toldAddress;
  private State state = State.FRESH;
  private boolean isKnown;
  private final Timers.Timer connectTimer;
  private int objectEncoding;
  private int undecided;
  private final Map<Integer, SendFlow> writers = new HashMap<>();
  private final ClientGauge gauge = new ClientGauge();
  private int syncId;

  LoopClient(long id, Session session, ServerLoop loop) {
    this.id = id;
    this.session = session;
    this.loop = loop;
    this.toldAddress = session.farAddress();
    this.openedNanos = loop.nowNanos();
    this.peering = new ClientPeering(this, loop);
    control = new LoopStream(this, 0, loop);
    streams.put(0, control);
    connectTimer = loop.timers().in(CONNECT_TIMEOUT_NANOS, this::connectTimeout);
  }

  long id() {
    return id;
  }

  Session session() {
    return session;
  }

  long openedNanos() {
    return openedNanos;
  }

  /** What it is to its peers. */
  ClientPeering peering() {
    return peering;
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  int dataType() {
    return objectEncoding == ENCODING_AMF3 ? MessageType.DATA_EXTENDED : MessageType.DATA;
  }

  int nextSyncId() {
    return syncId++;
  }

  @Override
  public RecvFlowListener onFlow(Session from, RecvFlow flow) {
    byte[] metadata = flow.metadata();
    return switch (FlowMetadata.read(metadata, 0, metadata.length)) {
      case FlowMetadata.Stream(long stream, boolean inArrivalOrder) ->
          accept(flow, stream, inArrivalOrder);
      case FlowMetadata.Group _ -> peering.accept(flow).orElseGet(() -> refuse(flow));
      case FlowMetadata.GroupPeer _, FlowMetadata.Other _ -> refuse(flow);
    };
  }

  @Override
  public void onClose(Session from, CloseCause cause) {
    state = State.CLOSED;
    connectTimer.cancel();
    for (LoopStream stream : streams.values()) {
      stream.closed();
    }
    loop.closed(this);
    if (isKnown) {
      loop.post(new ToControl.Closed(id, cause));
    }
  }

  /**
   * Opens a flow to the client; all of ours answer its control flow (flash-profile section 1.2).
   */
  SendFlow open(int stream, Priority priority, SendFlowListener listener) {
    return open(LoopStream.metadata(stream), controlIn, priority, listener);
  }

  /** Opens a flow in return to one of the client. */
  SendFlow open(
      byte[] metadata, RecvFlow inReturnTo, Priority priority, SendFlowListener listener) {
    return open(metadata, Optional.of(inReturnTo), priority, listener);
  }

  private SendFlow open(
      byte[] metadata,
      Optional<RecvFlow> inReturnTo,
      Priority priority,
      SendFlowListener listener) {
    if (!session.isOpen()) {
      return new ClosedFlow(session);
    }
    try {
      return session.openFlow(metadata, inReturnTo, priority, listener);
    } catch (IllegalStateException _) {
      session.fail(new CloseCause.LimitExceeded("flows"));
      return new ClosedFlow(session);
    }
  }

  /** A command came; it is carried out here, or posted, behind the undecided ones in any case. */
  void command(InFlow from, Payload message) {
    if (state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    int stream = from.stream().id();
    String name = nameOf(message);
    if (session.isTraced()) {
      from.stream().trace(new DomainEvent.CommandReceived(stream, message));
    }
    if (stream > 0 && LoopStream.FAST.contains(name)) {
      if (undecided == 0) {
        fast(from.stream(), message);
      } else {
        post(from, new ToControl.Bounce(id, stream, message));
      }
      return;
    }
    if (stream > 0 && name.equals("publish")) {
      from.stream().publishAsked();
    }
    post(from, new ToControl.CommandReceived(id, stream, message));
  }

  void userControl(InFlow from, UserControl message, boolean inArrivalOrder) {
    switch (message) {
      case UserControl.FlowSync(long syncId, long count) -> {
        if (!inArrivalOrder && barrier.onSync(from, syncId, count) && from.stream().id() > 0) {
          int hold = from.holds();
          loop.timers().in(InFlow.REORDER_WINDOW_NANOS, () -> endHold(from, hold));
        }
      }
      case UserControl.SetBufferLength(long stream, long _) -> {
        if (stream > 0 && stream == (int) stream && streams.containsKey((int) stream)) {
          control.writeCommand(Statuses.streamBegin((int) stream));
        }
      }
      case UserControl.PingRequest(long time) ->
          from.stream().writeCommand(Statuses.control(new UserControl.PingResponse(time)));
      case UserControl.StreamBegin _,
          UserControl.StreamEof _,
          UserControl.StreamDry _,
          UserControl.StreamIsRecorded _,
          UserControl.PingResponse _,
          UserControl.BufferEmpty _,
          UserControl.BufferReady _,
          UserControl.SetKeepalive _,
          UserControl.Unknown _ ->
          loop.counters().ignored++;
    }
  }

  void flowComplete(InFlow flow) {
    barrier.onFlowEnded(flow);
    heldByCredit.remove(flow);
    flow.stream().flowComplete(flow);
    if (controlIn.isPresent() && controlIn.get().equals(flow.flow())) {
      farClosed();
    }
  }

  /** A barrier holds a media flow no longer than a gap does (flash-profile section 4). */
  private void endHold(InFlow flow, int hold) {
    if (flow.holds() == hold) {
      barrier.release(flow);
    }
  }

  void releaseBarrier(InFlow flow) {
    barrier.release(flow);
  }

  /** The far end refused a flow of ours. */
  void refused(LoopStream stream) {
    if (stream.id() == 0) {
      session.close();
      return;
    }
    for (InFlow flow : List.copyOf(stream.flows())) {
      flow.flow().reject(0);
      flowComplete(flow);
    }
    if (isKnown && state != State.CLOSED) {
      loop.post(new ToControl.StreamFailed(id, stream.id()));
    }
  }

  /** A flow of ours was closed and everything on it arrived. */
  void sent(LoopStream stream) {
    if (stream.id() == 0 && state == State.CLOSING) {
      finishFarewell();
    }
  }

  /** Carries out what the application thread decided. */
  void accepted(ToLoop.ConnectAccepted post) {
    if (state == State.FRESH) {
      state = State.CONNECTED;
      connectTimer.cancel();
      objectEncoding = post.objectEncoding();
      control.writeCommand(post.answer());
      peering.publish();
    }
  }

  void write(int stream, Payload message) {
    stream(stream).ifPresent(known -> known.writeCommand(message));
  }

  /** Writes on a further flow of the application, or ends it. */
  void handle(ToLoop.ForWriter post) {
    switch (post) {
      case ToLoop.WriterMessage(long _, int writer, Payload message, boolean isReliable) -> {
        SendFlow flow = writer == 0 ? control.out() : writers.computeIfAbsent(writer, this::writer);
        flow.write(message, isReliable ? Delivery.RELIABLE : UNRELIABLE);
        checkWaiting();
      }
      case ToLoop.WriterClosed(long _, int writer) -> {
        SendFlow flow = writers.remove(writer);
        if (flow != null) {
          flow.close();
        }
      }
    }
  }

  /** Writes down what the application thread may want to know. */
  void gaugeSilence() {
    gauge.heard(session.lastHeardNanos());
  }

  void gaugeRoundTrip() {
    gauge.roundTrip(session.smoothedRoundTripNanos());
  }

  private SendFlow writer(int writer) {
    return open(
        0,
        Priority.IMMEDIATE,
        new SendFlowListener() {
          @Override
          public void onException(SendFlow flow, long code) {
            writers.remove(writer, flow);
          }
        });
  }

  void create(int stream, Payload answer) {
    streams.put(stream, new LoopStream(this, stream, loop));
    control.writeCommand(answer);
  }

  void delete(int stream) {
    stream(stream)
        .ifPresent(
            known -> {
              known.flows().forEach(barrier::onFlowEnded);
              heldByCredit.removeAll(known.flows());
              known.delete();
              streams.remove(stream);
            });
  }

  Optional<LoopStream> stream(int stream) {
    return Optional.ofNullable(streams.get(stream));
  }

  void setPeerAddresses(List<Address> addresses, ServerSettings settings) {
    peering.tell(addresses);
    control.writeCommand(
        Statuses.control(
            new UserControl.SetKeepalive(
                settings.keepAliveServerMillis(), settings.keepAlivePeerMillis())));
  }

  /** A stream command that waited for its turn. */
  void replay(int stream, Payload message) {
    stream(stream).ifPresent(known -> fast(known, message));
  }

  /** One command is decided: there is credit for the next. */
  void decided() {
    undecided--;
    if (undecided == 0) {
      streams.values().forEach(LoopStream::allDecided);
    }
    if (undecided < loop.settings().undecidedCommands() && !heldByCredit.isEmpty()) {
      heldByCredit.removeFirst().release(InFlow.HELD_BY_CREDIT);
    }
  }

  /**
   * Says the message and {@code close}, waits until both arrived, and ends the session in order.
   */
  void close(Payload message) {
    if (state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    state = State.CLOSING;
    if (controlIn.isEmpty()) {
      session.close();
      return;
    }
    control.writeCommand(message);
    control.writeCommand(Payload.wrap(Replies.close()));
    control.out().close();
    loop.timers().in(FAREWELL_NANOS, this::finishFarewell);
  }

  /** Too much waits for a client that does not read: it is not kept for ever. */
  void checkWaiting() {
    long waiting = 0;
    for (LoopStream stream : streams.values()) {
      waiting += stream.waitingBytes();
    }
    for (SendFlow writer : writers.values()) {
      waiting += writer.queuedBytes();
    }
    if (waiting > loop.settings().clientBytes() && session.isOpen()) {
      session.fail(new CloseCause.LimitExceeded("limits.clientBytes"));
    }
  }

  private RecvFlowListener accept(RecvFlow flow, long streamId, boolean inArrivalOrder) {
    if (state == State.CLOSING || streamId != (int) streamId) {
      return refuse(flow);
    }
    var known = stream((int) streamId);
    if (known.isEmpty()) {
      return refuse(flow);
    }
    if (streamId == 0 && controlIn.isEmpty()) {
      controlIn = Optional.of(flow);
    }
    if (inArrivalOrder) {
      flow.deliverOnArrival();
    }
    var accepted = new InFlow(this, known.get(), flow, inArrivalOrder, loop.counters());
    known.get().add(accepted);
    return accepted;
  }

  private RecvFlowListener refuse(RecvFlow flow) {
    loop.counters().flowsRejected++;
    flow.reject(0);
    return REFUSED;
  }

  private String nameOf(Payload message) {
    byte[] bytes = message.bytes();
    int size = MessageHeader.SIZE;
    try {
      return CommandHead.read(MessageHeader.type(bytes, 0), bytes, size, bytes.length - size)
          .name();
    } catch (MalformedException _) {
      return ""; // the application thread reads it again, drops it and says so
    }
  }

  private void fast(LoopStream stream, Payload message) {
    try {
      stream.fast(message);
    } catch (MalformedException _) {
      loop.counters().malformed++;
    }
  }

  private void post(InFlow from, ToControl command) {
    if (!isKnown) {
      isKnown = true;
      loop.post(
          new ToControl.Opened(id, loop.index(), session.peerId(), session.farAddress(), gauge));
    } else if (!session.farAddress().equals(toldAddress)) {
      loop.post(new ToControl.Moved(id, session.farAddress()));
    }
    toldAddress = session.farAddress();
    gaugeSilence();
    gaugeRoundTrip();
    undecided++;
    if (undecided >= loop.settings().undecidedCommands()) {
      from.hold(InFlow.HELD_BY_CREDIT);
      heldByCredit.add(from);
    }
    loop.post(command);
  }

  private void farClosed() {
    if (state == State.CLOSED) {
      return;
    }
    boolean wasClosing = state == State.CLOSING;
    state = State.CLOSING;
    if (control.hasOut() && control.out().isOpen()) {
      control.out().close();
      loop.timers().in(FAREWELL_NANOS, this::endSession);
    } else if (!wasClosing) {
      endSession();
    }
  }

  private void finishFarewell() {
    if (state == State.CLOSING && session.isOpen()) {
      controlIn.filter(RecvFlow::isOpen).ifPresent(flow -> flow.reject(0));
      loop.timers().in(GRACE_NANOS, this::endSession);
    }
  }

  private void endSession() {
    if (state != State.CLOSED && session.isOpen()) {
      session.close();
    }
  }

  private void connectTimeout() {
    if (state == State.FRESH && session.isOpen()) {
      session.fail(new CloseCause.Failed("no connect within 120 s"));
    }
  }

  private enum State {
    FRESH,
    CONNECTED,
    CLOSING,
    CLOSED
  }
}
