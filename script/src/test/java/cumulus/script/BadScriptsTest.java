package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectionEnd;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the scripts of an application do, the server lives and says what happened. */
class BadScriptsTest {
  private static final List<String> EVENTS =
      List.of(
          "onStart",
          "onStop",
          "onDisconnection",
          "onFailed",
          "onJoinGroup",
          "onUnjoinGroup",
          "onPublish",
          "onUnpublish",
          "onAudioPacket",
          "onVideoPacket",
          "onDataPacket",
          "onSubscribe",
          "onUnsubscribe",
          "onTypedObject",
          "onManage");

  /** Errors in these are answers. */
  private static final Set<String> REFUSING = Set.of("onPublish", "onSubscribe");

  private static final String ENDLESS = "while true do end";
  private static final String ENDLESS_CATCHING =
      "while true do pcall(function() while true do end end) end";

  @TempDir private Path directory;
  private SessionBed bed;

  @BeforeEach
  void open() {
    bed = bed(100_000_000L);
  }

  private SessionBed bed(long timeLimitNanos) {
    return new SessionBed(
        directory,
        new ScriptSettings(
            Natives.luaJit(),
            timeLimitNanos,
            32L << 20,
            ScriptSettings.Jit.AUTO,
            false,
            false,
            false,
            false));
  }

  @AfterEach
  void close() {
    bed.close();
  }

  /** An application in which an event, or each one if that is "all", does something. */
  private void application(String event, String action) {
    String functions =
        EVENTS.stream()
            .map(
                each ->
                    "function "
                        + each
                        + "() hit('"
                        + (REFUSING.contains(each) && event.equals("all") ? "none" : each)
                        + "') end")
            .collect(Collectors.joining("\n"));
    bed.file("main.lua", "function onConnection(c) function c:poke() return 'here' end end")
        .file(
            "a/main.lua",
            """
            local function act() ACTION end
            local function hit(name) if "EVENT" == name or "EVENT" == "all" then act() end end
            FUNCTIONS
            function onConnection(client)
              local writer = client.writer:newFlowWriter()
              function writer:onManage() hit("writer") end
              function client:onManage() hit("client") end
              function client:call() hit("call") return "called" end
              if "EVENT" == "onConnection" then act() end
            end
            if "EVENT" == "main" then act() end
            """
                .replace("ACTION", action)
                .replace("EVENT", event)
                .replace("FUNCTIONS", functions.replace("hit('none')", "")))
        .start();
  }

  /** Everything that can happen to clients of the application happens. */
  private void live() {
    var client = bed.connect("a");
    if (client.isConnected()) {
      var group = client.join("friends");
      var camera = client.stream().publish("cat");
      bed.settle();
      var player = client.stream().play("cat");
      bed.settle();
      camera.key(1).sound(1).get().sendData(1, "line", List.of());
      client.call("call", AmfObject.typed("Dog"));
      bed.tick();
      player.get().closeStream();
      camera.get().closeStream();
      bed.run(Duration.ofSeconds(2));
      assertThat(group).isNotNull();
      client.close();
    }
    bed.kill(bed.connect("a"));
    bed.run(Duration.ofSeconds(1));
  }

  private void assertAlive() {
    assertThat(bed.connect("").call("poke")).isEqualTo("\"here\"");
  }

  @ParameterizedTest
  @CsvSource({
    "main, main.lua of application /a",
    "onStart, onStart of application /a",
    "onConnection, onConnection of application /a for client ",
    "onDisconnection, onDisconnection of application /a for client ",
    "onJoinGroup, onJoinGroup of application /a for client ",
    "onUnjoinGroup, onUnjoinGroup of application /a for client ",
    "onPublish, onPublish of application /a for client ",
    "onUnpublish, onUnpublish of application /a for client ",
    "onAudioPacket, onAudioPacket of application /a for client ",
    "onVideoPacket, onVideoPacket of application /a for client ",
    "onDataPacket, onDataPacket of application /a for client ",
    "onSubscribe, onSubscribe of application /a for client ",
    "onUnsubscribe, onUnsubscribe of application /a for client ",
    "onTypedObject, onTypedObject of the type 'Dog'",
    "onManage, onManage of application /a",
    "client, onManage of application /a for client ",
    "writer, onManage of application /a for client ",
    "call, call of application /a for client ",
  })
  void anEventWithoutEndIsInterrupted(String event, String place) {
    application(event, ENDLESS_CATCHING);
    live();
    assertThat(bed.errors())
        .anyMatch(line -> line.contains(place) && line.contains("ran longer than 0.1 s"))
        .allMatch(line -> line.contains("ran longer than 0.1 s"))
        .hasSizeLessThan(6);
    assertThat(bed.errors().getFirst()).startsWith("ERROR a/main.lua[1] ");
    assertAlive();
  }

  @Test
  void onFailedWithoutEndIsInterrupted() {
    application("onFailed", ENDLESS);
    live();
    bed.run(Duration.ofMinutes(10));
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .contains("onFailed of application /a for client ")
        .contains("ran longer than 0.1 s");
    assertAlive();
  }

