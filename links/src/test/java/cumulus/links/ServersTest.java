package cumulus.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.flash.amf.Amf3Reader;
import cumulus.flash.amf.Amf3Writer;
import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfBoolean;
import cumulus.flash.amf.AmfByteArray;
import cumulus.flash.amf.AmfDate;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfText;
import cumulus.flash.amf.AmfValue;
import cumulus.links.wire.Frame;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkSender;
import cumulus.links.wire.Received;
import cumulus.links.wire.WireLimits;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collections and calls of an application, without sockets. */
class ServersTest {
  private static final int MAX_FRAME = 64 << 10;
  private static final Hello HELLO = new Hello("", 1935, Map.of());

  private final List<LinkNotice> notices = new ArrayList<>();
  private final Inbox inbox = new Inbox(MAX_FRAME, () -> {});
  private final Servers servers = new Servers(MAX_FRAME, inbox, notices::add);
  private final Recorder application = new Recorder();

  @BeforeEach
  void listen() {
    servers.listen(application);
  }

  /** Collects frames. */
  private static final class Sent implements Outlet {
    private final List<Frame> frames = new ArrayList<>();

    @Override
    public void send(Frame frame, long nowNanos) {
      frames.add(frame);
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    List<String> hex() {
      return frames.stream()
          .map(f -> HexFormat.of().formatHex(f.head()) + HexFormat.of().formatHex(f.body()))
          .toList();
    }
  }

  private LinkedServer link(String address, boolean isTarget, Hello hello, Sent sent) {
    var far = new FarEnd(address, "10.0.0.9", isTarget);
    var server = new LinkedServer(servers, far, Map.of(), hello, new LinkSender(), sent);
    inbox.post(new ToServers.Up(server));
    servers.advance(0);
    return server;
  }

  private LinkedServer link(String address, boolean isTarget) {
    return link(address, isTarget, HELLO, new Sent());
  }

  private void end(LinkedServer server) {
    inbox.post(new ToServers.Down(server, new LinkEnd.FarClosed()));
    servers.advance(0);
  }

  private void receive(LinkedServer server, Received received) throws InterruptedException {
    inbox.message(server, received, 10);
    servers.advance(0);
  }

  /** What the values of a call look like to the other side. */
  private void call(LinkedServer server, String name, byte[] values) throws InterruptedException {
    receive(server, new Received.Call(AmfString.of(name), values, 0));
  }

  @Test
  void multiServerCheck1_eachSideHasItsCollectionAndTheEventComesOnce() {
    LinkedServer target = link("a:1", true);
    LinkedServer initiator = link("10.0.0.9:5000", false);
    assertThat(servers.all().list()).containsExactly(target, initiator);
    assertThat(servers.targets().list()).containsExactly(target);
    assertThat(servers.initiators().list()).containsExactly(initiator);
    assertThat(target.isTarget()).isTrue();
    assertThat(initiator.isTarget()).isFalse();
    assertThat(application.events).containsExactly("up a:1", "up 10.0.0.9:5000");
  }

  @Test
  void multiServerCheck4_withoutPublicAddressItIsTheHostOfTheLinkAndThePortTold() {
    assertThat(link("a:1", true).publicAddress()).isEqualTo("10.0.0.9:1935");
  }

  @Test
  void multiServerCheck5_allLinkedServersAreToldTheApplicationsAtEachNewLink() {
    servers.listen(new Recorder("", "/chat"));
    var first = new Sent();
    var second = new Sent();
    link("a:1", true, HELLO, first);
    link("b:1", true, HELLO, second);
    assertThat(first.hex())
        .containsExactly("00000009012e00052f63686174", "00000009000100052f63686174");
    assertThat(second.hex()).containsExactly("00000009012e00052f63686174");
  }

