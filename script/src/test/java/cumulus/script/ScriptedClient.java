package cumulus.script;

import cumulus.client.CallListener;
import cumulus.client.ClientConnection;
import cumulus.client.ClientGroup;
import cumulus.client.ClientStream;
import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.client.ConnectionListener;
import cumulus.client.GroupEvents;
import cumulus.client.NetStatus;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.group.Groupspec;
import cumulus.flash.message.DataMessage;
import cumulus.group.GroupListener;
import cumulus.group.GroupSettings;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A client program that writes down what it is told, in order. */
final class ScriptedClient implements ConnectionListener {
  private static final int SHOWN_BYTES = 8;
  private static final int SHOWN_DEPTH = 20;

  /** Everything told: {@code Code (description)}, {@code method(values)}, {@code end KIND text}. */
  final List<String> told = new ArrayList<>();

  Optional<NetStatus> success = Optional.empty();
  Optional<ConnectionEnd> end = Optional.empty();

  private final SessionBed bed;
  private final ClientConnection connection;
  private final Endpoint endpoint;
  private final Address address;
  private final Address server;

  ScriptedClient(
      SessionBed bed,
      Endpoint endpoint,
      Address address,
      Address server,
      String path,
      ConnectOptions options) {
    this.bed = bed;
    this.endpoint = endpoint;
    this.address = address;
    this.server = server;
    this.connection = new ClientConnection(RtmfpUrl.parse("rtmfp://bed/" + path), options, this);
  }

  Address address() {
    return address;
  }

  /** Address of the loop that serves it. */
  Address server() {
    return server;
  }

  void advance(long nowNanos) {
    connection.advance(nowNanos);
  }

  /** Connects and waits for the answer. */
  ScriptedClient connect() {
    begin();
    bed.until(() -> success.isPresent() || end.isPresent());
    bed.settle();
    return this;
  }

  /** Begins to connect. */
  void begin() {
    connection.connect(bed.clock.nanos(), endpoint, List.of(server));
  }

  SessionListener onSession(Session session) {
    return connection.peers().onSession(session);
  }

  /** Joins a group at the server; tells nothing of what it hears there. */
  ClientGroup join(String group) {
    ClientGroup joined =
        connection
            .peers()
            .groups()
            .join(
                bed.clock.nanos(),
                Groupspec.named(group).serverChannel().build(),
                GroupSettings.DEFAULT,
                bed.random.split(),
                new GroupListener() {},
                new GroupEvents() {});
    bed.settle();
    return joined;
  }

  boolean isConnected() {
    return connection.isConnected();
  }

  void close() {
    leave();
    bed.settle();
  }

  /** Begins to close. */
  void leave() {
    connection.close(bed.clock.nanos());
  }

  /** Calls a method and waits: what came back, {@code nothing} if nothing did. */
  String call(String method, AmfValue... arguments) {
    List<String> answers = ask(method, arguments);
    bed.settle();
    return answers.isEmpty() ? "nothing" : String.join("; ", answers);
  }

  /** Calls a method; what comes back will be in the list. */
  List<String> ask(String method, AmfValue... arguments) {
    var answers = new ArrayList<String>();
    connection.call(
        method,
        List.of(arguments),
        new CallListener() {
          @Override
          public void onResult(AmfValue result) {
            answers.add(text(result));
            told.add("result " + text(result));
          }

          @Override
          public void onError(NetStatus status) {
            answers.add(status.level() + " " + status);
          }
        });
    return answers;
  }

  /** Calls a method and wants no answer. */
  void send(String method, AmfValue... arguments) {
    connection.send(method, List.of(arguments));
    bed.settle();
  }

  /** A stream that writes down what it is told. */
  Stream stream() {
    var stream = new Stream();
    connection.createStream(
        stream, made -> stream.made = Optional.of(made), error -> told.add(error.toString()));
    bed.until(() -> stream.made.isPresent());
    return stream;
  }

