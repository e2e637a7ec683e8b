package cumulus.server;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A client on the application thread: its rights, its streams, and the calls it has not answered.
 */
final class ControlClient implements Client {
  /** Calls of the server that a client may leave unanswered. */
  static final int MAX_PENDING_CALLS = 1024;

  /** Messages kept while the application decides whether the client may connect. */
  static final int MAX_EARLY_MESSAGES = 1024;

  private final long id;
  private final int loop;
  private final byte[] peerId;
  private final Control control;
  private final Map<Integer, ControlStream> streams = new TreeMap<>();
  private Set<Integer> resting = Set.of();
  private Map<Long, ControlGroup> groupByFlow = Map.of();
  private Map<Integer, Consumer<CallResult>> calls = Map.of();
  private final ArrayDeque<ToControl> deferred = new ArrayDeque<>(0);
  private List<ToLoop> early = List.of();
  private final ClientGauge gauge;
  private Address address;
  private List<Address> peerAddresses = List.of();
  private ConnectInfo info = ConnectInfo.NONE;
  private Optional<Object> attachment = Optional.empty();
  private State state = State.FRESH;
  private boolean isBlocked;
  private boolean wasAccepted;
  private boolean hasToldAddresses;
  private boolean isSilent;
  private int lastCall;
  private int lastWriter;
  private double transactionId;