  @Test
  void multiServerCheck12_startedApplicationsAreToldAndHeard() throws InterruptedException {
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    servers.announce("/chat");
    assertThat(sent.hex()).containsExactly("00000008012e052f63686174");
    receive(server, new Received.Applications(List.of("", "/chat")));
    assertThat(application.events).endsWith("applications [, /chat]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "."})
  void multiServerCheck8_reservedHandlersAreAnErrorAndNothingIsSent(String handler) {
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    server.send(AmfString.of(handler), List.of(new AmfInteger(1)));
    servers.all().broadcast(AmfString.of(handler), List.of());
    assertThat(sent.frames).isEmpty();
    assertThat(notices)
        .filteredOn(LinkNotice.NotSent.class::isInstance)
        .hasSize(2)
        .allMatch(
            notice ->
                notice.equals(
                    new LinkNotice.NotSent(
                        "handler of one sending server message can't be null or equal to '.'")));
  }

  @Test
  void multiServerCheck9_callsArriveWithTheTypesOfTheirValues() throws InterruptedException {
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    var array = new AmfArray();
    array.dense().add(new AmfInteger(7));
    var object = new AmfObject();
    object.properties().put(AmfString.of("x"), new AmfInteger(1));
    List<AmfValue> values =
        List.of(
            AmfNothing.NULL,
            AmfBoolean.TRUE,
            new AmfInteger(-5),
            AmfValue.of(1.5),
            AmfString.copyOf(new byte[] {0, (byte) 0xff}, 0, 2),
            array,
            object,
            new AmfByteArray(new byte[] {1}),
            new AmfDate(905989690435.0));
    server.send(AmfString.of("f"), values);
    call(server, "f", sent.frames.getFirst().body());
    assertThat(application.events.getLast())
        .startsWith("f(null true -5 1.5 \"\0")
        .endsWith("[7] {x:1} <01> Date(9.05989690435E11))");
  }

  @Test
  void multiServerCheck9_unknownNamesAreIgnoredAndToldBelowTheUsualLevel()
      throws InterruptedException {
    application.onCall = (_, _) -> false;
    LinkedServer server = link("a:1", true);
    call(server, "nonexist", new byte[0]);
    assertThat(notices).contains(new LinkNotice.NoFunction("a:1", "nonexist"));
    assertThat(server.isLinked()).isTrue();
  }

  @Test
  void multiServerCheck9_anErrorInAFunctionLeavesTheLinkUpAndLosesNothing()
      throws InterruptedException {
    LinkedServer server = link("a:1", true);
    application.onCall =
        (_, name) -> {
          if (name.equals("bad")) {
            throw new IllegalStateException("bad");
          }
          return true;
        };
    assertThatThrownBy(() -> call(server, "bad", new byte[0])).hasMessage("bad");
    call(server, "good", new byte[0]);
    assertThat(application.events).endsWith("bad()", "good()");
    assertThat(servers.all().count()).isEqualTo(1);
    assertThat(inbox.waitingBytes()).isZero();
  }

  @Test
  void multiServerCheck9_damagedArgumentsAreOneErrorAndTheFunctionIsNotRun()
      throws InterruptedException {
    LinkedServer server = link("a:1", true);
    call(server, "f", HexFormat.of().parseHex("0200056162"));
    assertThat(application.events).containsExactly("up a:1");
    assertThat(notices)
        .filteredOn(LinkNotice.Damaged.class::isInstance)
        .singleElement()
        .asString()
        .contains("arguments of 'f'");
    assertThat(server.isLinked()).isTrue();
  }

  @Test
  void multiServerCheck10_aServerIsFoundByPlaceAddressAndPublicAddress() {
    LinkedServer first = link("a:1", true);
    LinkedServer second =
        link("10.0.0.9:5000", false, new Hello("live:1", 0, Map.of()), new Sent());
    Broadcaster all = servers.all();
    assertThat(all.at(1)).contains(first);
    assertThat(all.at(2)).contains(second);
    assertThat(all.at(0)).isEmpty();
    assertThat(all.at(-1)).isEmpty();
    assertThat(all.at(3)).isEmpty();
    assertThat(all.find("a:1")).contains(first);
    assertThat(all.find("10.0.0.9:1935")).contains(first);
    assertThat(all.find("live:1")).contains(second);
    assertThat(all.find("A:1")).isEmpty();
    end(first);
    assertThat(all.at(1)).contains(second);
    assertThat(all.find("a:1")).isEmpty();
  }

  @Test
  void multiServerCheck11_theLostServerIsOutOfTheCollectionsBeforeItsEventAndStaysReadable() {
    LinkedServer server = link("a:1", true);
    var counts = new ArrayList<Integer>();
    servers.listen(
        new ServersListener() {
          @Override
          public void onServerDisconnection(LinkedServer lost) {
            counts.add(servers.all().count() + servers.targets().count());
            assertThat(lost.isLinked()).isFalse();
            assertThat(lost.publicAddress()).isEqualTo("10.0.0.9:1935");
            lost.send(AmfString.of("late"), List.of());
          }
        });
    end(server);
    assertThat(counts).containsExactly(0);
    assertThat(notices).endsWith(new LinkNotice.Unlinked("a:1", new LinkEnd.FarClosed()));
  }

  @Test
  void multiServerCheck20_aFrameThatCannotBeUnderstoodLeavesThePublicAddress()
      throws InterruptedException {
    LinkedServer server = link("a:1", true);
    receive(server, new Received.Damaged("handler number 9 where 0 names have come"));
    assertThat(server.publicAddress()).isEqualTo("10.0.0.9:1935");
    assertThat(notices)
        .endsWith(new LinkNotice.Damaged("a:1", "handler number 9 where 0 names have come"));
  }

  @Test
  void multiServerCheck22_broadcastReachesOnlyTheServersOfItsSide() {
    var target = new Sent();
    var initiator = new Sent();
    link("a:1", true, HELLO, target);
    link("b:1", false, HELLO, initiator);
    servers.targets().broadcast(AmfString.of("t"), List.of());
    servers.initiators().broadcast(AmfString.of("i"), List.of());
    servers.all().broadcast(AmfString.of("x"), List.of(AmfBoolean.TRUE));
    assertThat(target.hex()).containsExactly("000000020174", "0000000401780101");
    assertThat(initiator.hex()).containsExactly("000000020169", "0000000401780101");
    assertThat(target.frames.getLast().body())
        .as("one body for all")
        .isSameAs(initiator.frames.getLast().body());
    assertThat(servers.targets().count()).isEqualTo(1);
    assertThat(servers.initiators().at(1).orElseThrow().address()).isEqualTo("b:1");
    assertThat(servers.initiators().find("a:1")).isEmpty();
  }

  @Test
  void aLongHandlerIsCutAndToldOnce() {
    var sent = new Sent();
    link("a:1", true, HELLO, sent);
    link("b:1", true, HELLO, new Sent());
    servers.all().broadcast(AmfString.of("n".repeat(300)), List.of());
    assertThat(sent.frames.getFirst().head()).hasSize(4 + 1 + 255);
    assertThat(notices).filteredOn(LinkNotice.Altered.class::isInstance).hasSize(1);
  }

  @Test
  void aMessageLargerThanTheLargestFrameIsNotSent() {
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    List<AmfValue> half = List.of(AmfValue.of("x".repeat(MAX_FRAME / 2)));
    server.send(AmfString.of("fits"), half);
    server.send(AmfString.of("large"), List.of(half.getFirst(), half.getFirst()));
    assertThat(sent.frames).hasSize(1);
    assertThat(notices.getLast().toString()).contains("'large'", "servers.maxFrame = 65536");
  }

  @Test
  void aNameTooManyIsNotSentAndTheLinkGoesOn() {
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    for (int i = 0; i < WireLimits.NAMES + 1; i++) {
      server.send(AmfString.of("n" + i), List.of());
    }
    assertThat(sent.frames).hasSize(WireLimits.NAMES);
    assertThat(notices.getLast().toString()).contains("put what changes into the arguments");
  }

  @Test
  void anotherHelloReplacesTheAddressAndAddsUnknownPropertiesWithinTheBound()
      throws InterruptedException {
    var hello = new Hello("", 1935, Map.of(AmfString.of("a"), AmfString.of("1")));
    LinkedServer server = link("b:1", false, hello, new Sent());
    var more = Map.of(AmfString.of("a"), AmfString.of("2"), AmfString.of("b"), AmfString.of("3"));
    receive(server, new Received.Renewed(new Hello("live:1", 0, more)));
    assertThat(server.publicAddress()).isEqualTo("live:1");
    assertThat(server.property(AmfString.of("a"))).contains(AmfString.of("1"));
    assertThat(server.property(AmfString.of("b"))).contains(AmfString.of("3"));
    for (int i = 0; i < 2 * WireLimits.PROPERTIES; i++) {
      var one = Map.of(AmfString.of("p" + i), AmfString.EMPTY);
      receive(server, new Received.Renewed(new Hello("live:1", 0, one)));
    }
    assertThat(server.properties()).hasSize(WireLimits.PROPERTIES);
    assertThat(application.events).containsExactly("up b:1");
  }

  @Test
  void aTurnHandlesABoundedNumberOfEvents() throws InterruptedException {
    LinkedServer server = link("a:1", true);
    for (int i = 0; i < LinkLimits.EVENTS_PER_TURN + 1; i++) {
      inbox.message(server, new Received.Call(AmfString.of("f"), new byte[0], 0), 0);
    }
    servers.advance(0);
    assertThat(application.events).hasSize(1 + LinkLimits.EVENTS_PER_TURN);
    assertThat(servers.isDue()).isTrue();
    servers.advance(0);
    assertThat(servers.isDue()).isFalse();
  }

  @Test
  void externalizableValuesAreReadAndWrittenByTheApplicationsCodecs() throws InterruptedException {
    AmfExternals.Codec oneByte =
        new AmfExternals.Codec() {
          @Override
          public void read(AmfExternal object, Amf3Reader in) throws AmfException {
            object.setContent(new AmfInteger(in.input().u8()));
          }

          @Override
          public void write(AmfExternal object, Amf3Writer out) {
            out.out().u8(0x2a);
          }
        };
    var heard = new ArrayList<AmfValue>();
    servers.listen(
        new ServersListener() {
          @Override
          public AmfOptions values() {
            return AmfOptions.LINK.with(_ -> Optional.of(oneByte));
          }

          @Override
          public boolean onCall(LinkedServer server, AmfString name, List<AmfValue> arguments) {
            return heard.addAll(arguments);
          }
        });
    var sent = new Sent();
    LinkedServer server = link("a:1", true, HELLO, sent);
    call(server, "f", HexFormat.of().parseHex("110a0703582a"));
    assertThat(AmfText.of(heard.getFirst(), 100)).isEqualTo("external X(42)");
    server.send(AmfString.of("f"), heard);
    assertThat(sent.hex()).containsExactly("000000080166110a0703582a");
  }
}
