package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectOptions;
import cumulus.flash.amf.AmfValue;
import cumulus.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publications and subscriptions as scripts see them (lua-api section 8), in real sessions. */
class StreamsTest {
  /** What clients of the tests may do from outside. */
  private static final String CALLS =
      """
      function onConnection(client)
        function client:publish(name)
          own = cumulus:publish(name)
          return own and own.name .. own.publisherId or "none"
        end
        function client:video(time, ...) own:pushVideoPacket(time, ...) end
        function client:audio(time, ...) own:pushAudioPacket(time, ...) end
        function client:flush() own:flush() end
        function client:close() own:close() return own.name end
        function client:run(text) return setfenv(assert(loadstring(text)), getfenv(1))() end
      end
      """;

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

  private ScriptedClient start(String more) {
    bed.file("main.lua", CALLS + more).start();
    return bed.connect("");
  }

  private static AmfValue text(String text) {
    return AmfValue.of(text);
  }

  private ScriptedClient.Stream player(String name) {
    var player = bed.connect("").stream().play(name);
    bed.settle();
    return player;
  }

  private ScriptedClient.Stream camera(String name) {
    var camera = bed.connect("").stream().publish(name);
    bed.settle();
    return camera;
  }

  @Test
  void luaApiCheck27_aScriptPublishesANameOnceAndThoseWhoWaitAreTold() {
    var admin = start("");
    var player = player("own");
    assertThat(admin.call("publish", text("own"))).isEqualTo("\"own2\"");
    assertThat(player.told("NetStream.Play.PublishNotify")).hasSize(1);
    assertThat(admin.call("publish", text("own"))).isEqualTo("\"none\"");
    assertThat(bed.errors())
        .singleElement()
        .asString()
        .startsWith("ERROR www/main.lua[3] own is already published");
    assertThat(camera("own").told)
        .containsExactly("NetStream.Publish.BadName error (own is already published)");
    camera("clients");
    String busy = "return select('#', cumulus:publish('clients')), cumulus:publish('clients')";
    assertThat(admin.call("run", text(busy))).isEqualTo("1");
    assertThat(admin.call("run", text("return cumulus:publish('') == nil"))).isEqualTo("TRUE");
    assertThat(bed.errors()).last().asString().contains("a publication needs a name");
  }

  @Test
  void luaApiCheck28_pushesLeaveWithTheFlush() {
    var admin = start("");
    var player = player("own");
    admin.call("publish", text("own"));
    admin.send("run", text("own:pushVideoPacket(5, '\\23\\1k') own:pushAudioPacket(6, 'xx..', 2)"));
    bed.run(Duration.ofSeconds(3));
    assertThat(player.told("video")).isEmpty();
    assertThat(player.told("audio")).isEmpty();
    admin.send("flush");
    assertThat(player.told("video")).containsExactly("video 0 17016b");
    assertThat(player.told("audio")).containsExactly("audio 1 2e2e");
    admin.send("run", text("own:pushVideoPacket(50, '\\39\\1i') own:flush() own:flush()"));
    assertThat(player.told("video")).hasSize(2);
  }

  @Test
  void pushesWithBadArgumentsPushNothing() {
    var admin = start("");
    var player = player("own");
    admin.call("publish", text("own"));
    admin.send(
        "run",
        text(
            """
            own:pushAudioPacket(1)
            own:pushAudioPacket(1, {})
            own:pushAudioPacket(1, "abc", 4)
            own:pushAudioPacket(1, "abc", -1)
            own:pushAudioPacket(1, "abc", 0 / 0)
            own:pushAudioPacket(2 ^ 32 + 7, "abc", 3)
            own:pushAudioPacket(8, 12)
            own:flush()
            for i = 1, 17 do own:pushAudioPacket(9, ("x"):rep(1024 * 1024)) end
            """));
    assertThat(player.told("audio")).containsExactly("audio 0 ", "audio 1 3132");
    assertThat(bed.errors()).hasSize(4);
    assertThat(bed.errors().subList(0, 3)).allMatch(line -> line.contains("not within the packet"));
    assertThat(bed.errors()).last().asString().contains("too much was pushed into own");
  }

