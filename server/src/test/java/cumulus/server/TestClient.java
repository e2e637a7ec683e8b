package cumulus.server;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.FlowSyncBarrier;
import cumulus.flash.message.MessageHeader;
import cumulus.flash.message.MessageType;
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
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A client made of the codecs alone, which writes down what it receives: one log for each flow, one
 * for all of a stream in the order of delivery.
 */
final class TestClient implements SessionListener {
  private static final int SHOWN_BYTES = 4;

  final Map<RecvFlow, List<String>> flowLogs = new LinkedHashMap<>();
  final Map<Integer, List<String>> streamLogs = new LinkedHashMap<>();
  final List<Command> commands = new ArrayList<>();
  final List<Payload> messages = new ArrayList<>();
  final List<Long> rejectedFlows = new ArrayList<>();
  final List<Long> gaps = new ArrayList<>();
  Optional<CloseCause> closed = Optional.empty();
  Optional<SendFlow> controlFlow = Optional.empty();

  private final Bed bed;
  private final Endpoint endpoint;
  private final Address address;
  private final Address server;
  private final Map<Integer, Integer> streamOf = new LinkedHashMap<>();
  private Optional<RecvFlow> serverControl = Optional.empty();
  private final Map<Integer, SendFlow> commandFlows = new LinkedHashMap<>();
  private final FlowSyncBarrier<RecvFlow> barrier =
      new FlowSyncBarrier<>(RecvFlow::suspend, RecvFlow::resume);
  private Optional<Session> session = Optional.empty();
  private boolean holdsAtBarrier = true;
  private boolean isAmongHostileClients;
  private int lastTransaction = 1000;

  private final byte[] peerId;

  /** Takes flows of the server that are of no stream. */
  Function<RecvFlow, RecvFlowListener> otherFlows =
      flow -> {
        throw new AssertionError("a flow for no stream: " + flow.id());
      };

  TestClient(Bed bed, Endpoint endpoint, Address address, Address server, byte[] peerId) {
    this.bed = bed;
    this.endpoint = endpoint;
    this.address = address;
    this.server = server;
    this.peerId = peerId;
  }

  byte[] peerId() {
    return peerId;
  }

