package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets of clients as scripts are told of them (lua-api section 9.2). */
class PacketEventsTest {
  private static final String PACKETS =
      """
      local function hex(text)
        return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
      end
      function onAudioPacket(client, publication, time, packet)
        NOTE("audio ", client.name, publication.name, " ", time, " ", hex(packet))
      end
      function onVideoPacket(client, publication, time, packet)
        NOTE("video ", client.name, publication.name, " ", time, " ", hex(packet))
      end
      function onDataPacket(client, publication, name, packet)
        NOTE("data ", publication.name, " ", name, " ", cumulus:fromAMF(packet))
      end
      function onPublish(client, publication) NOTE("publish ", publication.name) end
      function onUnpublish(client, publication) NOTE("unpublish ", publication.name) end
      function onConnection(client, name)
        client.name = name
        function client:push(name)
          local publication = cumulus.publications(name) or cumulus:publish(name)
          publication:pushVideoPacket(9, "\\23\\1s")
          publication:pushAudioPacket(9, "s")
          publication:pushDataPacket("s", "")
          publication:flush()
          if name == "own" then publication:close() end
        end
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

  @Test
  void luaApiCheck53_packetsOfClientsAreToldBeforeTheEndAndPushesAreNot() {
    bed.file("main.lua", PACKETS).start();
    var client = bed.connect("", AmfValue.of("tom "));
    var camera = client.stream().publish("cat");
    var player = client.stream().play("cat");
    bed.settle();
    camera.inter(1).key(2);
    bed.settle();
    camera.sound(3);
    bed.settle();
    camera.get().sendData(4, "@setDataFrame", List.of(AmfValue.of("onMetaData")));
    bed.settle();
    camera.get().sendData(4, "line", List.of());
    camera.get().sendAudio(0xffff_ffffL, cumulus.rtmfp.Payload.EMPTY);
    bed.settle();
    client.send("push", AmfValue.of("cat"));
    client.send("push", AmfValue.of("own"));
    assertThat(player.told("video")).hasSize(2);
    camera.key(5).get().closeStream();
    bed.run(Duration.ofSeconds(3));
    assertThat(bed.notes())
        .containsExactly(
            "publish cat",
            "video tom cat 2 170102",
            "audio tom cat 3 af0103",
            "data cat @setDataFrame onMetaData",
            "data cat line ",
            "audio tom cat 4294967295 ",
            "video tom cat 5 170105",
            "unpublish cat");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void packetsComeFromTheMomentThatAFunctionIsAssigned() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:want(text) setfenv(loadstring(text, '=x'), getfenv(1))() end
            end
            """)
        .file("a/main.lua", "function onConnection(client) super.onConnection(client) end")
        .start();
    var root = bed.connect("");
    var camera = bed.connect("a").stream().publish("cat");
    camera.key(1);
    bed.settle();
    root.send("want", AmfValue.of("function onVideoPacket(c, p, time) NOTE(time) end"));
    camera.key(2).sound(2);
    bed.settle();
    root.send("want", AmfValue.of("onVideoPacket = nil"));
    camera.key(3);
    bed.settle();
    bed.file("a/main.lua", "function onAudioPacket(c, p, time) NOTE('sound ', time) end");
    bed.tick();
    camera.key(4).sound(4);
    bed.settle();
    assertThat(bed.notes().stream().filter(line -> !line.contains("changed")))
        .containsExactly("2", "sound 4");
    assertThat(bed.errors()).isEmpty();
  }

  @Test
  void functionsThatFollowOneAnotherGetTheirPackets() {
    bed.file(
            "main.lua",
            """
            function onConnection(client)
              function client:want(text) setfenv(loadstring(text, '=x'), getfenv(1))() end
            end
            function onVideoPacket(c, p, time, packet) NOTE(time, ' ', #packet) end
            """)
        .start();
    var camera = bed.connect("").stream().publish("cat");
    var other = bed.connect("");
    camera.key(1).key(2);
    bed.settle();
    int time = 3;
    for (String next :
        List.of(
            "function onVideoPacket(c, p, time) NOTE(time, ' none') end",
            "function onVideoPacket(...) NOTE((select(3, ...)), ' all ', select('#', ...)) end",
            "local own = {NOTE = NOTE}; onVideoPacket = setfenv(function(c, p, time) x = time end, own)",
            "function onVideoPacket(c, p, time) NOTE(tostring(x), ' ', time) return nil end",
            "function onVideoPacket(c, p, time) error('at ' .. time) end",
            "onVideoPacket = 5",
            "function onVideoPacket(c, p, time, packet) NOTE(time, ' again ', #packet) end")) {
      other.send("want", AmfValue.of(next));
      camera.key(time++).key(time++);
      bed.settle();
    }
    assertThat(bed.notes())
        .containsExactly(
            "1 3",
            "2 3",
            "3 none",
            "4 none",
            "5 all 4",
            "6 all 4",
            "8 9",
            "8 10",
            "15 again 3",
            "16 again 3");
    assertThat(bed.warnings())
        .hasSize(2)
        .allMatch(line -> line.endsWith("1 arguments not required on 'onVideoPacket' results"));
    assertThat(bed.errors()).hasSize(2).allMatch(line -> line.contains(": at 1"));
  }

  @Test
  void aVersionOfTheFolderAboveRunsForTheOneBelow() {
    bed.file(
            "main.lua",
            "function onVideoPacket(c, p, time) NOTE(name, ' ', time) end name = 'root'")
        .file("a/main.lua", "name = 'a'")
        .file("b/main.lua", "name = 'b' function onVideoPacket(...) super.onVideoPacket(...) end")
        .start();
    for (String path : List.of("a", "b", "")) {
      bed.connect(path).stream().publish("cat" + path).key(1).key(2);
      bed.settle();
    }
    assertThat(bed.notes()).containsExactly("a 1", "a 2", "b 1", "b 2", "root 1", "root 2");
    assertThat(bed.errors()).isEmpty();
  }
}
