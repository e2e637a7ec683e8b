package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.links.LinkNotice;
import cumulus.rtmfp.Address;
import cumulus.server.Handshake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linked servers as scripts see them, over real links (multi-server sections 2, 3 and 6). */
class ScriptServersTest {
  private static final String SHOW =
      """
      function counts()
        local s = cumulus.servers
        return s.count .. "," .. s.initiators.count .. "," .. s.targets.count
      end
      """;

  private static final String EVENTS =
      SHOW
          + """
          function onServerConnection(server)
            NOTE("up ", server.isTarget, " ", counts())
            server.mark = "kept"
          end
          function onServerDisconnection(server)
            NOTE("down ", server.isTarget, " ", counts(), " ", server.mark)
          end
          """;

  @TempDir private Path directory;
  private final List<LinkedHost> hosts = new ArrayList<>();

  @AfterEach
  void end() {
    hosts.forEach(LinkedHost::close);
  }

  private LinkedHost host(String name, String publicAddress, String targets) throws IOException {
    var host = new LinkedHost(directory.resolve(name), publicAddress, targets);
    hosts.add(host);
    return host;
  }

  private LinkedHost[] all() {
    return hosts.toArray(LinkedHost[]::new);
  }

  /** Waits until so many notes have been written at a server. */
  private void notes(LinkedHost host, int count) throws InterruptedException {
    LinkedHost.until(() -> host.notes().size() >= count, all());
  }

  @Test
  void multiServerCheck1_bothApplicationsHearOfTheLinkOnceAndKnowTheirSides() throws Exception {
    var target = host("b", "", "").file("main.lua", EVENTS).start();
    var initiator = host("a", "", target.address()).file("main.lua", EVENTS).start();
    notes(target, 1);
    notes(initiator, 1);
    initiator.tick();
    assertThat(target.notes()).containsExactly("up (false) 1,1,0");
    assertThat(initiator.notes()).containsExactly("up (true) 1,0,1");
  }

  @Test
  void multiServerCheck3_propertiesOfTheTargetAreMembersOnBothSides() throws Exception {
    String main =
        """
        function onServerConnection(server)
          NOTE(server.type, "|", server.b, "|", server.none, "|", server.address ~= "7")
        end
        """;
    var target = host("b", "", "").file("main.lua", main).start();
    var initiator =
        host("a", "", target.address() + "?type=master&b=x+y%20z&address=7")
            .file("main.lua", main)
            .start();
    notes(target, 1);
    notes(initiator, 1);
    assertThat(target.notes()).containsExactly("master|x y z|(null)|(true)");
    assertThat(initiator.notes()).isEqualTo(target.notes());
  }

  @Test
  void multiServerCheck8_reservedNamesAreAnErrorOfTheScriptAndNothingIsSent() throws Exception {
    var target =
        host("b", "", "")
            .file(
                "main.lua",
                "function onServerConnection(s) function s:f(n) NOTE('got ', n) end end")
            .start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection(server)
                  server:send("")
                  server:send(".")
                  cumulus.servers:broadcast("")
                  cumulus.servers.targets:broadcast(".", 1)
                  cumulus.servers:broadcast()
                  server:send("f", 1)
                end
                """)
            .start();
    notes(target, 1);
    assertThat(target.notes()).containsExactly("got 1");
    assertThat(initiator.lines("ERROR"))
        .hasSize(5)
        .allMatch(
            line ->
                line.endsWith(
                    "handler of one sending server message can't be null or equal to '.'"));
    assertThat(target.notices).noneMatch(LinkNotice.NoFunction.class::isInstance);
  }

  @Test
  void multiServerCheck9_functionsGetValuesAndTheirResultsAndErrorsStayHere() throws Exception {
    var target =
        host("b", "", "")
            .file(
                "main.lua",
                """
                function onServerConnection(server)
                  function server:take(n, text, yes, none, list, object, bytes)
                    NOTE(self == server, n, text, yes, none, list[2], object.x, #bytes)
                    return 1, 2
                  end
                  function server:fail() error("no") end
                  function server:last() NOTE("last ", cumulus.servers.count) end
                end
                """)
            .start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection(server)
                  server:send("take", 1.5, "two", true, nil, {"a", "b"}, {x = 7}, "\\0\\255\\1")
                  server:send("unknown", 1)
                  server:send("address")
                  server:send("send", "last")
                  server:send("fail")
                  server:send("last")
                end
                """)
            .start();
    notes(target, 2);
    assertThat(target.notes()).containsExactly("(true)1.5two(true)(null)b73", "last 1");
    assertThat(target.lines("WARN"))
        .containsExactly("WARN 2 arguments not required on 'ServerConnection.take' results");
    assertThat(target.lines("ERROR"))
        .singleElement()
        .asString()
        .startsWith("ERROR fail of application / for server 127.0.0.1:")
        .contains(": no");
    assertThat(target.notices.stream().filter(LinkNotice.NoFunction.class::isInstance))
        .extracting(notice -> ((LinkNotice.NoFunction) notice).name())
        .containsExactly("unknown", "address", "send");
    assertThat(initiator.log).isEmpty();
  }