  @ParameterizedTest
  @ValueSource(strings = {ENDLESS, ENDLESS_CATCHING, "error('no')", "error({})", "error()"})
  void anApplicationThatStopsBadlyStops(String action) {
    application("onStop", action);
    live();
    bed.file("a/main.lua", "function onConnection() NOTE('new') end");
    bed.tick();
    bed.connect("a");
    assertThat(bed.notes()).endsWith("new");
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .startsWith("ERROR a/main.lua[1] onStop of application /a: ");
    assertAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ENDLESS,
        "coroutine.wrap(function() while true do end end)()",
        "pcall(function() while true do end end)",
        ENDLESS_CATCHING,
        "while true do local co = coroutine.create(error) coroutine.resume(co) end",
      })
  void everyFormOfEndlessnessIsInterruptedInAPacketEvent(String action) {
    application("onVideoPacket", action);
    live();
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .contains("onVideoPacket of application /a")
        .contains("ran longer than 0.1 s");
    assertAlive();
  }

  @ParameterizedTest
  @CsvSource({
    "error({}), (error object is a table value)",
    "error(), (error object is a nil value)",
    "error(newproxy()), (error object is a userdata value)",
    "error('said'), said",
    "local t = nil t.x = 1, attempt to index",
    "local function f() return 1 + f() end f(), stack overflow",
  })
  void errorsOfEveryKindInEveryEventAreLoggedOnceEach(String action, String text) {
    application("all", action);
    live();
    bed.run(Duration.ofMinutes(10));
    bed.file("a/main.lua", "");
    bed.tick();
    var events =
        new java.util.ArrayList<>(
            EVENTS.stream().filter(each -> !REFUSING.contains(each)).toList());
    events.add("call");
    for (String event : events) {
      String place =
          event.equals("onTypedObject")
              ? "onTypedObject of the type 'Dog'"
              : event + " of application";
      assertThat(bed.errors())
          .as(event)
          .anyMatch(line -> line.contains(place) && line.contains(text));
    }
    assertAlive();
  }

  @Test
  void anEventThatHoardsMemoryFails() {
    bed.close();
    bed = bed(60_000_000_000L);
    application("call", "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end");
    var client = bed.connect("a");
    assertThat(client.call("call")).contains("uses more than 32 MiB (script.memory)");
    bed.log.clear();
    application("onVideoPacket", "local s = 'x' while true do s = s .. s end");
    bed.tick();
    live();
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .contains("onVideoPacket of application /a")
        .contains("uses more than 32 MiB");
    assertAlive();
  }

  @Test
  void tablesThatNoMessageCanHoldAreNoHarm() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:poke() return "here" end
              function client:cyclic()
                local t = { name = "t" }
                t.self = t
                self.writer:writeAMFMessage("got", t)
                return t
              end
              function client:deep(depth)
                local t = {}
                for i = 1, depth do t = { t } end
                self.writer:writeAMFMessage("got", t)
                return t
              end
              function client:evil()
                return setmetatable({}, { __index = function() error({}) end,
                  __newindex = function() error() end })
              end
            end
            """)
        .start();
    var client = bed.connect("");
    assertThat(client.call("cyclic")).startsWith("{name=\"t\",self={name=\"t\",self=");
    assertThat(client.call("evil")).isEqualTo("NULL");
    assertThat(client.call("deep", AmfValue.of(30))).startsWith("[[[[[[[[");
    for (int depth : List.of(1000, 100_000)) {
      assertThat(client.call("deep", AmfValue.of(depth))).isNotEqualTo("nothing");
    }
    assertThat(bed.errors()).anyMatch(line -> line.contains("nested deeper than"));
    assertThat(client.call("poke")).isEqualTo("\"here\"");
    assertAlive();
  }

  @ParameterizedTest
  @CsvSource({
    "error('of a finalizer'), of a finalizer",
    "error({}), (error object is a table value)",
    "while true do end, ran longer than 0.1 s",
    "while true do pcall(error) end, ran longer than 0.1 s",
  })
  void finalizersAreGuarded(String action, String text) {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:poke() return "here" end
              function client:drop()
                getmetatable(newproxy(true)).__gc = function() ACTION end
                collectgarbage()
                collectgarbage()
                return "dropped"
              end
            end
            """
                .replace("ACTION", action))
        .start();
    assertThat(bed.connect("").call("drop")).isEqualTo("\"dropped\"");
    bed.tick();
    assertThat(bed.errors()).singleElement().asString().contains("finalizers: 1 ").contains(text);
    assertAlive();
  }

  @Test
  void anApplicationThatRefusesBadlyRefuses() {
    application("onConnection", "error({})");
    var client = bed.connect("a");
    assertThat(client.end.orElseThrow().kind()).isEqualTo(ConnectionEnd.Kind.REJECTED);
    assertAlive();
  }
}
