package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectOptions;
import cumulus.flash.amf.AmfValue;
import cumulus.testkit.HeapGrowth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients come and go by the thousand, each with members of the script and a call, some with
 * streams and a group; {@code -Dclients=100000} for a long run. They live {@value #ROUND} at a
 * time, each in a session and with keys of its own; a host is used again when its session is
 * forgotten.
 */
class CrowdTest {
  private static final int ROUND = 50;
  private static final int WARM_UP_ROUNDS = 6;
  private static final int LUA_ALLOWED_KIB = 16;
  private static final long JAVA_ALLOWED_BYTES = 1 << 20;

  private static final String MAIN =
      """
      local arrived, left, failed = 0, 0, 0
      local first, last
      function onConnection(client, nick)
        arrived = arrived + 1
        client.nick, client.key = nick, client.id
        client.notes = { nick, cumulus.epochTime, ("x"):rep(100) }
        client.other = client.writer:newFlowWriter()
        function client:greet(text)
          client.other:writeAMFMessage("greeted", text)
          return client.notes[1] .. " " .. text .. " " .. client.nick
        end
      end
      function onPublish(client, publication) publication.by = client.nick end
      function onSubscribe(client, listener) listener.by = client end
      function onJoinGroup(client, group) group.last = client end
      function onFailed(client) failed = failed + 1 end
      function onDisconnection(client)
        left = left + 1
        first = first or client
        last = client
      end

      local function memory()
        collectgarbage()
        collectgarbage()
        return collectgarbage("count")
      end
      function observe(client)
        function client:memory() return memory() end
        function client:counts()
          return ("%d arrived, %d left, %d failed; %d clients, %d publications, %d groups"):format(
            arrived, left, failed,
            cumulus.clients.count, cumulus.publications.count, cumulus.groups.count)
        end
        function client:kept(ofLast)
          local kept = ofLast and last or first
          kept.other:writeAMFMessage("nobody hears")
          return ("%s %s %s %s %s %s, %s, %s"):format(
            kept.nick, kept:greet("again"), tostring(kept.ping), tostring(kept.path),
            tostring(kept.writer), tostring(kept.address), tostring(kept.other.reliable),
            tostring((cumulus.clients(kept.key))))
        end
      end
      """;

  @TempDir private Path directory;
  private int number;

  @Test
  void thousandsComeAndGoAndLeaveNothingBehind() {
    int clients = Integer.getInteger("clients", 1500);
    try (var bed = new SessionBed(directory)) {
      bed.file("main.lua", MAIN)
          .file("watch/main.lua", "function onConnection(client) observe(client) end")
          .start();
      ScriptedClient observer = bed.connect("watch");
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        round(bed);
      }
      assertThat(observer.call("counts")).isEqualTo(counts());
      double luaBefore = Double.parseDouble(observer.call("memory"));
      long javaBefore = HeapGrowth.liveBytes();
      int objects = bed.application.runtime().objects().size();
      long begin = System.nanoTime();
      while (number < clients + WARM_UP_ROUNDS * ROUND) {
        round(bed);
        observer.told.clear();
      }
      double luaAfter = Double.parseDouble(observer.call("memory"));
      long javaAfter = HeapGrowth.liveBytes();
      System.out.printf(
          "%d clients: Lua %.1f to %.1f KiB, Java %d to %d KiB, %d s%n",
          clients,
          luaBefore,
          luaAfter,
          javaBefore >> 10,
          javaAfter >> 10,
          (System.nanoTime() - begin) / 1_000_000_000);
      assertThat(observer.call("counts")).isEqualTo(counts());
      assertThat(bed.application.runtime().objects().size()).isEqualTo(objects);
      for (boolean ofLast : List.of(false, true)) {
        assertThat(observer.call("kept", AmfValue.of(ofLast)))
            .matches("\"(nick\\d+) \\1 again \\1 nil nil nil nil, nil, nil\"");
      }
      assertThat(bed.errors()).isEmpty();
      assertThat(luaAfter).isLessThan(luaBefore + LUA_ALLOWED_KIB);
      assertThat(javaAfter).isLessThan(javaBefore + JAVA_ALLOWED_BYTES);
    }
  }

  private String counts() {
    return "\"%1$d arrived, %1$d left, %2$d failed; 1 clients, 0 publications, 0 groups\""
        .formatted(number, number / 10);
  }

  /** So many clients connect, call, and leave: most in order, some without a word. */
  private void round(SessionBed bed) {
    var crowd = new ArrayList<ScriptedClient>();
    for (int i = 0; i < ROUND; i++) {
      var arguments = List.of(AmfValue.of("nick" + number++));
      crowd.add(bed.client("", ConnectOptions.DEFAULT.withArguments(arguments), i + 2));
    }
    crowd.forEach(ScriptedClient::begin);
    bed.until(() -> crowd.stream().allMatch(ScriptedClient::isConnected));
    List<List<String>> answers =
        crowd.stream().map(client -> client.ask("greet", AmfValue.of("hi"))).toList();
    bed.settle();
    for (int i = 0; i < ROUND; i++) {
      String nick = "nick" + (number - ROUND + i);
      assertThat(answers.get(i)).containsExactly("\"" + nick + " hi " + nick + "\"");
      assertThat(crowd.get(i).told).contains("greeted(\"hi\")");
    }
    for (int i = 0; i < ROUND; i += 10) {
      crowd.get(i + 1).stream().publish("film" + i);
      var player = crowd.get(i + 2).stream().play("film" + i);
      crowd.get(i + 3).join("chess");
      bed.until(() -> !player.told("NetStream.Play.Start").isEmpty());
    }
    for (int i = 0; i < ROUND; i++) {
      if (i % 10 == 0) {
        bed.kill(crowd.get(i));
      } else {
        crowd.get(i).leave();
      }
    }
    bed.settle();
    for (int i = 0; i < ROUND; i++) {
      if (i % 10 != 0) {
        bed.kill(crowd.get(i));
      }
    }
    bed.until(() -> bed.sessions() == 1, Duration.ofMinutes(10));
    assertThat(bed.errors()).isEmpty();
    bed.log.clear();
    bed.datagrams.clear();
  }
}