  @Override
  public void onConnect(NetStatus status) {
    success = Optional.of(status);
    told.add(status.toString());
  }

  @Override
  public void onStatus(NetStatus status) {
    told.add(status.level() + " " + status);
  }

  @Override
  public Optional<AmfValue> onCall(String method, List<AmfValue> arguments) {
    told.add(method + list(arguments));
    return Optional.empty();
  }

  @Override
  public void onClose(ConnectionEnd ended) {
    end = Optional.of(ended);
    told.add("end " + ended.kind() + " " + ended.text());
  }

  private static String list(List<AmfValue> values) {
    return values.stream().map(ScriptedClient::text).collect(Collectors.joining(",", "(", ")"));
  }

  /** A value as people would write it, as deep as people would read. */
  static String text(AmfValue value) {
    return text(value, SHOWN_DEPTH);
  }

  private static String text(AmfValue value, int depth) {
    if (depth == 0) {
      return "...";
    }
    return switch (value) {
      case AmfString text -> "\"" + text + "\"";
      case AmfArray array when array.properties().isEmpty() ->
          array.dense().stream()
              .map(each -> text(each, depth - 1))
              .collect(Collectors.joining(",", "[", "]"));
      case AmfNamed named ->
          named.properties().entrySet().stream()
              .map(entry -> entry.getKey() + "=" + text(entry.getValue(), depth - 1))
              .sorted()
              .collect(Collectors.joining(",", "{", "}"));
      default -> {
        double number = value.numberOr(Double.NaN);
        yield Double.isNaN(number)
            ? value.toString()
            : number == (long) number ? Long.toString((long) number) : Double.toString(number);
      }
    };
  }

  /** One stream of the client. */
  static final class Stream implements StreamListener {
    /** Statuses, {@code audio TIME HEX}, {@code video TIME HEX}, {@code handler(values)}. */
    final List<String> told = new ArrayList<>();

    Optional<ClientStream> made = Optional.empty();

    ClientStream get() {
      return made.orElseThrow();
    }

    Stream publish(String name) {
      get().publish(name);
      return this;
    }

    Stream play(String name) {
      get().play(name);
      return this;
    }

    Stream audio(int time, int... body) {
      get().sendAudio(time, payload(body));
      return this;
    }

    Stream video(int time, int... body) {
      get().sendVideo(time, payload(body));
      return this;
    }

    /** A key frame and nothing more of it. */
    Stream key(int time) {
      return video(time, 0x17, 1, time);
    }

    Stream inter(int time) {
      return video(time, 0x27, 1, time);
    }

    Stream sound(int time) {
      return audio(time, 0xaf, 1, time);
    }

    private static Payload payload(int... values) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return Payload.wrap(bytes);
    }

    /** What begins with this, of what was told. */
    List<String> told(String start) {
      return told.stream().filter(line -> line.startsWith(start)).toList();
    }

    List<String> codes() {
      return told.stream().filter(line -> line.startsWith("NetStream")).toList();
    }

    @Override
    public void onStatus(NetStatus status) {
      told.add(status.code() + " " + status.level() + " (" + status.description() + ")");
    }

    @Override
    public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
      told.add("audio " + timestampMillis + " " + hex(bytes, offset, length));
    }

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
      told.add("video " + timestampMillis + " " + hex(bytes, offset, length));
    }

    @Override
    public void onData(long timestampMillis, DataMessage data) {
      try {
        told.add(data.handler() + list(data.arguments(AmfOptions.CLIENT)));
      } catch (MalformedException e) {
        throw new AssertionError("the server wrote something malformed", e);
      }
    }

    @Override
    public void onClose() {
      told.add("closed");
    }

    private static String hex(byte[] bytes, int offset, int length) {
      return HexFormat.of().formatHex(bytes, offset, offset + Math.min(length, SHOWN_BYTES));
    }
  }
}
