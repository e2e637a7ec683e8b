package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.trace.CloseCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void flashProfileCheck2_connectIsAcceptedInBothEncodingsWithItsArguments(int encoding) {
    for (int extra = 0; extra <= 3; extra++) {
      var seen = new ArrayList<AmfValue>();
      var path = new ArrayList<String>();
      var bed =
          new Bed(
              new Application() {
                @Override
                public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
                  seen.addAll(arguments);
                  path.add(client.connectInfo().path());
                  path.add(client.connectInfo().query().toString());
                  return new ConnectVerdict.Accept(
                      Map.of(AmfString.of("motd"), AmfValue.of("hello")));
                }
              });
      var arguments = new AmfValue[extra];
      for (int i = 0; i < extra; i++) {
        arguments[i] = AmfValue.of("argument" + i);
      }
      var client = bed.client().connect(encoding, arguments);
      assertThat(seen).containsExactly(arguments);
      assertThat(path).containsExactly("app/one", "{name=x y, z=}");
      var result = client.commands.getFirst();
      assertThat(result.name()).isEqualTo("_result");
      assertThat(result.transactionId()).isEqualTo(1);
      assertThat(client.messages.getFirst().bytes()[0]).isEqualTo((byte) MessageType.COMMAND);
      assertThat(result.commandObject()).isEqualTo(AmfNothing.NULL);
      var info = (AmfNamed) result.argument(0);
      assertThat(info.get("code").textOr("")).isEqualTo("NetConnection.Connect.Success");
      assertThat(info.get("level").textOr("")).isEqualTo("status");
      assertThat(info.get("objectEncoding")).isEqualTo(new AmfNumber(encoding));
      assertThat(info.get("motd").textOr("")).isEqualTo("hello");
      assertThat(bed.control.clients()).hasSize(1);
    }
  }

  @Test
  void flashProfileCheck3_aRefusalSaysWhyThenClosesFlowAndSession() {
    var bed =
        new Bed(
            new Application() {
              @Override
              public ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
                client.invoke("neverDelivered", List.of());
                return new ConnectVerdict.Refuse("you are not Tom!");
              }
            });
    var client = bed.client().connect();
    bed.until(() -> client.closed.isPresent());
    assertThat(client.flowLogs(0).getFirst())
        .containsExactly(
            "_error NetConnection.Connect.Rejected error", "close UNDEFINED", "complete");
    var info = (AmfNamed) client.commands.getFirst().argument(0);
    assertThat(info.get("description").textOr("")).isEqualTo("you are not Tom!");
    assertThat(client.rejectedFlows).hasSize(1);
    assertThat(client.closed).contains(new CloseCause.FarClosed());
    bed.run(Duration.ofSeconds(100));
    assertThat(bed.total(LoopStatistics::clients)).isZero();
    assertThat(bed.control.clients()).isEmpty();
  }

  @Test
  void flashProfileCheck4_setPeerInfoIsAnsweredWithTheKeepalivePeriods() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    client.command(0, "setPeerInfo", AmfValue.of("10.1.2.3:4000"), AmfValue.of("[2001:db8::1]:5"));
    bed.settle();
    assertThat(client.log(0).getLast())
        .isEqualTo("SetKeepalive[serverMillis=15000, peerMillis=10000]");
    assertThat(bed.control.clients().getFirst().peerAddresses())
        .containsExactly(Address.ipv4(0x0a010203, 4000), new Address(0x20010db800000000L, 1, 5));
    var loop = bed.loops.getFirst();
    byte[] peerId = bed.control.clients().getFirst().peerId();
    assertThat(loop.candidates(peerId)).hasSize(3).first().isEqualTo(client.address());
    client.session().close();
    bed.settle();
    assertThat(loop.candidates(peerId)).isEmpty();
  }

  @Test
  void flashProfileCheck5_streamIdsAreTheLowestFreeOnes() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    assertThat(List.of(client.createStream(), client.createStream(), client.createStream()))
        .containsExactly(1, 2, 3);
    client.command(0, "deleteStream", AmfValue.of(2));
    assertThat(client.createStream()).isEqualTo(2);
    var other = bed.client().connect();
    assertThat(other.createStream()).isEqualTo(1);
  }

  @Test
  void flashProfileCheck12_anUnknownMethodIsAnErrorOnlyWhereAnAnswerIsWanted() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    client.call(0, "nosuch", 5);
    client.call(0, "nosuch", 0);
    bed.settle();
    assertThat(client.commands).hasSize(2);
    var error = client.commands.getLast();
    assertThat(error.name()).isEqualTo("_error");
    assertThat(error.transactionId()).isEqualTo(5);
    var info = (AmfNamed) error.argument(0);
    assertThat(info.get("code").textOr("")).isEqualTo("NetConnection.Call.Failed");
    assertThat(info.get("description").textOr("")).isEqualTo("Method 'nosuch' not found");
    assertThat(client.closed).isEmpty();
    assertThat(client.createStream()).isEqualTo(1);
  }

  @Test
  void flashProfileCheck13_aCallOfTheServerComesBackWithItsResult() {
    var results = new ArrayList<CallResult>();
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    var seenByServer = bed.control.clients().getFirst();
    seenByServer.call("sum", List.of(AmfValue.of(2), AmfValue.of(3)), results::add);
    seenByServer.call("fail", List.of(), results::add);
    bed.settle();
    var sum = client.commands.get(1);
    var fail = client.commands.get(2);
    assertThat(sum.name()).isEqualTo("sum");
    assertThat(sum.transactionId()).isPositive().isNotEqualTo(fail.transactionId());
    client.send(
        0,
        new Command(
            "_result",
            sum.transactionId(),
            List.of(
                AmfNothing.NULL,
                AmfValue.of(sum.argument(0).numberOr(0) + sum.argument(1).numberOr(0)))));
    client.send(
        0,
        new Command("_error", fail.transactionId(), List.of(AmfNothing.NULL, AmfValue.of("no"))));
    client.send(0, new Command("_result", 77, List.of(AmfNothing.NULL, AmfValue.of(0))));
    bed.settle();
    assertThat(results)
        .containsExactly(
            new CallResult.Value(AmfValue.of(5)), new CallResult.Failure(AmfValue.of("no")));
    seenByServer.call("never", List.of(), results::add);
    client.session().close();
    bed.until(() -> results.size() == 3);
    assertThat(results.getLast()).isEqualTo(new CallResult.Lost());
  }

  @Test
  void flashProfileCheck20_malformedCommandsAreDroppedAloneAndSaidOnce() {
    var said = new ArrayList<String>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public void onMalformed(Client client, String reason) {
                said.add(reason);
              }
            });
    var client = bed.client().connect();
    var flow = client.controlFlow.orElseThrow();
    byte[] head = {20, 0, 0, 0, 0, 2, 0, 1, 'f', 0, 0, 0, 0, 0, 0, 0, 0, 0};
    flow.write(appended(head, new byte[] {2, 0, 9, 'a'}), Delivery.RELIABLE);
    var deep = new byte[4000];
    for (int i = 0; i < deep.length; i += 4) {
      deep[i] = 3;
      deep[i + 2] = 1;
      deep[i + 3] = 'a';
    }
    flow.write(appended(head, deep), Delivery.RELIABLE);
    flow.write(
        appended(head, new byte[] {10, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}),
        Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[] {20, 0}), Delivery.RELIABLE);
    flow.write(Payload.wrap(new byte[] {17, 0, 0, 0, 0, 1, 2, 0, 0}), Delivery.RELIABLE);
    bed.settle();
    assertThat(said).hasSize(4);
    assertThat(bed.control.statistics().malformed()).isEqualTo(4);
    assertThat(bed.total(LoopStatistics::malformed)).isEqualTo(1);
    assertThat(client.createStream()).isEqualTo(1);
  }

  @Test
  void flashProfileCheck26_commandsOfLibrtmfpAreUnderstood() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().open();
    var object = new AmfObject();
    object.put("app", "");
    client.send(0, new Command("connect", 0, List.of(object)));
    bed.settle();
    client.send(
        0,
        new Command(
            "setPeerInfo", 0, List.of(AmfValue.of("10.0.0.9:1"), AmfValue.of("10.0.0.9:2"))));
    client.send(0, new Command("createStream", 0, List.of()));
    bed.settle();
    assertThat(client.commands).extracting(Command::name).containsExactly("_result", "_result");
    assertThat(client.commands).extracting(Command::transactionId).containsOnly(0.0);
    assertThat(client.commands.getLast().argument(0)).isEqualTo(AmfValue.of(1));
    assertThat(bed.control.clients().getFirst().peerAddresses())
        .containsExactly(Address.ipv4(0x0a000009, 1), Address.ipv4(0x0a000009, 2));
  }

  @Test
  void compatibilityCommandsAreAnsweredQuietly() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    double id = 10;
    for (String name : List.of("releaseStream", "FCPublish", "initStream", "getStreamLength")) {
      client.call(0, name, id++, AmfValue.of("x"));
      client.call(0, name, 0, AmfValue.of("x"));
    }
    bed.settle();
    var answers = client.commands.subList(1, client.commands.size());
    assertThat(answers).extracting(Command::name).containsOnly("_result").hasSize(4);
    assertThat(answers).extracting(Command::transactionId).containsExactly(10.0, 11.0, 12.0, 13.0);
    assertThat(answers.get(0).values().getLast()).isEqualTo(AmfNothing.UNDEFINED);
    assertThat(answers.getLast().argument(0).numberOr(-1)).isZero();
  }

  @Test
  void methodsOfTheApplicationAnswerWhatTheyReturn() {
    var bed =
        new Bed(
            new Application() {
              @Override
              public CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
                return switch (name) {
                  case "echo" -> new CallAnswer.Value(arguments.getFirst());
                  case "fail" -> new CallAnswer.Failure("sorry");
                  default -> CallAnswer.NONE;
                };
              }
            });
    var client = bed.client().connect(0);
    client.call(0, "echo", 2, AmfValue.of("x"));
    client.call(0, "fail", 3);
    client.call(0, "quiet", 4);
    client.call(0, "echo", 0, AmfValue.of("y"));
    bed.settle();
    assertThat(client.log(0)).hasSize(3);
    assertThat(client.commands.get(1).argument(0)).isEqualTo(AmfValue.of("x"));
    assertThat(client.commands.get(2).name()).isEqualTo("_error");
  }

  @Test
  void beforeConnectCommandsAreRefusedAndSilenceEndsTheSession() {
    var failed = new ArrayList<CloseCause>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public void onFailed(Client client, CloseCause cause) {
                failed.add(cause);
              }
            });
    var client = bed.client().open();
    client.call(0, "hello", 2);
    client.call(0, "createStream", 0);
    bed.settle();
    assertThat(client.log(0))
        .containsExactly(
            "_error NetConnection.Call.Failed error", "_error NetConnection.Call.Failed error");
    bed.until(() -> client.closed.isPresent(), Duration.ofSeconds(125));
    assertThat(failed).isEmpty();
    assertThat(bed.total(LoopStatistics::clients)).isZero();
  }

  @Test
  void theServersCloseArrivesBeforeTheEnd() {
    var events = new ArrayList<String>();
    var bed =
        new Bed(
            new Application() {
              @Override
              public void onFailed(Client client, CloseCause cause) {
                events.add("failed");
              }

              @Override
              public void onDisconnection(Client client) {
                events.add("disconnected");
              }
            });
    var client = bed.client().connect();
    bed.control.clients().getFirst().close("NetConnection.Connect.AppShutdown", "bye");
    bed.until(() -> client.closed.isPresent());
    assertThat(client.flowLogs(0).getFirst())
        .endsWith(
            "onStatus NetConnection.Connect.AppShutdown error", "close UNDEFINED", "complete");
    bed.run(Duration.ofSeconds(100));
    assertThat(events).containsExactly("disconnected");
  }

  @Test
  void aSlowApplicationStopsTheReadingOfCommandsAndLosesNone() {
    var bed = new Bed(Application.ACCEPT_ALL);
    var client = bed.client().connect();
    bed.applicationIsBlocked = true;
    int calls = 500;
    for (int i = 1; i <= calls; i++) {
      client.call(0, "nosuch", i);
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(bed.waitingForControl()).isEqualTo(ServerSettings.DEFAULT.undecidedCommands());
    bed.applicationIsBlocked = false;
    bed.until(() -> client.commands.size() == calls + 1);
    assertThat(client.commands.getLast().transactionId()).isEqualTo(calls);
  }

  private static Payload appended(byte[] head, byte[] tail) {
    byte[] all = java.util.Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return Payload.wrap(all);
  }
}
