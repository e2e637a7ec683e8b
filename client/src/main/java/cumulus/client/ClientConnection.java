package cumulus.client;

import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.SessionStatistics;
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A NetConnection as a state machine over one RTMFP session (flash-profile sections 1, 5): usable
 * under a virtual clock. Belongs to the thread that runs its endpoint; its owner calls {@link
 * #advance} in every turn after the endpoint's.
 */
public final class ClientConnection {
  private static final int MAX_STREAMS = 1024;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long DEFAULT_KEEPALIVE_NANOS = 15_000 * MILLI_NANOS;
  private static final long MIN_KEEPALIVE_NANOS = 5_000 * MILLI_NANOS;

  private static final int PINGS_BEFORE_GIVING_UP = 3;

  /** Longest wait for what is queued when the connection is closed in order. */
  private static final long CLOSE_NANOS = 5_000 * MILLI_NANOS;

  private final RtmfpUrl url;
  private final ConnectOptions options;
  private final ConnectionListener listener;
  private final CommandWriter writer;
  private final PendingCalls calls = new PendingCalls();
  private final Map<Long, ClientStream> streams = new HashMap<>();
  private final SessionListener events = new Events();
  private final StreamCarrier carrier = new Carrier();
  private final ClientPeers peers;
  private State state = new State.Idle();
  private final ArrayDeque<RecvFlow> serverControls = new ArrayDeque<>();
  private long keepaliveNanos = DEFAULT_KEEPALIVE_NANOS;
  private long lastPingNanos;

  /** A connection not yet begun. */
  public ClientConnection(RtmfpUrl url, ConnectOptions options, ConnectionListener listener) {
    this.url = url;
    this.options = options;
    this.listener = listener;
    this.writer = new CommandWriter(options.objectEncoding());
    this.peers = new ClientPeers(options, writer, listener);
  }

  /**
   * Begins: opens a session and sends the connect command. The listener hears of success or
   * failure.
   *
   * @param candidates addresses of the server, all of them tried
   */
  public void connect(long nowNanos, Endpoint endpoint, List<Address> candidates) {
    if (!(state instanceof State.Idle)) {
      throw new IllegalStateException("a connection connects once");
    }
    lastPingNanos = nowNanos;
    long handshakeByNanos = nowNanos + options.handshakeTime().toNanos();
    long connectByNanos = handshakeByNanos + options.connectTime().toNanos();
    peers.begin(endpoint);
    Session session = endpoint.open(url.toString(), candidates, events);
    state = new State.Opening(session, handshakeByNanos, connectByNanos);
  }

  /** Streams with peers, past the server. */
  public ClientPeers peers() {
    return peers;
  }

  /** True from the server's acceptance until the end. */
  public boolean isConnected() {
    return state instanceof State.Connected;
  }

  /** True after the listener heard of the end. */
  public boolean isEnded() {
    return state instanceof State.Ended;
  }

  /** The session's figures; empty while there is no session. */
  public Optional<SessionStatistics> statistics() {
    return state.session().map(Session::statistics);
  }

  /** Calls a method of the application. */
  public void call(String method, List<AmfValue> arguments, CallListener result) {
    if (state instanceof State.Connected(Session _, SendFlow control)) {
      long transactionId = calls.add(result);
      write(control, writer.command(method, (double) transactionId, arguments));
    } else {
      result.onError(notConnected());
    }
  }

  /** Calls a method of the application and wants no answer. */
  public void send(String method, List<AmfValue> arguments) {
    if (state instanceof State.Connected(Session _, SendFlow control)) {
      write(control, writer.command(method, 0, arguments));
    }
  }

  /** Asks the server for a stream. Exactly one of the two actions runs, once. */
  public void createStream(
      StreamListener streamListener, Consumer<ClientStream> onReady, Consumer<NetStatus> onError) {
    call(
        "createStream",
        List.of(),
        new CallListener() {
          @Override
          public void onResult(AmfValue result) {
            if (!isConnected()) {
              onError.accept(notConnected());
              return;
            }
            long id = (long) ClientStream.idOf(result);
            if (id < 1 || streams.containsKey(id) || streams.size() >= MAX_STREAMS) {
              onError.accept(
                  NetStatus.local(
                      "error", StatusCode.CALL_FAILED, "createStream gave no usable stream id"));
              return;
            }
            var stream =
                new ClientStream(carrier, id, streamListener, writer, options.queueBytes());
            streams.put(id, stream);
            onReady.accept(stream);
          }

          @Override
          public void onError(NetStatus status) {
            onError.accept(status);
          }
        });
  }

  /** Closes in order: what is queued is delivered first, within a bounded time. */
  public void close(long nowNanos) {
    switch (state) {
      case State.Idle _ -> ended(new ConnectionEnd(ConnectionEnd.Kind.CLOSED, ""));
      case State.Opening(Session session, long _, long _) ->
          state = new State.Ending(session, new ConnectionEnd(ConnectionEnd.Kind.CLOSED, ""));
      case State.Connecting(Session session, SendFlow _, long _) ->
          state = new State.Ending(session, new ConnectionEnd(ConnectionEnd.Kind.CLOSED, ""));
      case State.Connected(Session session, SendFlow control) -> {
        List.copyOf(streams.values()).forEach(ClientStream::close);
        peers.close();
        control.close();
        state = new State.Draining(session, nowNanos + CLOSE_NANOS);
      }
      case State.Draining _, State.Ending _, State.Ended _ -> {}
    }
  }

  /** Runs what is due. */
  public void advance(long nowNanos) {
    peers.advance(nowNanos);
    switch (state) {
      case State.Opening(Session session, long byNanos, long _) -> {
        if (nowNanos - byNanos >= 0) {
          end(session, ConnectionEnd.Kind.NO_ANSWER, "");
        }
      }
      case State.Connecting(Session session, SendFlow _, long byNanos) -> {
        if (nowNanos - byNanos >= 0) {
          end(session, ConnectionEnd.Kind.FAILED, "the connect command was not answered");
        }
      }
      case State.Connected(Session session, SendFlow _) -> {
        List.copyOf(streams.values()).forEach(ClientStream::advance);
        stayAlive(nowNanos, session);
      }
      case State.Draining(Session session, long byNanos) -> {
        if (session.queuedBytes() == 0 || nowNanos - byNanos >= 0) {
          end(session, ConnectionEnd.Kind.CLOSED, "");
        }
      }
      case State.Idle _, State.Ending _, State.Ended _ -> {}
    }
    if (state instanceof State.Ending(Session session, ConnectionEnd end)) {
      if (end.kind() == ConnectionEnd.Kind.LOST) {
        session.abort();
      } else {
        session.close();
      }
      ended(end);
    }
  }

  /** Nanoseconds until {@link #advance} has something to do. */
  public long untilDueNanos(long nowNanos) {
    return Math.min(peers.untilDueNanos(nowNanos), serverDueNanos(nowNanos));
  }

  private long serverDueNanos(long nowNanos) {
    return switch (state) {
      case State.Idle _, State.Ended _ -> Long.MAX_VALUE;
      case State.Opening(Session _, long byNanos, long _) -> byNanos - nowNanos;
      case State.Connecting(Session _, SendFlow _, long byNanos) -> byNanos - nowNanos;
      case State.Connected(Session session, SendFlow _) ->
          heardOrPinged(session) + pingNanos() - nowNanos;
      case State.Draining(Session _, long byNanos) -> byNanos - nowNanos;
      case State.Ending _ -> 0;
    };
  }

  private void onCall(Command command) {
    Optional<AmfValue> result = listener.onCall(command.name(), command.arguments());
    if (command.transactionId() == 0
        || !(state instanceof State.Connected(Session _, SendFlow control))) {
      return;
    }
    if (result.isPresent()) {
      write(control, writer.command("_result", command.transactionId(), result.get()));
      return;
    }
    var info = new AmfObject();
    info.put("level", "error");
    info.put("code", StatusCode.CALL_FAILED);
    info.put("description", "Method '" + command.name() + "' not found");
    write(control, writer.command("_error", command.transactionId(), info));
  }

  private void stayAlive(long nowNanos, Session session) {
    if (nowNanos - session.lastHeardNanos() >= options.silenceTime().toNanos()) {
      end(session, ConnectionEnd.Kind.LOST, "");
    } else if (nowNanos - heardOrPinged(session) >= pingNanos()) {
      lastPingNanos = nowNanos;
      session.ping();
    }
  }

  /** As often as the server asks for it, and often enough to notice its silence. */
  private long pingNanos() {
    return Math.min(keepaliveNanos, options.silenceTime().toNanos() / PINGS_BEFORE_GIVING_UP);
  }

  private long heardOrPinged(Session session) {
    long heardNanos = session.lastHeardNanos();
    return lastPingNanos - heardNanos > 0 ? lastPingNanos : heardNanos;
  }

  private void end(Session session, ConnectionEnd.Kind kind, String text) {
    state = new State.Ending(session, new ConnectionEnd(kind, text));
  }

  private void ended(ConnectionEnd end) {
    if (state instanceof State.Ended) {
      return;
    }
    state = new State.Ended();
    calls.failAll(notConnected());
    peers.close();
    for (ClientStream stream : List.copyOf(streams.values())) {
      stream.close();
      stream.advance();
    }
    streams.clear();
    listener.onClose(end);
  }

  private static NetStatus notConnected() {
    return NetStatus.local("error", StatusCode.CALL_FAILED, "not connected");
  }

  private static void write(SendFlow flow, Payload message) {
    flow.write(message, Delivery.RELIABLE);
  }

  private void sendConnect(Session session, long connectByNanos) {
    SendFlow control =
        session.openFlow(
            new FlowMetadata.Stream(0, false).toByteArray(),
            Optional.empty(),
            Priority.IMMEDIATE,
            new ControlFlowEnd());
    AmfObject object = ConnectObject.make(url, options);
    long transactionId = calls.add(new ConnectAnswer());
    write(control, writer.connect((double) transactionId, object, options.arguments()));
    state = new State.Connecting(session, control, connectByNanos);
  }

  private void lost(ConnectionEnd.Kind kind, String text) {
    state.session().ifPresent(session -> end(session, kind, text));
  }

  /** What streams of the server need of the connection. */
  private final class Carrier implements StreamCarrier {
    @Override
    public boolean mayOpenFlow() {
      return state instanceof State.Connected(Session session, SendFlow _) && session.isOpen();
    }

    @Override
    public SendFlow openFlow(
        FlowMetadata metadata, Priority priority, SendFlowListener flowListener) {
      if (state instanceof State.Connected(Session session, SendFlow _)) {
        var control = Optional.ofNullable(serverControls.peekLast());
        return session.openFlow(metadata.toByteArray(), control, priority, flowListener);
      }
      throw new IllegalStateException("not connected");
    }

    @Override
    public void sendControl(UserControl event) {
      if (state instanceof State.Connected(Session _, SendFlow control)) {
        write(control, writer.control(event));
      }
    }

    @Override
    public void deleted(ClientStream stream) {
      if (streams.remove(stream.id()) != null) {
        send("deleteStream", List.of(AmfValue.of((double) stream.id())));
      }
    }

    /** The server calls a method of the client; commands with an id are answered. */
    @Override
    public void onCall(Command command) {
      ClientConnection.this.onCall(command);
    }
  }

  /** The far end rejected our control flow: it is gone for us (flash-profile section 1.3). */
  private final class ControlFlowEnd implements SendFlowListener {
    @Override
    public void onException(SendFlow flow, long code) {
      if (state instanceof State.Connecting || state instanceof State.Connected) {
        lost(ConnectionEnd.Kind.CLOSED_BY_SERVER, "");
      }
    }
  }

  private final class ConnectAnswer implements CallListener {
    @Override
    public void onResult(AmfValue result) {
      if (state instanceof State.Connecting(Session session, SendFlow control, long _)) {
        state = new State.Connected(session, control);
        peers.connected(session);
        List<AmfValue> addresses =
            options.localAddresses().stream().map(a -> AmfValue.of(a.toString())).toList();
        write(control, writer.command("setPeerInfo", 0, addresses));
        listener.onConnect(NetStatus.of(result));
      }
    }

    @Override
    public void onError(NetStatus status) {
      if (state instanceof State.Connecting) {
        String text = status.description().isEmpty() ? status.code() : status.description();
        lost(ConnectionEnd.Kind.REJECTED, text);
      }
    }
  }

  private final class Events implements SessionListener {
    @Override
    public void onOpen(Session session) {
      if (state instanceof State.Opening(Session _, long _, long connectByNanos)) {
        sendConnect(session, connectByNanos);
      }
    }

    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      byte[] metadata = flow.metadata();
      if (FlowMetadata.read(metadata, 0, metadata.length)
          instanceof FlowMetadata.Stream(long streamId, boolean isArrivalOrder)) {
        ClientStream stream = streams.get(streamId);
        if (isArrivalOrder) {
          flow.deliverOnArrival();
        }
        if (streamId == 0) {
          // Old servers replace theirs by a new one with the same metadata; scripts open more.
          serverControls.addLast(flow);
          peers.groups().serverControl(flow);
          return new FlowReceiver(new ControlInbox());
        }
        if (stream != null) {
          return stream.newReceiver();
        }
      }
      Optional<RecvFlowListener> group = peers.groups().onServerFlow(flow);
      if (group.isEmpty()) {
        flow.reject(0);
      }
      return group.orElseGet(() -> new FlowReceiver(new ControlInbox()));
    }

    @Override
    public void onClose(Session session, CloseCause cause) {
      ended(
          state instanceof State.Ending(Session _, ConnectionEnd end)
              ? end
              : state instanceof State.Draining
                  ? new ConnectionEnd(ConnectionEnd.Kind.CLOSED, "")
                  : SessionEnds.of(cause));
    }
  }

  private final class ControlInbox implements FlowReceiver.Target {
    @Override
    public void onCommand(RecvFlow flow, Command command) {
      switch (command.name()) {
        case "_result" ->
            calls.take(command.transactionId()).ifPresent(c -> c.onResult(answer(command)));
        case "_error" ->
            calls
                .take(command.transactionId())
                .ifPresent(c -> c.onError(NetStatus.of(answer(command))));
        case "onStatus" -> listener.onStatus(NetStatus.of(answer(command)));
        case "close" -> {
          if (state instanceof State.Connecting || state instanceof State.Connected) {
            lost(ConnectionEnd.Kind.CLOSED_BY_SERVER, "");
          }
        }
        default -> ClientConnection.this.onCall(command);
      }
    }

    @Override
    public void onControl(RecvFlow flow, UserControl control) {
      switch (control) {
        case UserControl.SetKeepalive(long serverMillis, long peerMillis) -> {
          keepaliveNanos = Math.max(MIN_KEEPALIVE_NANOS, serverMillis * MILLI_NANOS);
          peers.keepAlive(Math.max(MIN_KEEPALIVE_NANOS, peerMillis * MILLI_NANOS));
        }
        case UserControl.PingRequest(long millis) ->
            carrier.sendControl(new UserControl.PingResponse(millis));
        case UserControl.StreamBegin(long id) -> toStream(id, control);
        case UserControl.StreamEof(long id) -> toStream(id, control);
        case UserControl.StreamDry(long id) -> toStream(id, control);
        case UserControl.StreamIsRecorded(long id) -> toStream(id, control);
        case UserControl.BufferEmpty(long id) -> toStream(id, control);
        case UserControl.BufferReady(long id) -> toStream(id, control);
        case UserControl.SetBufferLength _,
            UserControl.PingResponse _,
            UserControl.FlowSync _,
            UserControl.Unknown _ -> {}
      }
    }

    @Override
    public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {}

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {}

    @Override
    public void onData(long timestampMillis, DataMessage data) {}

    @Override
    public void onGap(RecvFlow flow, long fragments) {}

    @Override
    public void onComplete(RecvFlow flow) {
      serverControls.removeIf(control -> control.id() == flow.id());
      RecvFlow current = serverControls.peekLast();
      if (current != null) {
        peers.groups().serverControl(current);
      } else if (state instanceof State.Connecting || state instanceof State.Connected) {
        lost(ConnectionEnd.Kind.CLOSED_BY_SERVER, "");
      }
    }

    private void toStream(long id, UserControl control) {
      ClientStream stream = streams.get(id);
      if (stream != null) {
        stream.onUserControl(control);
      }
    }

    /** The answer's value: the last one, as some servers put an object of properties before it. */
    private AmfValue answer(Command command) {
      return command.values().isEmpty() ? AmfNothing.UNDEFINED : command.values().getLast();
    }
  }
}