  Address server() {
    return server;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Optional<RecvFlow> serverControl() {
    return serverControl;
  }

  Address address() {
    return address;
  }

  Session session() {
    return session.orElseThrow();
  }

  /** Opens the session and waits for it. */
  TestClient open() {
    session = Optional.of(endpoint.open("rtmfp://server.test/app/one", List.of(server), this));
    bed.until(() -> session().isOpen());
    controlFlow =
        Optional.of(
            session().openFlow(stream(0), Optional.empty(), Priority.IMMEDIATE, listener()));
    return this;
  }

  /** Opens and connects with this encoding. */
  TestClient connect(int objectEncoding, AmfValue... arguments) {
    open();
    var object = new AmfObject();
    object.put("app", "app/one");
    object.put("tcUrl", "rtmfp://server.test/app/one?name=x%20y&z");
    object.put("flashVer", "TEST 1,0");
    object.put("objectEncoding", objectEncoding);
    var values = new ArrayList<AmfValue>();
    values.add(object);
    values.addAll(List.of(arguments));
    int before = commands.size();
    send(0, new Command("connect", 1, values));
    bed.until(() -> commands.size() > before || closed.isPresent());
    return this;
  }

  TestClient connect() {
    return connect(3);
  }

  /** Asks for a stream and waits for its id. */
  int createStream() {
    int id = ++lastTransaction;
    send(0, new Command("createStream", id, List.of(AmfNothing.NULL)));
    bed.until(() -> answer(id).isPresent());
    return (int) answer(id).orElseThrow().argument(0).numberOr(-1);
  }

  private Optional<Command> answer(int transaction) {
    return commands.stream().filter(said -> said.transactionId() == transaction).findFirst();
  }

  /** Sends a command on the command flow of a stream, null first. */
  void command(int stream, String name, AmfValue... arguments) {
    call(stream, name, 0, arguments);
  }

  void call(int stream, String name, double transactionId, AmfValue... arguments) {
    var values = new ArrayList<AmfValue>();
    values.add(AmfNothing.NULL);
    values.addAll(List.of(arguments));
    send(stream, new Command(name, transactionId, values));
  }

  void send(int stream, Command command) {
    var out = new ByteWriter();
    command.write(
        out, MessageType.COMMAND, AmfStyle.PREFER_AMF0, AmfOptions.CLIENT, AmfProblems.NONE);
    commandFlow(stream).write(Payload.wrap(out.toByteArray()), Delivery.RELIABLE);
  }

  /** The flow on which this client says commands of the stream. */
  SendFlow commandFlow(int stream) {
    return stream == 0
        ? controlFlow.orElseThrow()
        : commandFlows.computeIfAbsent(stream, this::flow);
  }

  /** A new flow for a stream. */
  SendFlow flow(int stream) {
    return session().openFlow(stream(stream), serverControl, Priority.PRIORITY, listener());
  }

  static void media(SendFlow flow, int type, int timestamp, int... body) {
    media(flow, Delivery.RELIABLE, type, timestamp, body);
  }

  static void media(SendFlow flow, Delivery delivery, int type, int timestamp, int... body) {
    byte[] bytes = new byte[body.length];
    for (int i = 0; i < body.length; i++) {
      bytes[i] = (byte) body[i];
    }
    flow.write(5, (long) type << 32 | timestamp & 0xffff_ffffL, Payload.wrap(bytes), delivery);
  }

  static void data(SendFlow flow, int type, String handler, AmfValue... arguments) {
    var out = new ByteWriter();
    var writer = DataMessage.start(out, type, handler, AmfStyle.AMF0_ONLY);
    for (AmfValue argument : arguments) {
      writer.write(argument);
    }
    flow.write(Payload.wrap(out.toByteArray()), Delivery.RELIABLE);
  }

  static void control(SendFlow flow, UserControl message) {
    flow.write(Payload.wrap(message.toByteArray()), Delivery.RELIABLE);
  }

  /** Codes of the statuses of a stream, in order. */
  List<String> codes(int stream) {
    return log(stream).stream()
        .filter(line -> line.startsWith("onStatus"))
        .map(line -> line.substring("onStatus ".length(), line.lastIndexOf(' ')))
        .toList();
  }

  /** Everything of a stream in order of delivery. */
  List<String> log(int stream) {
    return streamLogs.getOrDefault(stream, List.of());
  }

  /** Lines of a stream that begin so. */
  List<String> log(int stream, String begin) {
    return log(stream).stream().filter(line -> line.startsWith(begin)).toList();
  }

  /** Logs of the flows of a stream in the order in which they came up. */
  List<List<String>> flowLogs(int stream) {
    return flowLogs.entrySet().stream()
        .filter(
            entry -> streamOf.getOrDefault(System.identityHashCode(entry.getKey()), -1) == stream)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Reads none of its flows but the control flow any more, as a player that hangs. */
  void stall() {
    stalled().forEach(RecvFlow::suspend);
  }

  void resume() {
    stalled().forEach(RecvFlow::resume);
  }

  private List<RecvFlow> stalled() {
    return flowLogs.keySet().stream()
        .filter(flow -> streamOf.getOrDefault(System.identityHashCode(flow), 0) > 0)
        .toList();
  }

  /** Passes flow synchronisation over, as old players do. */
  TestClient ignoringBarriers() {
    holdsAtBarrier = false;
    return this;
  }

  /** What others publish may be malformed. */
  TestClient amongHostileClients() {
    isAmongHostileClients = true;
    return this;
  }

  @Override
  public RecvFlowListener onFlow(Session from, RecvFlow flow) {
    byte[] metadata = flow.metadata();
    if (!(FlowMetadata.read(metadata, 0, metadata.length) instanceof FlowMetadata.Stream stream)) {
      return otherFlows.apply(flow);
    }
    int id = (int) stream.streamId();
    if (id == 0 && serverControl.isEmpty()) {
      serverControl = Optional.of(flow);
    }
    streamOf.put(System.identityHashCode(flow), id);
    var log = new ArrayList<String>();
    flowLogs.put(flow, log);
    return new RecvFlowListener() {
      @Override
      public void onMessage(RecvFlow on, Payload message) {
        messages.add(message);
        String line = describe(message);
        log.add(line);
        streamLogs.computeIfAbsent(id, _ -> new ArrayList<>()).add(line);
        synchronize(on, message);
      }

      @Override
      public void onGap(RecvFlow on, long fragments) {
        gaps.add(fragments);
      }

      @Override
      public void onComplete(RecvFlow on) {
        log.add("complete");
        barrier.onFlowEnded(on);
      }
    };
  }

  @Override
  public void onClose(Session from, CloseCause cause) {
    closed = Optional.of(cause);
  }

  private SendFlowListener listener() {
    return new SendFlowListener() {
      @Override
      public void onException(SendFlow flow, long code) {
        rejectedFlows.add(flow.id());
      }
    };
  }

  private static byte[] stream(int id) {
    return new FlowMetadata.Stream(id, false).toByteArray();
  }

  private String describe(Payload message) {
    byte[] bytes = message.bytes();
    int type = MessageHeader.type(bytes, 0);
    long time = MessageHeader.timestampMillis(bytes, 0);
    int size = MessageHeader.SIZE;
    int length = bytes.length - size;
    try {
      return switch (type) {
        case MessageType.COMMAND, MessageType.COMMAND_EXTENDED -> {
          var command = Command.read(type, bytes, size, length, AmfOptions.CLIENT);
          commands.add(command);
          yield command.name() + code(command);
        }
        case MessageType.USER_CONTROL -> control(UserControl.read(bytes, size, length));
        case MessageType.DATA, MessageType.DATA_EXTENDED ->
            "data"
                + type
                + " "
                + time
                + " "
                + DataMessage.read(type, bytes, size, length).handler();
        default ->
            (type == MessageType.AUDIO ? "audio " : "video ")
                + time
                + " "
                + HexFormat.of().formatHex(bytes, size, size + Math.min(SHOWN_BYTES, length));
      };
    } catch (MalformedException e) {
      boolean isData = type == MessageType.DATA || type == MessageType.DATA_EXTENDED;
      if (isData && isAmongHostileClients) {
        return "malformed";
      }
      throw new AssertionError("the server wrote something malformed", e);
    }
  }

  private static String control(UserControl message) {
    return message instanceof UserControl.FlowSync(long id, long count)
        ? "sync " + id + "/" + count
        : message.toString();
  }

  private void synchronize(RecvFlow flow, Payload message) {
    byte[] bytes = message.bytes();
    if (!holdsAtBarrier || MessageHeader.type(bytes, 0) != MessageType.USER_CONTROL) {
      return;
    }
    try {
      int size = MessageHeader.SIZE;
      if (UserControl.read(bytes, size, bytes.length - size)
          instanceof UserControl.FlowSync(long id, long count)) {
        barrier.onSync(flow, id, count);
      }
    } catch (MalformedException e) {
      throw new AssertionError("the server wrote something malformed", e);
    }
  }

  private static String code(Command command) {
    return command.argument(0) instanceof AmfNamed info
        ? " " + info.get("code").textOr("") + " " + info.get("level").textOr("")
        : " " + command.argument(0);
  }
}