  @Test
  void luaApiCheck29_videoWaitsForAKeyFrameAndAgainAfterALoss() {
    var admin = start("");
    var player = player("own");
    admin.call("publish", text("own"));
    admin.send(
        "run",
        text(
            """
            own:pushVideoPacket(1, "\\39\\1a")
            own:pushVideoPacket(2, "\\39\\1b")
            own:pushVideoPacket(3, "\\23\\1c")
            own:pushVideoPacket(4, "\\39\\1d")
            own:pushVideoPacket(5, "\\39\\1e", 0, 2)
            own:pushVideoPacket(6, "\\39\\1f")
            own:pushVideoPacket(7, "\\23\\1g")
            own:flush()
            """));
    assertThat(player.told("video").stream().map(line -> line.substring(line.length() - 2)))
        .containsExactly("63", "64", "67");
    bed.run(Duration.ofSeconds(1));
    var qos = "return own.videoQOS.droppedFrames .. ' ' .. own.audioQOS.droppedFrames";
    assertThat(admin.call("run", text(qos))).isEqualTo("\"4 0\"");
    assertThat(admin.call("run", text("return own.videoQOS.lostRate > 0.2"))).isEqualTo("TRUE");
  }

  @Test
  void luaApiCheck30_aScriptClosesTheStreamOfAClient() {
    var admin = start("");
    var camera = camera("cat");
    String close = "cumulus.publications('cat'):close('Publish.Error', 'm')";
    admin.send("run", text(close));
    assertThat(camera.told)
        .containsExactly(
            "NetStream.Publish.Start status (cat is now published)",
            "NetStream.Publish.Error status (m)",
            "closed");
    assertThat(admin.call("run", text("return cumulus.publications.count"))).isEqualTo("0");
    var silent = camera("dog");
    admin.send("run", text("cumulus.publications['dog']:close()"));
    assertThat(silent.told)
        .containsExactly("NetStream.Publish.Start status (dog is now published)", "closed");
  }

  @Test
  void luaApiCheck31_onlyFalseNilAndErrorsRefuse() {
    bed.file(
            "main.lua",
            """
            local answers = {
              yes = function() return true end,
              nothing = function() end,
              zero = function() return 0, "surplus" end,
              no = function() return false end,
              null = function() return nil end,
              text = function() error("no rights") end,
              empty = function() error("") end,
              table = function() error({}) end,
            }
            function onPublish(client, publication) return answers[publication.name]() end
            function onSubscribe(client, listener) return answers[listener.publication.name]() end
            """)
        .start();
    var client = bed.connect("");
    for (String name : List.of("yes", "nothing", "zero")) {
      assertThat(publish(client, name))
          .isEqualTo("NetStream.Publish.Start status (" + name + " is now published)");
      assertThat(play(client, name)).startsWith("NetStream.Play.Reset status");
    }
    for (String name : List.of("no", "null", "empty", "table")) {
      assertThat(publish(client, name))
          .isEqualTo("NetStream.Publish.Failed error (Not allowed to publish " + name + ")");
      assertThat(play(client, name))
          .isEqualTo("NetStream.Play.Failed error (Not authorized to play " + name + ")");
    }
    assertThat(publish(client, "text")).isEqualTo("NetStream.Publish.Failed error (no rights)");
    assertThat(play(client, "text")).isEqualTo("NetStream.Play.Failed error (no rights)");
    assertThat(bed.warnings()).hasSize(2).allMatch(line -> line.contains("1 arguments not req"));
    assertThat(bed.control.publications()).hasSize(3);
  }

  private String publish(ScriptedClient client, String name) {
    var stream = client.stream().publish(name);
    bed.settle();
    return stream.told.getFirst();
  }

  private String play(ScriptedClient client, String name) {
    var stream = client.stream().play(name);
    bed.settle();
    return stream.told.getFirst();
  }

  @Test
  void luaApiCheck32_aListenerCountsBetweenItsEvents() {
    bed.file(
            "main.lua",
            """
            local function shown(listeners)
              local ids = ""
              for i, each in listeners:ipairs() do ids = ids .. i .. ":" .. each.id .. " " end
              return listeners.count .. " " .. ids
            end
            function onSubscribe(client, listener)
              NOTE("+", listener.id, " ", shown(listener.publication.listeners))
              kept = listener
            end
            function onUnsubscribe(client, listener)
              NOTE("-", listener.id, " ", shown(listener.publication.listeners))
            end
            function onConnection(client)
              function client:dead() return kept.id == nil and kept.receiveAudio == nil end
            end
            """)
        .start();
    var client = bed.connect("");
    var first = client.stream().play("cat");
    bed.settle();
    var second = client.stream().play("cat");
    bed.settle();
    first.get().closeStream();
    bed.settle();
    second.get().play("dog");
    bed.settle();
    second.get().delete();
    bed.settle();
    assertThat(bed.notes())
        .containsExactly("+1 0 ", "+2 1 1:1 ", "-1 2 1:1 2:2 ", "-2 1 1:2 ", "+3 0 ", "-3 1 1:3 ");
    assertThat(client.call("dead")).isEqualTo("TRUE");
  }

