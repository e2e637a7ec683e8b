package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many reloads of an application with clients connected; {@code -Dreloads=10000} for a long run.
 */
class ReloadTest {
  private static final int WARM_UP = 100;
  private static final int LUA_ALLOWED_KIB = 48;
  private static final long JAVA_ALLOWED_BYTES = 12 << 20;

  @TempDir private Path directory;

  private static String version(int number) {
    return """
    version = NUMBER
    rooms = {}
    for i = 1, 100 do rooms[i] = { name = "room" .. i, version = version } end
    own = cumulus:publish("own")
    own:pushDataPacket("version", cumulus:toAMF0(version))
    own:flush()
    dofile(cumulus:absolutePath("") .. "part.lua")
    function onStart()
      for _, client in cumulus.clients:pairs() do prepare(client) end
    end
    function prepare(client)
      function client:version() return version end
      function client:memory()
        collectgarbage()
        collectgarbage()
        return collectgarbage("count")
      end
    end
    function onConnection(client) prepare(client) end
    function onVideoPacket() end
    function onManage() end
    """
        .replace("NUMBER", Integer.toString(number));
  }

  @Test
  void reloadsLeaveNothingBehind() {
    int reloads = Integer.getInteger("reloads", 300);
    try (var bed = new SessionBed(directory)) {
      bed.file("part.lua", "part = {}").file("main.lua", version(0)).start();
      List<ScriptedClient> clients = Stream.generate(() -> bed.connect("")).limit(5).toList();
      var player = clients.getFirst().stream().play("own");
      var camera = clients.getLast().stream().publish("cat");
      bed.settle();
      double luaBefore = 0;
      long javaBefore = 0;
      for (int i = 1; i <= WARM_UP + reloads; i++) {
        bed.file("main.lua", version(i));
        bed.tick();
        camera.key(i % 100);
        bed.log.clear();
        bed.datagrams.clear();
        if (i == WARM_UP) {
          luaBefore = Double.parseDouble(clients.getLast().call("memory"));
          javaBefore = usedBytes();
        }
        if (i % 100 == 0) {
          assertThat(clients.get(1).call("version")).isEqualTo(Integer.toString(i));
          assertThat(player.told("version")).last().isEqualTo("version(" + i + ")");
          player.told.clear();
          clients.forEach(client -> client.told.clear());
        }
      }
      double luaAfter = Double.parseDouble(clients.getLast().call("memory"));
      long javaAfter = usedBytes();
      System.out.printf(
          "%d reloads: Lua %.0f to %.0f KiB, Java %d to %d KiB%n",
          reloads, luaBefore, luaAfter, javaBefore >> 10, javaAfter >> 10);
      assertThat(luaAfter).isLessThan(luaBefore + LUA_ALLOWED_KIB);
      assertThat(javaAfter).isLessThan(javaBefore + JAVA_ALLOWED_BYTES);
      assertThat(clients).allMatch(ScriptedClient::isConnected);
    }
  }

  private static long usedBytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