  @Test
  void multiServerCheck10_aServerIsTheSameTableHoweverItIsFound() throws Exception {
    var target = host("b", "live:1935", "").start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection(server)
                  local s = cumulus.servers
                  NOTE(s(1) == server, s(server.address) == server, s("live:1935") == server,
                    s["live:1935"] == server, s.targets(1) == server, s.targets(server.address) == server)
                  NOTE(select("#", s(0)), select("#", s(-1)), select("#", s(2)), select("#", s(1.5)),
                    select("#", s("nobody:1")), select("#", s()), select("#", s.initiators(1)))
                  for i, each in s:ipairs() do NOTE(i, each == server, each.publicAddress) end
                end
                """)
            .start();
    notes(initiator, 3);
    assertThat(initiator.notes())
        .containsExactly("(true)(true)(true)(true)(true)(true)", "0000000", "1(true)live:1935");
    assertThat(initiator.lines("ERROR")).isEmpty();
  }

  @Test
  void luaApiCheck41_bracketsFindAServerLikeTheCall() throws Exception {
    var target = host("b", "", "").start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection()
                  NOTE(cumulus.servers[1] ~= nil, cumulus.servers[1] == cumulus.servers(1))
                end
                """)
            .start();
    notes(initiator, 1);
    assertThat(initiator.notes()).containsExactly("(true)(true)");
  }

  @Test
  void multiServerCheck11_aLostServerIsNotCountedAndStaysReadable() throws Exception {
    var target = host("b", "", "").start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                EVENTS
                    + "function onManage() NOTE(kept.mark, kept.address) end\n"
                    + "local down = onServerDisconnection\n"
                    + "function onServerDisconnection(s) kept = s down(s) end")
            .start();
    notes(initiator, 1);
    target.close();
    notes(initiator, 2);
    initiator.tick();
    assertThat(initiator.notes())
        .containsExactly("up (true) 1,0,1", "down (true) 0,0,0 kept", "kept(null)");
  }

  @Test
  void multiServerCheck12_anApplicationStartsWhereAServerRunsItToo() throws Exception {
    String chat = "function onStart(path) NOTE('start ', path) end";
    var target = host("b", "", "").file("main.lua", "").file("chat/main.lua", chat).start();
    var initiator =
        host("a", "", target.address())
            .file("main.lua", "function onServerConnection() NOTE('up') end")
            .file("chat/main.lua", chat)
            .file("alone/main.lua", chat)
            .start();
    notes(initiator, 1);
    assertThat(target.notes()).isEmpty();
    initiator.application.onHandshake(handshake("chat", Map.of(), 1));
    initiator.application.onHandshake(handshake("alone", Map.of(), 1));
    notes(target, 1);
    assertThat(initiator.notes()).containsExactly("up", "start /chat", "start /alone");
    assertThat(target.notes()).containsExactly("start /chat");
  }

  @Test
  void multiServerCheck14_resultsOfEveryFormBecomeTheirAddressesInOrder() throws Exception {
    var target = host("b", "b.example:1935", "").start();
    var front =
        host("f", "", target.address() + ";" + target.address() + "?second=1")
            .file(
                "main.lua",
                """
                local function link() return cumulus.servers(1) end
                local forms = {
                  text = function() return "a:1" end,
                  texts = function() return "a:1", "c:2" end,
                  table = function() return {"a:1", "c:2"} end,
                  nested = function() return {"a:1", {"c:2", {x = "d:3"}}} end,
                  server = function() return link() end,
                  servers = function() return cumulus.servers end,
                  targets = function() return cumulus.servers.targets, cumulus.servers.initiators end,
                  again = function() return "again" end,
                  mixture = function() return nil, {link()}, true, "again", {false, {"a:1"}} end,
                  ring = function() local t = {"a:1"} t[2] = t return t, t end,
                  nothing = function() end,
                  client = function() return {cumulus, cumulus.clients, print} end,
                  fails = function() error("x") end,
                }
                function onHandshake(address, path, properties, attempts)
                  NOTE(address, "|", path, "|", type(properties.n), attempts)
                  return forms[properties.form]()
                end
                """)
            .start();
    LinkedHost.until(
        () -> front.notices.stream().filter(LinkNotice.Linked.class::isInstance).count() == 2,
        all());
    String b = "b.example:1935";
    assertThat(asked(front, "text")).containsExactly("a:1");
    assertThat(asked(front, "texts")).containsExactly("a:1", "c:2");
    assertThat(asked(front, "table")).containsExactly("a:1", "c:2");
    assertThat(asked(front, "nested")).containsExactly("a:1", "c:2", "d:3");
    assertThat(asked(front, "server")).containsExactly(b);
    assertThat(asked(front, "servers")).containsExactly(b, b);
    assertThat(asked(front, "targets")).containsExactly(b, b);
    assertThat(asked(front, "again")).containsExactly("again");
    assertThat(asked(front, "mixture")).containsExactly(b, "again", "a:1");
    assertThat(asked(front, "ring")).containsExactly("a:1");
    for (String none : List.of("nothing", "client", "fails")) {
      assertThat(asked(front, none)).isEmpty();
    }
    assertThat(front.notes()).containsOnly("10.0.0.9:4000||string7");
    assertThat(front.lines("ERROR")).singleElement().asString().contains("onHandshake");
    assertThat(front.lines("WARN")).isEmpty();
  }

  private static List<String> asked(LinkedHost host, String form) {
    return host.application.onHandshake(handshake("", Map.of("form", form, "n", "5"), 7));
  }

  private static Handshake handshake(String path, Map<String, String> query, int attempts) {
    return new Handshake(Address.ipv4(0x0a000009, 4000), path, query, attempts);
  }

  @Test
  void handshakesAreWantedWhereAnApplicationDefinesOrMayDefineTheEvent() throws Exception {
    var host = host("a", "", "").file("main.lua", "").file("assets/deep/film.flv", "").start();
    assertThat(host.application.wantsHandshakes()).isFalse();
    assertThat(host.application.wantsUnknownPeers()).isFalse();
    host.file("x/y/main.lua", "function onHandshake(a, path) return path .. ':1' end");
    host.tick();
    host.tick();
    assertThat(host.application.wantsHandshakes()).as("x/y may define it").isTrue();
    assertThat(host.application.onHandshake(handshake("none", Map.of(), 1))).isEmpty();
    assertThat(host.application.onHandshake(handshake("assets/deep", Map.of(), 1))).isEmpty();
    assertThat(host.application.onHandshake(handshake("x/y", Map.of(), 1)))
        .containsExactly("/x/y:1");
    host.file("x/y/main.lua", "function onRendezVousUnknown(id) return #id end");
    host.tick();
    host.tick();
    assertThat(host.application.wantsHandshakes()).isFalse();
    assertThat(host.application.wantsUnknownPeers()).isTrue();
    assertThat(host.unknownPeer()).containsExactly("32");
  }

  @Test
  void multiServerCheck18_everyApplicationThatDefinesItIsAskedForAnUnknownPeer() throws Exception {
    var host =
        host("a", "", "")
            .file(
                "main.lua",
                "function onRendezVousUnknown(id) return 'root:' .. #id end\nlocal x = b, c")
            .file("b/main.lua", "function onRendezVousUnknown() return {'b:1'}, 'b:2' end")
            .file("c/main.lua", "")
            .start();
    assertThat(host.unknownPeer()).containsExactly("root:32", "b:1", "b:2");
  }

  @Test
  void multiServerCheck22_eachSideIsReachedAlone() throws Exception {
    String receiver =
        "function onServerConnection(s) function s:f(from) NOTE(from, s.isTarget) end end";
    var target = host("c", "", "").file("main.lua", receiver).start();
    var middle =
        host("b", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection()
                  local s = cumulus.servers
                  if s.count == 2 then
                    NOTE(s.initiators.count, s.targets.count, s.initiators(1).isTarget,
                      s.targets(1).isTarget, s.initiators("nobody") == nil)
                    s.initiators:broadcast("f", "to initiators ")
                    s.targets:broadcast("f", "to targets ")
                    s:broadcast("f", "to all ")
                  end
                end
                """)
            .start();
    var initiator = host("a", "", middle.address()).file("main.lua", receiver).start();
    notes(middle, 1);
    notes(target, 2);
    notes(initiator, 2);
    assertThat(middle.notes()).containsExactly("11(false)(true)(true)");
    assertThat(target.notes()).containsExactly("to targets (false)", "to all (false)");
    assertThat(initiator.notes()).containsExactly("to initiators (true)", "to all (true)");
  }

  @Test
  void anApplicationHearsOfLinksWhenItStartsAndBeforeItStops() throws Exception {
    var target = host("b", "", "").start();
    String late =
        """
        function onStart() NOTE("start") end
        function onServerConnection(server) NOTE("up ", server.isTarget) end
        function onServerDisconnection(server) NOTE("down ", server.isTarget) end
        function onStop() NOTE("stop") end
        """;
    var initiator =
        host("a", "", target.address())
            .file("main.lua", "function onServerConnection() NOTE('root') end")
            .file("late/main.lua", late)
            .start();
    notes(initiator, 1);
    initiator.application.onHandshake(handshake("late", Map.of(), 1));
    assertThat(initiator.notes()).containsExactly("root", "start", "up (true)");
    initiator.file("late/main.lua", late + "\n");
    initiator.tick();
    initiator.tick();
    initiator.close();
    assertThat(initiator.notes())
        .containsExactly(
            "root",
            "start",
            "up (true)",
            "down (true)",
            "stop",
            "start",
            "up (true)",
            "down (true)",
            "stop");
  }

  @Test
  void typedObjectsThatReadThemselvesCrossALink() throws Exception {
    String types =
        """
        function onTypedObject(kind, object)
          function object:__readExternal(input) self.text = input:readUTF() end
        end
        """;
    var target =
        host("b", "", "")
            .file(
                "main.lua",
                types
                    + """
                    function onServerConnection(server)
                      function server:f(object) NOTE(object.__type, " ", object.text) end
                    end
                    """)
            .start();
    var initiator =
        host("a", "", target.address())
            .file(
                "main.lua",
                """
                function onServerConnection(server)
                  server:send("f", {__type = "Card", __writeExternal = function(self, output)
                    output:writeUTF("queen")
                  end})
                end
                """)
            .start();
    notes(target, 1);
    assertThat(target.notes()).containsExactly("Card queen");
    assertThat(initiator.log).isEmpty();
  }
}
