package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.flash.amf.AmfValue;
import cumulus.testkit.LinkModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scripts see and say while clients come, act and leave (lua-api sections 3, 5, 6 and 9.1).
 */
class ClientEventsTest {
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

  private void closeAndOpen(boolean failedOnClose) {
    bed.close();
    bed =
        new SessionBed(
            directory,
            new ScriptSettings(
                Natives.luaJit(),
                5_000_000_000L,
                64L << 20,
                ScriptSettings.Jit.OFF,
                false,
                false,
                false,
                failedOnClose));
  }

  @Test
  void luaApiCheck2_aFolderWithoutMainLuaHasNoEventsButStreams() {
    bed.file(
            "main.lua",
            """
            function onConnection() NOTE("connection") end
            function onPublish() NOTE("publish") return false end
            function onVideoPacket() NOTE("video") end
            function onDisconnection() NOTE("disconnection") end
            """)
        .file("empty/sub/readme", "")
        .start();
    var client = bed.connect("empty");
    var camera = client.stream().publish("cat");
    var player = bed.connect("empty/sub").stream().play("cat");
    bed.settle();
    camera.key(1);
    bed.settle();
    assertThat(player.told("video")).hasSize(1);
    client.close();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.log).isEmpty();
    bed.file("empty/main.lua", "function onConnection() NOTE('own') end");
    bed.connect("empty");
    assertThat(bed.notes()).containsExactly("own");
  }

  @Test
  void luaApiCheck12_aKeptClientIsOnlyWhatScriptsPutThere() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              client.nick = "tom"
              function client:greet() return "I was " .. self.nick end
              before = before or client
              function client:look()
                return before:greet() .. tostring(before.id) .. tostring(before.rawId)
                  .. tostring(before.writer) .. tostring(before.a) .. tostring(before == self)
              end
            end
            """)
        .start();
    bed.connect("?a=1").close();
    assertThat(bed.connect("?a=2").call("look")).isEqualTo("\"I was tomnilnilnilnilfalse\"");
  }

  @Test
  void luaApiCheck13_theCountIsOfThoseWhoAreIn() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, name)
              NOTE(name, " in ", cumulus.clients.count, cumulus.clients(client.id))
              if name == "refused" then error("no") end
              function client:count()
                local n = 0
                for id, each in cumulus.clients:pairs() do
                  n = n + (each.id == id and 1 or 100)
                end
                return cumulus.clients.count .. " " .. n
              end
            end
            function onDisconnection(client)
              NOTE("out ", cumulus.clients.count, cumulus.clients(client.id))
            end
            """)
        .start();
    var first = bed.connect("", AmfValue.of("a"));
    var second = bed.connect("", AmfValue.of("b"));
    bed.connect("", AmfValue.of("refused"));
    assertThat(second.call("count")).isEqualTo("\"2 2\"");
    first.close();
    bed.run(Duration.ofSeconds(2));
    assertThat(second.call("count")).isEqualTo("\"1 1\"");
    assertThat(bed.notes()).containsExactly("a in 0", "b in 1", "refused in 2", "out 1");
  }

  @Test
  void luaApiCheck14_parametersAreOfTheirOwnConnection() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              NOTE(client.a, "|", client.b, "|", client.id == "5", "|", client.empty, "|", client.c)
            end
            """)
        .start();
    bed.connect("?a=1&b=x+y%41");
    bed.connect("");
    bed.connect("?a=1&a=2&id=5&empty=&%63=%C3%A9");
    assertThat(bed.notes())
        .containsExactly(
            "1|x yA|(false)|(null)|(null)",
            "(null)|(null)|(false)|(null)|(null)",
            "2|(null)|(false)||é");
  }

  @Test
  void luaApiCheck15_aReadOnlyNameIsHiddenWithAWarning() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              local id = client.id
              client.id = "z"
              client.own = 1
              cumulus.configs = 5
              NOTE(client.id, cumulus.clients[id], cumulus.configs, client.rawId:len())
              function client:found() return cumulus.clients(id) == self and self.id end
            end
            """)
        .start();
    var client = bed.connect("");
    assertThat(client.call("found")).isEqualTo("\"z\"");
    assertThat(bed.notes()).containsExactly("z(null)532");
    assertThat(bed.warnings())
        .hasSize(2)
        .allMatch(line -> line.startsWith("WARN www/main.lua["))
        .anyMatch(line -> line.contains("client.id is read-only"))
        .anyMatch(line -> line.contains("cumulus.configs is read-only"));
  }

  @Test
  void luaApiCheck17_callsWithoutAnArgumentReturnNothing() {
    bed.file(
            "main.lua",
            """
            NOTE(select("#", cumulus.clients()), select("#", cumulus.publications()),
              select("#", cumulus.clients("short")), select("#", cumulus.publications("none")),
              pcall(tostring, cumulus.clients()))
            """)
        .start();
    assertThat(bed.notes().getFirst()).startsWith("0000(false)");
    assertThat(bed.errors()).hasSize(4);
  }

  @Test
  void luaApiCheck19_whatAnErrorSaysIsTheDescriptionEverywhere() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, how)
              if how then error(how) end
              function client:f() error("a: 1: b") end
              function client:path() error(cumulus:absolutePath("/x") .. "file is missing") end
              function client:number() error(5) end
            end
            function onPublish() error("not " .. "now") end
            function onSubscribe() error("later", 2) end
            """)
        .start();
    var client = bed.connect("");
    String failed = "error NetConnection.Call.Failed ";
    assertThat(client.call("f")).isEqualTo(failed + "(a: 1: b)");
    assertThat(client.call("path")).isEqualTo(failed + "(www/x/file is missing)");
    assertThat(client.call("number")).isEqualTo(failed + "(5)");
    var stream = client.stream().publish("cat").play("cat");
    bed.settle();
    assertThat(stream.told)
        .containsExactly(
            "NetStream.Publish.Failed error (not now)", "NetStream.Play.Failed error (later)");
    var refused = bed.connect("", AmfValue.of("you are not Tom!"));
    assertThat(refused.end.orElseThrow().text()).isEqualTo("you are not Tom!");
    assertThat(bed.connect("", AmfValue.of("")).end.orElseThrow().text())
        .isEqualTo("client rejected");
  }

  @Test
  void luaApiCheck21_whatIsWrittenEarlyFollowsTheSuccessOrIsDropped() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, refused)
              client.writer:writeAMFMessage("one")
              client.writer:newFlowWriter():writeAMFMessage("other")
              client.writer:flush()
              client.writer:writeAMFMessage("two")
              if refused then error("no") end
              function client:three() self.writer:writeAMFMessage("three") end
            end
            """)
        .start();
    var client = bed.connect("");
    client.send("three");
    assertThat(client.told).first().asString().startsWith("NetConnection.Connect.Success");
    assertThat(client.told).containsSubsequence("one()", "two()", "three()").contains("other()");
    assertThat(bed.connect("", AmfValue.of(true)).told)
        .singleElement()
        .asString()
        .startsWith("end REJECTED");
  }

  @Test
  void luaApiCheck24_aConnectedClientIsManagedEveryTwoSeconds() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, name)
              function client:onManage() NOTE(name, " ", self == client) end
              if name == "refused" then error("no") end
              function client:forget() self.onManage = nil end
            end
            """)
        .start();
    var client = bed.connect("", AmfValue.of("a"));
    bed.connect("", AmfValue.of("refused"));
    bed.log.clear();
    bed.run(Duration.ofSeconds(10));
    assertThat(bed.notes()).hasSize(5).containsOnly("a (true)");
    client.send("forget");
    bed.log.clear();
    bed.run(Duration.ofSeconds(5));
    assertThat(bed.log).isEmpty();
  }

  @Test
  void luaApiCheck25_unreliableMessagesAreSentOnce() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:many(name, reliable)
                client.writer.reliable = reliable
                for i = 1, 200 do
                  client.writer:writeAMFMessage(name, i, ("x"):rep(900))
                  client.writer:flush()
                end
              end
            end
            """)
        .start();
    var client = bed.connect("");
    bed.network.link(
        client.server(),
        client.address(),
        LinkModel.PERFECT.delay(Duration.ofMillis(10)).loss(0.2));
    client.send("many", AmfValue.of("unreliable"), AmfValue.of(false));
    bed.run(Duration.ofSeconds(20));
    client.send("many", AmfValue.of("reliable"), AmfValue.of(true));
    bed.run(Duration.ofSeconds(20));
    assertThat(client.told.stream().filter(line -> line.startsWith("unreliable")).count())
        .isBetween(100L, 195L);
    assertThat(client.told.stream().filter(line -> line.startsWith("reliable"))).hasSize(200);
  }

  @Test
  void luaApiCheck36_aClientLeavesItsGroupsThenItsStreamsThenTheServer() {
    bed.file(
            "main.lua",
            """
            function onConnection(client, name) client.name = name end
            function onUnjoinGroup(client) NOTE("unjoin ", client.name) end
            function onUnpublish(client, publication)
              NOTE("unpublish ", publication.name, cumulus.clients.count)
            end
            function onUnsubscribe(client, listener)
              NOTE("unsubscribe ", listener.publication.name, cumulus.clients.count)
            end
            function onDisconnection(client) NOTE("disconnection ", cumulus.clients.count) end
            function onFailed(client) NOTE("failed ", cumulus.clients.count) end
            """)
        .start();
    for (boolean dies : List.of(false, true)) {
      bed.log.clear();
      var client = bed.connect("", AmfValue.of("tom"));
      client.stream().publish("cat");
      client.stream().play("cat");
      client.stream().play("dog");
      client.join("friends");
      bed.settle();
      if (dies) {
        bed.kill(client);
        bed.run(Duration.ofMinutes(10));
      } else {
        client.close();
        bed.run(Duration.ofSeconds(2));
      }
      assertThat(bed.notes().stream().filter(line -> !line.startsWith("failed")))
          .containsExactly(
              "unjoin tom",
              "unpublish cat1",
              "unsubscribe cat1",
              "unsubscribe dog1",
              "disconnection 0");
      assertThat(bed.notes().contains("failed 1")).isEqualTo(dies);
    }
  }

  @Test
  void luaApiCheck43_onManageIsCalledWhereItWasAssigned() {
    bed.file("main.lua", "function onManage() NOTE('root ', path) end path = 'root'")
        .file("a/main.lua", "path = 'a'")
        .file(
            "b/main.lua", "function onManage() NOTE('b') end function onStart() onManage = nil end")
        .file("c/main.lua", "function onManage() NOTE('c') return 1 end")
        .start();
    for (String path : List.of("c", "b", "a")) {
      bed.connect(path);
    }
    bed.log.clear();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.notes()).containsExactly("root root", "root root", "c");
    assertThat(bed.warnings()).singleElement().asString().contains("1 arguments not required");
  }

  @Test
  void luaApiCheck44_writersLeaveInTheOrderOfTheirFlushes() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              local a, b = client.writer:newFlowWriter(), client.writer:newFlowWriter()
              function client:write(last)
                b:writeAMFMessage("b1")
                a:writeAMFMessage("a1")
                a:flush(false)
                b:flush(false)
                a:writeAMFMessage("a2")
                if last then a:flush() end
                self.writer:writeAMFMessage("end")
              end
            end
            """)
        .start();
    var client = bed.connect("");
    client.send("write", AmfValue.of(true));
    client.told.clear();
    int before = bed.datagrams.size();
    client.send("write", AmfValue.of(true));
    assertThat(client.told).containsExactly("a1()", "a2()", "b1()", "end()");
    assertThat(bed.datagrams.subList(before, bed.datagrams.size()).stream().filter(n -> n > 60))
        .hasSizeLessThanOrEqualTo(2);
    client.told.clear();
    client.send("write", AmfValue.of(false));
    assertThat(client.told).containsExactlyInAnyOrder("a1()", "a2()", "b1()", "end()");
  }

  @Test
  void luaApiCheck46_pingAndUrlsAreWhatTheyAre() {
    bed.file(
            "a/main.lua",
            """
            function onConnection(client)
              NOTE(client.pageUrl, " ", client.swfUrl, " ", client.flashVersion, " ", client.path)
              function client:trip() return self.ping end
              function client:silent() return self.elapsedFromReception end
              function client:onManage() most = math.max(most or 0, self.elapsedFromReception) end
              function client:most() return most end
            end
            """)
        .start();
    var options = ConnectOptions.DEFAULT;
    var client =
        bed.client(
            "a/?x=1",
            new ConnectOptions(
                options.objectEncoding(),
                options.dhGroup(),
                "WIN 10,1",
                "http://page/ü?q=1",
                "http://page/a b.swf",
                options.arguments(),
                options.localAddresses(),
                options.handshakeTime(),
                options.connectTime(),
                options.silenceTime(),
                options.queueBytes()));
    for (boolean isToServer : List.of(true, false)) {
      bed.network.link(
          isToServer ? client.address() : client.server(),
          isToServer ? client.server() : client.address(),
          LinkModel.PERFECT.delay(Duration.ofMillis(40)));
    }
    client.connect();
    assertThat(bed.notes())
        .containsExactly("http://page/%C3%BC?q=1 http://page/a%20b.swf WIN 10,1 /a");
    for (int i = 0; i < 10; i++) {
      client.call("trip");
      bed.run(Duration.ofSeconds(1));
    }
    assertThat(Double.parseDouble(client.call("trip"))).isBetween(72.0, 88.0);
    assertThat(Double.parseDouble(client.call("silent"))).isLessThan(150);
    bed.run(Duration.ofSeconds(5));
    assertThat(Double.parseDouble(client.call("most"))).isGreaterThan(2000);
  }

  @Test
  void luaApiCheck54_onlyFailuresRaiseOnFailedUnlessAskedFor() {
    String main =
        """
        function onConnection(client, how)
          function client:leave() self.writer:close() end
          if how then error(how) end
        end
        function onFailed(client, text) NOTE("failed ", text) end
        function onDisconnection() NOTE("left") end
        """;
    bed.file("main.lua", main).start();
    bed.connect("").close();
    bed.connect("").send("leave");
    bed.connect("", AmfValue.of("no"));
    bed.run(Duration.ofSeconds(5));
    assertThat(bed.notes()).containsExactly("left", "left");
    bed.log.clear();
    bed.kill(bed.connect(""));
    bed.run(Duration.ofMinutes(10));
    assertThat(bed.notes()).hasSize(2).last().isEqualTo("left");
    assertThat(bed.notes().getFirst()).startsWith("failed Timeout ");
    closeAndOpen(true);
    bed.start();
    bed.connect("").close();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.notes()).containsExactly("failed failed on client side", "left");
  }

  @Test
  void luaApiCheck56_writersOfOneWhoLeftDoNothing() {
    bed.file(
            "main.lua",
            """
            local function write(client, other)
              for _, writer in ipairs({ client.writer, other }) do
                writer:writeAMFMessage("late")
                writer:writeAMFResult("late")
                writer:writeStatusResponse("Late")
                writer:flush()
                NOTE(writer.reliable, writer:newFlowWriter(), writer:close())
              end
            end
            function onConnection(client) client.other = client.writer:newFlowWriter() end
            function onFailed(client) write(client, client.other) end
            function onDisconnection(client) write(client, client.other) end
            """)
        .start();
    var first = bed.connect("");
    first.close();
    bed.run(Duration.ofSeconds(2));
    bed.kill(bed.connect(""));
    bed.run(Duration.ofMinutes(10));
    assertThat(bed.notes()).hasSize(6).containsOnly("(null)(null)");
    assertThat(bed.errors()).isEmpty();
    assertThat(first.told)
        .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("late"));
  }

  @Test
  void luaApiCheck57_aRefusedClientIsClosedAndTellsNothing() {
    bed.file(
            "main.lua",
            """
            local values = { ["nil"] = nil, empty = "", table = {}, truth = true }
            function onConnection(client, how) error(values[how]) end
            function onFailed() NOTE("failed") end
            function onDisconnection() NOTE("disconnection") end
            """)
        .start();
    for (String how : List.of("nil", "empty", "table", "truth")) {
      var client = bed.connect("", AmfValue.of(how));
      bed.until(() -> client.end.isPresent(), Duration.ofSeconds(4));
      assertThat(client.end.orElseThrow().kind()).isEqualTo(ConnectionEnd.Kind.REJECTED);
      assertThat(client.end.orElseThrow().text()).isEqualTo("client rejected");
    }
    bed.run(Duration.ofSeconds(5));
    assertThat(bed.control.clients()).isEmpty();
    assertThat(bed.notes()).isEmpty();
  }

  @Test
  void luaApiCheck45_anIncludedFileIsFoundByItsAbsolutePath() {
    bed.file("a/x.lua", "included = path")
        .file(
            "main.lua",
            "path = 'root' dofile(cumulus:absolutePath('/a') .. 'x.lua') NOTE(included)")
        .start();
    assertThat(bed.notes()).containsExactly("root");
    assertThat(Files.isDirectory(directory.resolve("www"))).isTrue();
  }

  @Test
  void aParentsVersionOfAnEventRunsForTheApplicationOfTheClient() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              seen = (seen or 0) + 1
              function client:seen() return seen .. ":" .. (www and www.seen or 0) end
            end
            """)
        .file("a/main.lua", "function onConnection(client) www.onConnection(client) end")
        .file("a/b/main.lua", "function onConnection(client) super.onConnection(client) end")
        .start();
    bed.connect("");
    var b = bed.connect("a/b");
    var root = bed.connect("");
    bed.connect("a/b");
    assertThat(root.call("seen")).isEqualTo("\"2:2\"");
    assertThat(b.call("seen")).isEqualTo("\"3:2\"");
  }
}