  @Test
  void luaApiCheck33_sampleAccessIsToldWhenItChanges() {
    var admin =
        start(
            """
            function onSubscribe(client, listener)
              the = listener
              if listener.publication.name == "open" then listener.videoSampleAccess = 1 end
            end
            """);
    var player = player("cat");
    assertThat(player.told("|RtmpSampleAccess")).isEmpty();
    admin.send("run", text("the.audioSampleAccess = true the.audioSampleAccess = true"));
    assertThat(player.told("|RtmpSampleAccess")).containsExactly("|RtmpSampleAccess(TRUE,FALSE)");
    admin.send("run", text("the.audioSampleAccess = 'yes' the.videoSampleAccess = false"));
    assertThat(player.told("|RtmpSampleAccess")).hasSize(1);
    assertThat(admin.call("run", text("return the.audioSampleAccess, the.x"))).isEqualTo("TRUE");
    var open = player("open");
    assertThat(open.told)
        .containsExactly(
            "NetStream.Play.Reset status (Playing and resetting open)",
            "NetStream.Play.Start status (Started playing open)",
            "|RtmpSampleAccess(FALSE,TRUE)");
  }

  @Test
  void luaApiCheck48_theCollectionHoldsWhatIsPublished() {
    var admin =
        start(
            """
            local function shown(publication)
              local names = {}
              for name, each in cumulus.publications:pairs() do
                names[#names + 1] = name .. (each == publication and "!" or "")
              end
              table.sort(names)
              return cumulus.publications.count .. table.concat(names, ",") .. " "
                .. tostring(cumulus.publications(publication.name) == publication) .. " "
                .. tostring(publication.publisherId > 0)
            end
            function onPublish(client, publication) NOTE("before ", shown(publication)) end
            function onUnpublish(client, publication) NOTE("after ", shown(publication)) end
            function onSubscribe(client, listener) waits = listener.publication end
            """);
    player("dog");
    String waits =
        "return waits.publisherId .. waits.name, select('#', cumulus.publications('dog'))";
    assertThat(admin.call("run", text(waits))).isEqualTo("\"0dog\"");
    var camera = camera("cat");
    assertThat(admin.call("run", text("return cumulus.publications.cat.name")))
        .isEqualTo("\"cat\"");
    assertThat(admin.call("run", text("return cumulus.publications.dog == nil"))).isEqualTo("TRUE");
    camera.get().closeStream();
    bed.run(Duration.ofSeconds(2));
    assertThat(bed.notes()).containsExactly("before 0 false true", "after 1cat! true true");
    assertThat(admin.call("run", text("return cumulus.publications.count"))).isEqualTo("0");
    var dog = camera("dog");
    assertThat(admin.call("run", text("return waits == cumulus.publications.dog")))
        .isEqualTo("TRUE");
    dog.get().closeStream();
    bed.run(Duration.ofSeconds(2));
    assertThat(admin.call("run", text("return waits.publisherId, waits:flush()"))).isEqualTo("0");
  }

  @Test
  void luaApiCheck49_numbersOfPublishersAndListenersAreUnique() {
    bed.close();
    bed =
        new SessionBed(
            directory, ScriptSettings.standard(Natives.luaJit()), ServerSettings.DEFAULT, 2);
    bed.file(
            "main.lua",
            """
            function onPublish(client, publication) NOTE(publication.publisherId) end
            function onSubscribe(client, listener) NOTE(listener.id) end
            """)
        .start();
    var clients = new ArrayList<ScriptedClient>();
    for (int i = 0; i < 100; i++) {
      clients.add(bed.connect(""));
    }
    for (int i = 0; i < 100; i++) {
      var stream = clients.get(i).stream();
      if (i < 50) {
        stream.publish("stream" + i);
      } else {
        stream.play("stream" + (i - 50));
      }
    }
    bed.settle();
    assertThat(bed.notes()).hasSize(100).doesNotHaveDuplicates().contains("1", "100");
  }