  ControlClient(ToControl.Opened opened, Control control) {
    this.id = opened.client();
    this.loop = opened.loop();
    this.peerId = opened.peerId();
    this.address = opened.address();
    this.control = control;
    this.gauge = opened.gauge();
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public byte[] peerId() {
    return peerId.clone();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public List<Address> peerAddresses() {
    return peerAddresses;
  }

  @Override
  public ConnectInfo connectInfo() {
    return info;
  }

  @Override
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  @Override
  public AmfStyle style() {
    return info.objectEncoding() == 3 ? AmfStyle.PREFER_AMF3 : AmfStyle.AMF0_ONLY;
  }

  @Override
  public void invoke(String name, List<AmfValue> arguments) {
    send(name, 0, arguments);
  }

  @Override
  public void call(String name, List<AmfValue> arguments, Consumer<CallResult> callback) {
    if (state.isOver() || calls.size() >= MAX_PENDING_CALLS) {
      callback.accept(new CallResult.Lost());
      return;
    }
    lastCall = lastCall == Integer.MAX_VALUE ? 1 : lastCall + 1;
    if (calls.isEmpty()) {
      calls = new HashMap<>();
    }
    calls.put(lastCall, callback);
    send(name, lastCall, arguments);
  }

  @Override
  public void status(String code, String description) {
    write(0, Statuses.status(code, description));
  }

  @Override
  public int openWriter() {
    return ++lastWriter;
  }

  @Override
  public void write(int writer, Payload message, boolean isReliable) {
    whenConnected(new ToLoop.WriterMessage(id, writer, message, isReliable));
  }

  @Override
  public void closeWriter(int writer) {
    whenConnected(new ToLoop.WriterClosed(id, writer));
  }

  @Override
  public double transactionId() {
    return transactionId;
  }

  /** The method call with this id is answered from now on; 0 when it has been. */
  void answering(double newTransactionId) {
    transactionId = newTransactionId;
  }

  @Override
  public ClientFigures figures() {
    return gauge.figures(control.nowNanos());
  }

  @Override
  public void close() {
    close(ToLoop.NO_MESSAGE);
  }

  @Override
  public void close(String code, String description) {
    close(Statuses.error(code, description));
  }

  @Override
  public Optional<Object> attachment() {
    return attachment;
  }

  @Override
  public void attach(Object kept) {
    attachment = Optional.of(kept);
  }

  int loop() {
    return loop;
  }

  State state() {
    return state;
  }

  void post(ToLoop post) {
    control.post(loop, post);
  }

  /** Writes on the flow of a stream; before the connection is accepted it waits for the answer. */
  void write(int stream, Payload message) {
    whenConnected(new ToLoop.Write(id, stream, message));
  }

  private void whenConnected(ToLoop post) {
    switch (state) {
      case CONNECTED -> post(post);
      case FRESH -> {
        if (early.isEmpty()) {
          early = new ArrayList<>();
        }
        if (early.size() < MAX_EARLY_MESSAGES) {
          early.add(post);
        }
      }
      case CLOSING, GONE -> {}
    }
  }

  /** An answer to a command, whatever the state. */
  void answer(int stream, Payload message) {
    post(new ToLoop.Write(id, stream, message));
  }

  void close(Payload message) {
    if (!state.isOver()) {
      state = State.CLOSING;
      post(new ToLoop.CloseClient(id, message));
    }
  }

  void asked(ConnectInfo asked) {
    info = asked;
  }

  /** The client is connected; what was written meanwhile follows the answer. */
  void connected(Payload answer) {
    if (state != State.FRESH) {
      return;
    }
    state = State.CONNECTED;
    wasAccepted = true;
    post(new ToLoop.ConnectAccepted(id, info.objectEncoding(), answer));
    early.forEach(this::post);
    early = List.of();
  }

  /** True once the connection was accepted, also when it is closing. */
  boolean wasAccepted() {
    return wasAccepted;
  }

  void gone() {
    state = State.GONE;
    var lost = List.copyOf(calls.values());
    calls = Map.of();
    lost.forEach(callback -> callback.accept(new CallResult.Lost()));
  }

  /** The client's answer to a call of the server; anything else is passed over. */
  void answered(double transactionId, CallResult result) {
    if (!calls.isEmpty() && transactionId == (int) transactionId) {
      Optional.ofNullable(calls.remove((int) transactionId))
          .ifPresent(callback -> callback.accept(result));
    }
  }

  void moved(Address now) {
    address = now;
  }

  void reachableAt(List<Address> addresses) {
    peerAddresses = List.copyOf(addresses);
    hasToldAddresses = true;
  }

  void silent(boolean isSilentNow) {
    isSilent = isSilentNow;
  }

  /** True if others may be sent to it: it has told its addresses (setPeerInfo), and it lives. */
  boolean isReachable() {
    return hasToldAddresses && !isSilent && !state.isOver();
  }

  /** A flow of the client stands for its membership in a group. */
  void seat(long flow, ControlGroup group) {
    if (groupByFlow.isEmpty()) {
      groupByFlow = new LinkedHashMap<>();
    }
    groupByFlow.put(flow, group);
  }

  Optional<ControlGroup> unseat(long flow) {
    return groupByFlow.isEmpty() ? Optional.empty() : Optional.ofNullable(groupByFlow.remove(flow));
  }

  Optional<ControlGroup> groupOf(long flow) {
    return Optional.ofNullable(groupByFlow.get(flow));
  }

  /** The flows that stand for memberships. */
  List<Long> groupFlows() {
    return List.copyOf(groupByFlow.keySet());
  }

  Set<ControlGroup> groups() {
    return new LinkedHashSet<>(groupByFlow.values());
  }

  /** A flow that stands for the membership in this group, in which the client is. */
  long groupFlow(ControlGroup group) {
    for (Map.Entry<Long, ControlGroup> entry : groupByFlow.entrySet()) {
      if (entry.getValue() == group) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("the client is not in the group");
  }

  Map<Integer, ControlStream> streams() {
    return streams;
  }

  Optional<ControlStream> stream(int stream) {
    return Optional.ofNullable(streams.get(stream));
  }

  /** Streams, and ids of deleted ones that rest. */
  int streamCount() {
    return streams.size() + resting.size();
  }

  /**
   * A stream is gone. Its id rests while flows of ours for it are under way: they say only the id,
   * and would be taken for those of the next stream that has it.
   */
  void delete(ControlStream stream) {
    streams.remove(stream.id());
    if (stream.isUsed()) {
      if (resting.isEmpty()) {
        resting = new HashSet<>();
      }
      resting.add(stream.id());
    }
    post(new ToLoop.StreamDeleted(id, stream.id()));
  }

  /** The id of a deleted stream is free again. */
  void rested(int stream) {
    if (!resting.isEmpty()) {
      resting.remove(stream);
    }
  }

  /** Makes the stream with the lowest free id from 1. */
  ControlStream newStream() {
    int free = 1;
    while (streams.containsKey(free) || resting.contains(free)) {
      free++;
    }
    var stream = new ControlStream(free);
    streams.put(free, stream);
    return stream;
  }

  /** True while a command of the client waits for the end of a publication. */
  boolean isBlocked() {
    return isBlocked;
  }

  /** The command has to wait; those behind it wait too. Bounded by the credit of its loop. */
  void block(ToControl command) {
    isBlocked = true;
    deferred.addFirst(command);
  }

  void defer(ToControl command) {
    deferred.add(command);
  }

  void unblock() {
    isBlocked = false;
  }

  Optional<ToControl> nextDeferred() {
    return Optional.ofNullable(isBlocked ? null : deferred.poll());
  }

  private void send(String name, int transactionId, List<AmfValue> arguments) {
    var out = new ByteWriter();
    var writer = Command.start(out, name, transactionId, style());
    writer.writeNull();
    arguments.forEach(writer::write);
    write(0, Payload.wrap(out.toByteArray()));
  }

  /** How far a client is. */
  enum State {
    FRESH,
    CONNECTED,
    CLOSING,
    GONE;

    boolean isOver() {
      return this == CLOSING || this == GONE;
    }
  }
}
