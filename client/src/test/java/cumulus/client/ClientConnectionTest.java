package cumulus.client;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.DataMessage;
import cumulus.flash.message.MessageType;
import cumulus.flash.message.Replies;
import cumulus.flash.message.Status;
import cumulus.flash.message.StatusCode;
import cumulus.flash.message.UserControl;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConnectionTest {
  private static final class Events implements ConnectionListener, StreamListener {
    private final List<String> seen = new ArrayList<>();
    private final List<ConnectionEnd> ends = new ArrayList<>();

    @Override
    public void onConnect(NetStatus status) {
      seen.add(status.code());
    }

    @Override
    public void onStatus(NetStatus status) {
      seen.add(status.code());
    }

    @Override
    public Optional<AmfValue> onCall(String method, List<AmfValue> arguments) {
      seen.add(method + arguments.size());
      return method.equals("known") ? Optional.of(AmfValue.of("yes")) : Optional.empty();
    }

    @Override
    public void onClose(ConnectionEnd end) {
      ends.add(end);
    }

    @Override
    public void onAudio(long timestampMillis, byte[] bytes, int offset, int length) {
      seen.add("audio " + timestampMillis + " " + length);
    }

    @Override
    public void onVideo(long timestampMillis, byte[] bytes, int offset, int length) {
      seen.add("video " + timestampMillis + " " + length);
    }

    @Override
    public void onData(long timestampMillis, DataMessage data) {
      seen.add("data " + data.handler());
    }

    @Override
    public void onUserControl(UserControl control) {
      seen.add(control.getClass().getSimpleName());
    }

    @Override
    public void onClose() {
      seen.add("stream closed");
    }
  }

  private final ScriptedServer server = new ScriptedServer();
  private final Events events = new Events();
  private ClientConnection client = newClient(ConnectOptions.DEFAULT);

  private ClientConnection newClient(ConnectOptions options) {
    return new ClientConnection(RtmfpUrl.parse("rtmfp://server/live/room"), options, events);
  }

  private Command begin() {
    client.connect(server.nowNanos, server.clientEndpoint, List.of(ScriptedServer.ADDRESS));
    return server.await(client, "connect");
  }

  private SendFlow accept() {
    Command connect = begin();
    SendFlow control = server.openFlow(0);
    ScriptedServer.send(
        control,
        Status.status(StatusCode.CONNECT_SUCCESS, "welcome").toResult(connect.transactionId()));
    server.until(client, client::isConnected);
    server.await(client, "setPeerInfo");
    return control;
  }

  private ClientStream createStream(SendFlow control, long id) {
    var created = new ArrayList<ClientStream>();
    client.createStream(events, created::add, status -> events.seen.add(status.code()));
    Command request = server.await(client, "createStream");
    ScriptedServer.send(control, Replies.result(request.transactionId(), (double) id));
    server.until(client, () -> !created.isEmpty());
    return created.getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void connectSaysWhatFlashPlayerSays(int encoding) {
    client =
        newClient(
            ConnectOptions.DEFAULT
                .withObjectEncoding(encoding)
                .withArguments(List.of(AmfValue.of("user"), AmfValue.of(7))));
    Command connect = begin();
    assertThat(connect.transactionId()).isEqualTo(1);
    AmfNamed object = (AmfNamed) connect.commandObject();
    assertThat(object.properties().keySet())
        .map(Object::toString)
        .containsExactly(
            "app",
            "flashVer",
            "swfUrl",
            "tcUrl",
            "fpad",
            "capabilities",
            "audioCodecs",
            "videoCodecs",
            "videoFunction",
            "pageUrl",
            "objectEncoding");
    assertThat(object.get("app")).isEqualTo(AmfValue.of("live/room"));
    assertThat(object.get("tcUrl")).isEqualTo(AmfValue.of("rtmfp://server/live/room"));
    assertThat(object.get("objectEncoding").numberOr(-1)).isEqualTo(encoding);
    assertThat(connect.arguments()).containsExactly(AmfValue.of("user"), AmfValue.of(7));
    assertThat(server.messages.getFirst()[0]).isEqualTo((byte) MessageType.COMMAND);
    assertThat(server.flowsByStream)
        .hasEntrySatisfying(0L, control -> assertThat(control.id()).as("trap 16").isEqualTo(2));
  }

  @Test
  void setPeerInfoTellsAddressesWithAllEightGroups() {
    client =
        newClient(
            ConnectOptions.DEFAULT.withLocalAddresses(
                List.of(
                    Address.ipv4(0xc0000201, 1935), new Address(0x20010db8_00000000L, 1, 1936))));
    Command connect = begin();
    ScriptedServer.send(
        server.openFlow(0),
        Status.status(StatusCode.CONNECT_SUCCESS, "").toResult(connect.transactionId()));
    Command info = server.await(client, "setPeerInfo");
    assertThat(info.transactionId()).isZero();
    assertThat(info.arguments())
        .containsExactly(AmfValue.of("192.0.2.1:1935"), AmfValue.of("[2001:db8:0:0:0:0:0:1]:1936"));
  }

  @Test
  void aRefusalEndsTheConnectionWithTheServersText() {
    Command connect = begin();
    SendFlow control = server.openFlow(0);
    ScriptedServer.send(
        control,
        Status.error(StatusCode.CONNECT_REJECTED, "not today").toError(connect.transactionId()));
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends)
        .containsExactly(new ConnectionEnd(ConnectionEnd.Kind.REJECTED, "not today"));
    server.until(client, () -> !server.ends.isEmpty());
    assertThat(server.ends.getFirst()).isInstanceOf(CloseCause.FarClosed.class);
  }

  @Test
  void aHostThatDoesNotAnswerIsGivenUp() {
    server.isReachable = false;
    client.connect(server.nowNanos, server.clientEndpoint, List.of(ScriptedServer.ADDRESS));
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.NO_ANSWER);
  }

  @Test
  void aConnectCommandThatIsNotAnsweredIsGivenUp() {
    begin();
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.FAILED);
  }

  @Test
  void aSilentServerIsPingedAndThenGivenUp() {
    accept();
    server.pass(client, 60_000);
    assertThat(client.isConnected()).as("pings keep it").isTrue();
    server.isReachable = false;
    long lostAtNanos = server.nowNanos;
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.LOST);
    assertThat((server.nowNanos - lostAtNanos) / 1_000_000).isBetween(10_000L, 21_000L);
    assertThat(server.clientEndpoint.sessionCount()).isZero();
  }

  @Test
  void closingDeliversWhatIsQueued() {
    SendFlow control = accept();
    ClientStream stream = createStream(control, 1);
    stream.publish("name");
    stream.sendAudio(10, Payload.wrap(new byte[20_000]));
    client.close(server.nowNanos);
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.CLOSED);
    assertThat(server.messages).anyMatch(m -> m.length == 20_005);
    assertThat(events.seen).endsWith("stream closed");
  }

  @Test
  void aCloseCommandOfTheServerEndsTheConnection() {
    SendFlow control = accept();
    var out = new ByteWriter();
    Command.start(out, "close", 0, AmfStyle.AMF0_ONLY).writeNull();
    ScriptedServer.send(control, out.toByteArray());
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.CLOSED_BY_SERVER);
  }

  @Test
  void theEndOfTheServersControlFlowEndsTheConnection() {
    accept().close();
    server.until(client, () -> !events.ends.isEmpty());
    assertThat(events.ends.getFirst().kind()).isEqualTo(ConnectionEnd.Kind.CLOSED_BY_SERVER);
  }

  @Test
  void aReplacedControlFlowIsFollowed() {
    SendFlow first = accept();
    ClientStream stream = createStream(server.openFlow(0), 4);
    assertThat(stream.id()).isEqualTo(4);
    first.close();
    server.pass(client, 2_000);
    assertThat(client.isConnected()).isTrue();
  }

  @Test
  void createStreamTakesAnAmf3IntegerToo() {
    SendFlow control = accept();
    var created = new ArrayList<ClientStream>();
    client.createStream(events, created::add, _ -> {});
    Command request = server.await(client, "createStream");
    ScriptedServer.send(
        control,
        Replies.result(
            request.transactionId(),
            new AmfInteger(9),
            AmfStyle.PREFER_AMF3,
            AmfOptions.CLIENT,
            AmfProblems.NONE));
    server.until(client, () -> !created.isEmpty());
    assertThat(created.getFirst().id()).isEqualTo(9);
  }

  @Test
  void callsAreAnsweredBothWays() {
    SendFlow control = accept();
    var results = new ArrayList<String>();
    var listener =
        new CallListener() {
          @Override
          public void onResult(AmfValue result) {
            results.add(result.textOr("?"));
          }

          @Override
          public void onError(NetStatus status) {
            results.add(status.description());
          }
        };
    client.call("good", List.of(AmfValue.of(1)), listener);
    client.call("bad", List.of(), listener);
    Command bad = server.await(client, "bad");
    Command good = server.await(client, "good");
    ScriptedServer.send(
        control, Status.error(StatusCode.CALL_FAILED, "no such").toError(bad.transactionId()));
    ScriptedServer.send(
        control,
        Replies.result(
            good.transactionId(),
            AmfValue.of("fine"),
            AmfStyle.AMF0_ONLY,
            AmfOptions.CLIENT,
            AmfProblems.NONE));
    server.until(client, () -> results.size() == 2);
    assertThat(results).containsExactly("no such", "fine");

    for (String name : new String[] {"known", "unknown"}) {
      var out = new ByteWriter();
      Command.start(out, name, 5, AmfStyle.AMF0_ONLY).writeNull();
      ScriptedServer.send(control, out.toByteArray());
    }
    assertThat(server.await(client, "_result").argument(0)).isEqualTo(AmfValue.of("yes"));
    Command error = server.await(client, "_error");
    assertThat(error.transactionId()).isEqualTo(5);
    assertThat(error.values().getLast())
        .isInstanceOfSatisfying(
            AmfObject.class,
            info -> assertThat(info.get("code")).isEqualTo(AmfValue.of(StatusCode.CALL_FAILED)));
    client.call("late", List.of(), listener);
    server.session().abort();
    server.until(client, () -> results.size() == 3);
    assertThat(results).endsWith("not connected");
  }

  @Test
  void flowSyncHoldsAFlowUntilAllHaveCome() {
    SendFlow control = accept();
    createStream(control, 1).play("name");
    server.await(client, "play");
    SendFlow data = server.openFlow(1);
    SendFlow audio = server.openFlow(1);
    byte[] sync = new UserControl.FlowSync(0, 2).toByteArray();
    ScriptedServer.send(audio, sync);
    ScriptedServer.send(audio, new byte[] {8, 0, 0, 0, 7, 1, 2});
    server.pass(client, 500);
    assertThat(events.seen).doesNotContain("audio 7 2");
    ScriptedServer.send(data, Status.status(StatusCode.PLAY_START, "").toOnStatus());
    ScriptedServer.send(data, sync);
    server.until(client, () -> events.seen.contains("audio 7 2"));
    assertThat(events.seen).containsSubsequence(StatusCode.PLAY_START, "audio 7 2");
  }

  @Test
  void streamBeginIsTakenFromTheControlFlowToo() {
    SendFlow control = accept();
    createStream(control, 1);
    ScriptedServer.send(control, new UserControl.StreamBegin(1).toByteArray());
    server.until(client, () -> events.seen.contains("StreamBegin"));
  }

  @Test
  void malformedMessagesAreDroppedAlone() {
    SendFlow control = accept();
    createStream(control, 1);
    SendFlow flow = server.openFlow(1);
    ScriptedServer.send(flow, new byte[] {20, 0, 0});
    ScriptedServer.send(flow, new byte[] {20, 0, 0, 0, 0, 2, 0, 9, 'x'});
    ScriptedServer.send(flow, new byte[] {99, 0, 0, 0, 0});
    ScriptedServer.send(flow, new byte[] {9, 0, 0, 0, 3});
    server.until(client, () -> events.seen.contains("video 3 0"));
  }

  @Test
  void commandsAudioAndVideoHaveFlowsOfTheirOwnAndDataOfTheEncoding() {
    ClientStream stream = createStream(accept(), 1);
    stream.publish("name");
    stream.sendData(5, "onCue", List.of());
    stream.sendAudio(6, Payload.wrap(new byte[] {1}));
    stream.sendVideo(7, Payload.wrap(new byte[] {0x17, 1}));
    stream.sendData(0, Payload.wrap(new byte[] {2, 0, 1, 'x'}));
    var drained = new ArrayList<String>();
    stream.whenDrained(() -> drained.add("drained"));
    server.until(client, () -> !drained.isEmpty());
    assertThat(server.flowCounts).containsEntry(1L, 3);
    assertThat(server.messages)
        .contains(
            new byte[] {8, 0, 0, 0, 6, 1},
            new byte[] {9, 0, 0, 0, 7, 0x17, 1},
            new byte[] {15, 0, 0, 0, 0, 0, 2, 0, 1, 'x'});
    assertThat(stream.queuedBytes()).isZero();
  }

  @Test
  void mediaThatTheNetworkDoesNotTakeIsDroppedUpToAKeyFrame() {
    ClientStream stream = createStream(accept(), 1);
    server.isReachable = false;
    Payload key = Payload.wrap(new byte[100_000]);
    key.bytes()[0] = 0x17;
    key.bytes()[1] = 1;
    Payload inter = Payload.wrap(new byte[100_000]);
    inter.bytes()[0] = 0x27;
    inter.bytes()[1] = 1;
    assertThat(stream.sendVideo(0, key)).isTrue();
    for (int i = 1; i < 1_000; i++) {
      stream.sendVideo(i, inter);
    }
    assertThat(stream.queuedBytes()).isLessThan(9L << 20);
    assertThat(stream.droppedFrames()).isGreaterThan(800);
    assertThat(stream.sendVideo(1_001, inter)).as("nothing before a key frame").isFalse();
    assertThat(stream.sendVideo(1_002, key)).isTrue();
    assertThat(stream.sendVideo(1_003, inter)).isTrue();
  }
}
