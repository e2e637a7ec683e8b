package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectionEnd;
import cumulus.flash.amf.AmfValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications with clients in real sessions: life cycle, environments, events, calls. */
class LuaApplicationTest {
  @TempDir private Path directory;
  private SessionBed bed;

  @BeforeEach
  void open() {
    bed = new SessionBed(directory);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void luaApiCheck1_theRootStartsAtOnceAndOthersWhenNeeded() {
    bed.file("main.lua", "function onStart(path) NOTE('start[', path, ']') end")
        .file("chat/main.lua", "x = 1")
        .start();
    assertThat(bed.notes()).containsExactly("start[]");
    bed.connect("chat");
    assertThat(bed.notes()).containsExactly("start[]", "start[/chat]");
  }

  @Test
  void luaApiCheck2_foldersDecideWhatAClientFinds() {
    bed.file("main.lua", "function onConnection() NOTE('root') end")
        .file("empty/readme", "")
        .file("syntax/main.lua", "x = = 1")
        .file("run/main.lua", "local t = nil\nt.x = 1")
        .start();
    var missing = bed.connect("nowhere/at/all");
    assertThat(missing.end.orElseThrow().kind()).isEqualTo(ConnectionEnd.Kind.REJECTED);
    assertThat(missing.end.orElseThrow().text())
        .contains("Application /nowhere/at/all doesn't exist");
    assertThat(bed.connect("empty").isConnected()).isTrue();
    for (String broken : List.of("syntax", "run")) {
      var refused = bed.connect(broken);
      assertThat(refused.end.orElseThrow().text())
          .contains("application /" + broken + " cannot be started")
          .doesNotContain(directory.toString());
    }
    assertThat(bed.notes()).isEmpty();
    assertThat(bed.errors().get(0)).startsWith("ERROR syntax/main.lua[1] ");
    assertThat(bed.errors().get(1)).startsWith("ERROR run/main.lua[2] ").contains("traceback");
  }

  @Test
  void aServerWithoutAnyApplicationWelcomesEveryPath() {
    bed.start();
    var client = bed.connect("any/path");
    assertThat(client.isConnected()).isTrue();
    assertThat(client.call("f")).contains("Method 'f' not found");
    bed.file("x/main.lua", "");
    bed.tick();
    assertThat(bed.connect("any/path").isConnected()).isFalse();
    assertThat(client.isConnected()).isTrue();
  }

  @Test
  void luaApiCheck3_anEditRestartsTheApplicationOnceAndKeepsItsClients() {
    bed.file("main.lua", "").file("a/part.lua", "part = 1");
    bed.file(
            "a/main.lua",
            """
            version = 1
            dofile(cumulus:absolutePath("/a") .. "part.lua")
            function onStart(path) NOTE("start ", path, version, part) end
            function onStop(path) NOTE("stop ", path, version, part) end
            function onConnection(client)
              NOTE("connection")
              function client:version() return version end
            end
            """)
        .start();
    var client = bed.connect("a");
    assertThat(client.call("version")).isEqualTo("1");
    edit("a/main.lua", "version = 1", "version = 22");
    bed.tick();
    assertThat(client.isConnected()).isTrue();
    assertThat(client.call("version")).isEqualTo("22");
    edit("a/part.lua", "part = 1", "part = 333");
    bed.tick();
    assertThat(bed.notes().stream().filter(line -> !line.contains("has changed")))
        .containsExactly(
            "start /a11", "connection", "stop /a11", "start /a221", "stop /a221", "start /a22333");
  }

  @Test
  void luaApiCheck4_theRootsEditIsTakenWithoutAnyConnection() {
    bed.file("main.lua", "NOTE('one')").start().file("main.lua", "NOTE('second')");
    bed.tick();
    assertThat(bed.notes()).contains("one", "second");
  }

  @Test
  void luaApiCheck58_anEditThatDoesNotCompileChangesNothing() {
    bed.file(
            "main.lua",
            """
            function onStop() NOTE("stop") end
            function onConnection(client) function client:f() return "old" end end
            """)
        .start();
    var client = bed.connect("");
    bed.file("main.lua", "function onStop( NOTE('wrong') end");
    bed.tick();
    bed.tick();
    assertThat(client.call("f")).isEqualTo("\"old\"");
    assertThat(bed.notes()).isEmpty();
    assertThat(bed.errors()).singleElement().asString().startsWith("ERROR www/main.lua[1] ");
  }

  @Test
  void luaApiCheck5_variablesAreInherited() {
    bed.file("main.lua", "test = 'root'")
        .file(
            "Games/main.lua",
            """
            NOTE(test)
            test = "child"
            NOTE(test, super.test, www.test)
            test = nil
            NOTE(test)
            """)
        .file("main.lua", "test = 'root' NOTE(Games.test)")
        .start();
    assertThat(bed.notes()).containsExactly("root", "childrootroot", "root", "root");
  }

  @Test
  void luaApiCheck6_readingAChildsNameStartsIt() {
    bed.file("main.lua", "function onStart(path) NOTE('start ', path) end")
        .file("Games/main.lua", "")
        .file("Games/myGame/main.lua", "score = 3")
        .file(
            "other/main.lua",
            """
            if Games then NOTE(Games.myGame.score) end
            Games.myGame.score = 4
            NOTE(Games.myGame.score, Nowhere)
            """)
        .start();
    bed.connect("other");
    assertThat(bed.notes())
        .containsExactly(
            "start ", "start /Games", "start /Games/myGame", "3", "4(null)", "start /other");
  }

  @Test
  void luaApiCheck7_anInheritedEventRunsInTheChildsEnvironment() {
    bed.file("main.lua", "function onConnection(client) seen = client.path end")
        .file("chat/main.lua", "")
        .start();
    bed.connect("chat");
    bed.connect("chat/");
    bed.file("look/main.lua", "NOTE(rawget(chat, 'seen'), rawget(www, 'seen'))");
    bed.tick();
    bed.connect("look");
    assertThat(bed.notes()).containsExactly("/chat(null)");
  }

  @Test
  void luaApiCheck8_theNamesOfTheSystemResolve() {
    bed.file("main.lua", "NOTE(www == getfenv(1), super == _G)")
        .file("a/main.lua", "")
        .file(
            "a/b/main.lua",
            "NOTE(b == getfenv(1), a == super, www.a == a, pcall(setmetatable, b, {}))")
        .start();
    bed.connect("a/b");
    assertThat(bed.notes().getFirst()).isEqualTo("(true)(true)");
    assertThat(bed.notes().get(1)).startsWith("(true)(true)(true)(false)cannot change");
  }

  @Test
  void luaApiCheck9_applicationsStopDeepestFirst() {
    bed.file("main.lua", "function onStop(path) NOTE('stop ', path) end")
        .file("a/main.lua", "")
        .file("a/b/main.lua", "")
        .file("a-b/main.lua", "")
        .file("empty/x", "")
        .start();
    bed.connect("a-b");
    bed.connect("a/b");
    bed.connect("empty");
    bed.control.stop(bed.clock.nanos());
    assertThat(bed.notes()).containsExactly("stop /a/b", "stop /a", "stop /a-b", "stop ");
    bed = new SessionBed(directory);
  }

  private void edit(String path, String from, String to) {
    try {
      Path file = directory.resolve("www").resolve(path);
      Files.writeString(file, Files.readString(file).replace(from, to));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void luaApiCheck10_aClientIsFoundByBothFormsOfItsId() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              NOTE(#client.id, client.id:match("^[0-9a-f]+$") == client.id, #client.rawId)
              function client:look()
                local id = client.id
                NOTE(cumulus.clients(client.id) == client, cumulus.clients(client.rawId) == client,
                  cumulus.clients[client.id] == client, cumulus.clients(id:upper()) == client)
                NOTE(id == client.id, select("#", cumulus.clients()), select("#", cumulus.clients("x")))
              end
            end
            """)
        .start();
    bed.connect("").send("look");
    assertThat(bed.notes()).containsExactly("64(true)32", "(true)(true)(true)(true)", "(true)00");
    assertThat(bed.errors()).hasSize(2);
  }

  @Test
  void luaApiCheck11_12_13_membersOutliveTheClientAndTheCountExcludesNewcomerAndLeaver() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              NOTE("in ", cumulus.clients.count)
              client.nick = "tom"
              _G.kept = client
            end
            function onDisconnection(client)
              NOTE("out ", cumulus.clients.count, client.nick, #client.id)
              client.writer:writeAMFMessage("late")
            end
            """)
        .file(
            "other/main.lua",
            "NOTE(kept.nick, kept.id, kept.path, getmetatable(kept), cumulus.clients.count)")
        .start();
    var client = bed.connect("");
    client.close();
    bed.settle();
    bed.connect("other");
    assertThat(bed.notes()).containsExactly("in 0", "out 0tom64", "tom(null)(null)(null)0", "in 0");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void luaApiCheck14_15_parametersOfTheUrlAreProperties() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              NOTE(client.a, client.b, client.nothing)
              local id = client.id
              client.id = "z"
              function client:f() NOTE(client.id, cumulus.clients(id) == client) end
            end
            """)
        .start();
    bed.connect("?a=1&b=x+y%41").send("f");
    bed.connect("");
    assertThat(bed.notes()).containsExactly("1x yA(null)", "z(true)", "(null)(null)(null)");
    assertThat(bed.warnings()).hasSize(2).allMatch(line -> line.contains("client.id is read-only"));
  }

  @Test
  void luaApiCheck18_callsAreAnsweredAsTheyReturn() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:one(a, b) return a + b end
              function client:null() return nil end
              function client:none() end
              function client:text() error("no luck") end
              function client:bare() error("no luck", 0) end
              function client:table() error({}) end
              function client:several() return 1, 2, 3 end
              function client:onManage() end
              client.number = 5
            end
            """)
        .start();
    var client = bed.connect("");
    assertThat(client.call("one", AmfValue.of(2), AmfValue.of(3))).isEqualTo("5");
    assertThat(client.call("null")).isEqualTo("NULL");
    assertThat(client.call("none")).isEqualTo("nothing");
    String failed = "error NetConnection.Call.Failed ";
    assertThat(client.call("text")).isEqualTo(failed + "(no luck)");
    assertThat(client.call("bare")).isEqualTo(failed + "(no luck)");
    assertThat(client.call("table")).isEqualTo(failed + "(Unknown error)");
    assertThat(client.call("several")).isEqualTo("1");
    assertThat(client.call("absent")).isEqualTo(failed + "(Method 'absent' not found)");
    assertThat(client.call("id")).isEqualTo(failed + "(Method 'id' not found)");
    assertThat(client.call("number")).isEqualTo(failed + "(Method 'number' not found)");
    assertThat(client.call("onManage")).isEqualTo(failed + "(Method 'onManage' not found)");
    assertThat(bed.warnings()).singleElement().asString().contains("2 arguments not required");
  }

  @Test
  void luaApiCheck19_57_aRefusalSaysItsTextAndRaisesNothingElse() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, how)
              if how == "text" then error("you are not Tom!") end
              if how == "empty" then error("") end
              if how == "nil" then error() end
              if how == "table" then error({}) end
            end
            function onFailed() NOTE("failed") end
            function onDisconnection() NOTE("disconnection") end
            """)
        .start();
    assertThat(refusal("text")).contains("you are not Tom!").doesNotContain("main.lua");
    for (String how : List.of("empty", "nil", "table")) {
      assertThat(refusal(how)).contains("client rejected");
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(bed.notes()).isEmpty();
  }

  private String refusal(String how) {
    return bed.connect("", AmfValue.of(how)).end.orElseThrow().text();
  }

  @Test
  void luaApiCheck20_21_theSuccessCarriesTheTableAndComesFirst() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, ...)
              client.writer:writeAMFMessage("early", ...)
              return { message = "m", id = 1, level = "x", "first" }
            end
            """)
        .start();
    var client = bed.connect("", AmfValue.of("a"), AmfValue.of(2));
    assertThat(client.told)
        .containsExactly("NetConnection.Connect.Success (Connection succeeded)", "early(\"a\",2)");
    var info = client.success.orElseThrow().info();
    assertThat(info.get("message").textOr("")).isEqualTo("m");
    assertThat(info.get("id").numberOr(0)).isEqualTo(1);
    assertThat(info.get("1").textOr("")).isEqualTo("first");
    assertThat(info.get("level").textOr("")).isEqualTo("status");
    assertThat(bed.warnings()).hasSize(1);
  }

  @Test
  void luaApiCheck22_closingTheMainWriterEndsTheSession() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:leave() client.writer:close() client.writer:writeAMFMessage("x") end
            end
            function onFailed() NOTE("failed") end
            function onDisconnection() NOTE("disconnection") end
            """)
        .start();
    var client = bed.connect("");
    client.send("leave");
    bed.run(Duration.ofSeconds(4));
    assertThat(client.end).isPresent();
    assertThat(bed.notes()).containsExactly("disconnection");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void luaApiCheck23_24_43_theTickCallsWritersClientsAndApplicationsInOrder() {
    bed.file(
            "main.lua",
            """
            function onManage() NOTE("root") end
            function onConnection(client)
              client.writer.onManage = function() NOTE("main writer") end
              local writer = client.writer:newFlowWriter()
              function writer:onManage() NOTE("writer") end
              function client:onManage() NOTE("client") end
              function client:stop() writer:close() end
            end
            """)
        .file("own/main.lua", "function onManage() NOTE('own') end")
        .file("inherits/main.lua", "")
        .start();
    bed.connect("own");
    bed.connect("inherits");
    bed.log.clear();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.notes()).containsExactly("writer", "client", "writer", "client", "root", "own");
  }

  @Test
  void theEndOfAWriterOfAScriptEndsNothingElse() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:open() extra = client.writer:newFlowWriter() extra:writeAMFMessage("m") end
              function client:shut() extra:close() return "shut" end
            end
            """)
        .start();
    var client = bed.connect("");
    client.send("open");
    assertThat(client.told).contains("m()");
    assertThat(client.call("shut")).isEqualTo("\"shut\"");
    bed.tick();
    assertThat(client.isConnected()).isTrue();
    assertThat(client.call("shut")).isEqualTo("\"shut\"");
  }

  @Test
  void whatStandsAboveRunsForTheApplicationThatAsksItBySuper() {
    bed.file("main.lua", "limit = 9\nfunction onConnection() seen = limit end")
        .file("a/main.lua", "limit = 5\nfunction onConnection(...) super.onConnection(...) end")
        .file("look/main.lua", "NOTE(rawget(a, 'seen'), rawget(www, 'seen'))")
        .start();
    bed.connect("a");
    bed.connect("look");
    assertThat(bed.notes()).containsExactly("5(null)");
    bed.connect("");
    bed.file("look/main.lua", "NOTE(rawget(a, 'seen'), rawget(www, 'seen'), ' ')");
    bed.tick();
    assertThat(bed.notes()).contains("59 ");
  }

  @Test
  void luaApiCheck26_statusResponsesOfAllWritersHaveTheConnectionsPrefix() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              client.writer:writeStatusResponse("Call.Failed", "d")
              client.writer:newFlowWriter():writeStatusResponse("Y")
              client.writer:writeStatusResponse("", "", "a", 1, "b", 2)
            end
            """)
        .start();
    var client = bed.connect("");
    assertThat(client.told)
        .contains(
            "status NetConnection.Call.Failed (d)",
            "status NetConnection.Y",
            "status NetConnection");
  }

  @Test
  void luaApiCheck46_aClientShowsWhatItSaid() {
    bed.file(
            "a/main.lua",
            """
            function onConnection(client)
              NOTE(client.address, client.path, client.pageUrl, client.swfUrl, client.flashVersion)
              function client:measure() return client.ping, client.elapsedFromReception end
              function client:onManage() last = client.elapsedFromReception end
              function client:silence() return last end
            end
            """)
        .start();
    var client = bed.connect("a");
    assertThat(bed.notes()).containsExactly("10.0.1.1:5000/aCUM 1,0,0,0");
    bed.run(Duration.ofSeconds(5));
    assertThat(Double.parseDouble(client.call("measure"))).isBetween(20.0, 28.0);
    assertThat(Double.parseDouble(client.call("silence"))).isGreaterThan(1000);
  }

  @Test
  void luaApiCheck54_aTimeoutFailsAndAnOrderlyCloseDoesNot() {
    bed.file(
            "main.lua",
            """
            function onConnection(client) kept = client.writer:newFlowWriter() end
            function onFailed(client, text)
              NOTE("failed ", text)
              client.writer:writeAMFMessage("x")
              kept:writeAMFMessage("x")
            end
            function onDisconnection(client) NOTE("left ", client.writer:flush()) end
            """)
        .start();
    var first = bed.connect("");
    first.close();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.notes()).containsExactly("left ");
    bed.log.clear();
    var second = bed.connect("");
    bed.kill(second);
    bed.run(Duration.ofMinutes(10));
    assertThat(bed.notes()).hasSize(2);
    assertThat(bed.notes().getFirst()).startsWith("failed ");
    assertThat(bed.notes().get(1)).isEqualTo("left ");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void anErrorThatComesAgainIsCounted() {
    bed.file("main.lua", "function onConnection(client) function client:f() return nil + 1 end end")
        .start();
    var client = bed.connect("");
    for (int i = 0; i < 5; i++) {
      assertThat(client.call("f")).contains("attempt to perform arithmetic");
    }
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .startsWith("ERROR www/main.lua[1] f of application / for client ")
        .contains("traceback");
    bed.run(Duration.ofSeconds(61));
    assertThat(bed.errors().get(1)).endsWith("(4 times more)");
  }

  @Test
  void osExitAsksForAnOrderlyStop() {
    bed.file("main.lua", "function onConnection() os.exit(3) NOTE('went on') end").start();
    assertThat(bed.connect("").isConnected()).isTrue();
    assertThat(bed.isStopAsked()).isTrue();
    assertThat(bed.log).isEmpty();
  }

  @Test
  void anAccidentalGlobalIsWarnedAboutOnceWhereThatIsWanted() {
    bed.close();
    bed =
        new SessionBed(
            directory,
            new ScriptSettings(
                Natives.lua(),
                5_000_000_000L,
                64L << 20,
                ScriptSettings.Jit.OFF,
                false,
                false,
                true,
                false));
    bed.file("main.lua", "known = 1\nfunction onConnection()\n  known = 2\n  typo = 3\nend")
        .start();
    bed.connect("");
    bed.connect("");
    assertThat(bed.warnings())
        .singleElement()
        .asString()
        .startsWith("WARN www/main.lua[4] global 'typo' is assigned by an event or call");
  }

  @Test
  void aColonBeforeAnInheritedEventIsWarnedAbout() {
    bed.file("main.lua", "function onConnection(client) end")
        .file("a/main.lua", "function onConnection(client)\n  super:onConnection(client)\nend")
        .start();
    bed.connect("a");
    assertThat(bed.warnings())
        .singleElement()
        .asString()
        .startsWith("WARN a/main.lua[2] super:onConnection(...) passes the environment")
        .contains("write super.onConnection(...)");
  }
}