  @Test
  void luaApiCheck50_mutingConcernsOneListener() {
    var admin = start("function onSubscribe(client, listener) the = the or listener end");
    var muted = player("cat");
    var other = player("cat");
    var camera = camera("cat");
    camera.audio(0, 0xaf, 0, 1).video(0, 0x17, 0, 1).key(1).sound(2);
    bed.settle();
    admin.send("run", text("the.receiveVideo = false"));
    camera.inter(3).key(4).sound(5);
    bed.settle();
    admin.send("run", text("the.receiveVideo = true the.receiveAudio = nil"));
    camera.inter(6).sound(7).key(8).inter(9);
    bed.settle();
    admin.send("run", text("the.receiveAudio = 1"));
    camera.sound(10);
    bed.settle();
    assertThat(bodies(muted, "video"))
        .containsExactly("170001", "170101", "170001", "170108", "270109");
    assertThat(bodies(muted, "audio"))
        .containsExactly("af0001", "af0102", "af0105", "af0001", "af010a");
    assertThat(bodies(other, "video"))
        .containsExactly("170001", "170101", "270103", "170104", "270106", "170108", "270109");
    assertThat(bodies(other, "audio"))
        .containsExactly("af0001", "af0102", "af0105", "af0107", "af010a");
    muted.get().receiveVideo(false);
    bed.settle();
    assertThat(admin.call("run", text("return the.receiveVideo"))).isEqualTo("FALSE");
    assertThat(admin.call("run", text("return the.receiveAudio"))).isEqualTo("TRUE");
  }

  private static List<String> bodies(ScriptedClient.Stream stream, String kind) {
    return stream.told(kind).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .toList();
  }

  @Test
  void luaApiCheck52_pushedDataIsACallAtClientsOfBothEncodings() {
    var admin = start("");
    admin.call("publish", text("own"));
    var players = new ArrayList<ScriptedClient.Stream>();
    for (int encoding : List.of(0, 3)) {
      var options = ConnectOptions.DEFAULT.withObjectEncoding(encoding);
      players.add(bed.client("", options).connect().stream().play("own"));
    }
    bed.settle();
    admin.send(
        "run",
        text(
            """
            own:pushDataPacket("m", cumulus:toAMF0("a", 1))
            own:pushDataPacket("n", "skip" .. cumulus:toAMF0("b"), 4)
            own:pushDataPacket("bad", "x", 2)
            own:pushDataPacket("o", "")
            own:flush()
            """));
    for (var player : players) {
      assertThat(player.told.subList(2, player.told.size()))
          .containsExactly("m(\"a\",1)", "n(\"b\")", "o()");
    }
    assertThat(bed.errors()).hasSize(1);
  }

  @Test
  void luaApiCheck55_aScriptsPublicationLivesUntilCloseOrReload() {
    var admin = start("");
    bed.file("a/main.lua", "function onConnection() end mine = cumulus:publish('one') -- v1");
    var a = bed.connect("a");
    var player = player("one");
    admin.send("run", text("cumulus:publish('two') collectgarbage() collectgarbage()"));
    bed.tick();
    String names = "return (cumulus.publications.one and 1 or 0), nil";
    assertThat(admin.call("run", text("return cumulus.publications.count"))).isEqualTo("2");
    assertThat(
            admin.call(
                "run",
                text(
                    """
                    local two = cumulus.publications.two
                    two.mine = 5
                    local listeners = two.listeners
                    two:close()
                    local again = cumulus:publish("two")
                    return tostring(two.name) .. two.mine .. tostring(two.close) .. tostring(listeners.count)
                      .. again.name .. tostring(again.mine) .. cumulus.publications.count
                    """)))
        .isEqualTo("\"nil5nilniltwonil2\"");
    bed.file(
        "a/main.lua", "mine = cumulus:publish('one') mine:pushAudioPacket(1, 'x') mine:flush()");
    bed.tick();
    assertThat(player.told("NetStream.Play."))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly(
            "NetStream.Play.Reset",
            "NetStream.Play.Start",
            "NetStream.Play.UnpublishNotify",
            "NetStream.Play.PublishNotify");
    assertThat(player.told("audio")).hasSize(1);
    bed.file("a/main.lua", "");
    bed.tick();
    assertThat(admin.call("run", text(names))).isEqualTo("0");
    assertThat(a.isConnected()).isTrue();
    assertThat(bed.errors()).isEmpty();
  }
}
