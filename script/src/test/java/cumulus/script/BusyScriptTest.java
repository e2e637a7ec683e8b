package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.client.ConnectOptions;
import cumulus.server.ServerSettings;
import cumulus.testkit.Variant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Media never waits for Lua: a script is busy for five seconds of the bed's clock, on a thread of
 * its own, while everything else goes on.
 */
class BusyScriptTest {
  private static final int STREAMS = 3;
  private static final int PLAYERS = 10;
  private static final int FRAME_MILLIS = 40;

  private static final String MAIN =
      """
      local function spin()
        local till = cumulus.epochTime + 5000
        while cumulus.epochTime < till do end
      end
      local isDue, seen, disordered = false, {}, 0
      function onVideoPacket(client, publication, time, packet)
        if isDue then
          isDue = false
          spin()
        end
        local name = publication.name
        if (seen[name] or 0) * 40 ~= time then disordered = disordered + 1 end
        seen[name] = (seen[name] or 0) + 1
      end
      function onConnection(client)
        function client:spin() spin() end
        function client:spinAtPacket() isDue = true end
        function client:seen()
          return seen.film0 .. " " .. seen.film1 .. " " .. seen.film2 .. " " .. disordered
        end
      end
      """;

  @TempDir private Path directory;
  private final List<ScriptedClient.Stream> cameras = new ArrayList<>();
  private final List<ScriptedClient.Stream> players = new ArrayList<>();
  private Optional<SessionBed> bed = Optional.empty();
  private int frames;

  private SessionBed bed(ServerSettings settings) {
    var scripts = ScriptSettings.standard(Natives.luaJit());
    var patient =
        new ScriptSettings(
            scripts.library(), 0, scripts.memoryBytes(), scripts.jit(), false, false, false, false);
    var made = new SessionBed(directory, patient, settings, Variant.loops());
    bed = Optional.of(made);
    made.file("main.lua", MAIN).start();
    made.letApplicationRunApart();
    for (int i = 0; i < STREAMS; i++) {
      cameras.add(made.connect("").stream().publish("film" + i));
      for (int k = 0; k < PLAYERS; k++) {
        players.add(made.connect("").stream().play("film" + i));
      }
    }
    made.settle();
    return made;
  }

  @AfterEach
  void close() {
    bed.ifPresent(SessionBed::close);
  }

  private void film(SessionBed on, Duration span) {
    for (long end = frames + span.toMillis() / FRAME_MILLIS; frames < end; frames++) {
      for (var camera : cameras) {
        camera.video(
            frames * FRAME_MILLIS, frames % 25 == 0 ? 0x17 : 0x27, 1, frames / 256, frames);
        camera.audio(frames * FRAME_MILLIS, 0xaf, 1, frames / 256, frames);
      }
      on.run(Duration.ofMillis(FRAME_MILLIS));
    }
  }

  /** All frames but the last few that are under way, each once and in order. */
  private void assertPlayed(int atLeast) {
    for (var player : players) {
      for (String kind : List.of("video", "audio")) {
        var numbers =
            player.told(kind).stream()
                .map(line -> Integer.parseInt(line.substring(line.length() - 4), 16))
                .toList();
        assertThat(numbers).hasSizeBetween(atLeast, frames);
        for (int i = 0; i < numbers.size(); i++) {
          assertThat(numbers.get(i)).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void fiveSecondsInACallDelayNothingButDecisions() {
    SessionBed on = bed(ServerSettings.DEFAULT);
    ScriptedClient caller = on.connect("");
    // Given up at once if the server did not even answer its pings.
    Duration limit = Duration.ofSeconds(3);
    var idle = on.client("", ConnectOptions.DEFAULT.withTimes(limit, limit, limit)).connect();
    film(on, Duration.ofSeconds(1));
    caller.send("spin");
    assertBusy(on, idle);
    assertThat(caller.call("seen")).isEqualTo("\"" + frames + " " + frames + " " + frames + " 0\"");
  }

  @Test
  void fiveSecondsInAPacketEventDelayNothingAndLoseNoEvent() {
    SessionBed on = bed(ServerSettings.DEFAULT);
    ScriptedClient caller = on.connect("");
    Duration limit = Duration.ofSeconds(3);
    var idle = on.client("", ConnectOptions.DEFAULT.withTimes(limit, limit, limit)).connect();
    film(on, Duration.ofSeconds(1));
    caller.send("spinAtPacket");
    assertBusy(on, idle);
    assertThat(caller.call("seen")).isEqualTo("\"" + frames + " " + frames + " " + frames + " 0\"");
    assertThat(on.warnings()).isEmpty();
  }

  private void assertBusy(SessionBed on, ScriptedClient idle) {
    film(on, Duration.ofMillis(200));
    assertThat(on.isBusy()).isTrue();
    int sessions = on.sessions();
    ScriptedClient newcomer = on.client("");
    newcomer.begin();
    film(on, Duration.ofSeconds(4));
    assertThat(on.isBusy()).isTrue();
    assertPlayed(frames - 2);
    assertThat(on.sessions()).isEqualTo(sessions + 1);
    assertThat(newcomer.success).isEmpty();
    assertThat(idle.isConnected()).isTrue();
    film(on, Duration.ofSeconds(2));
    on.until(() -> newcomer.success.isPresent());
    on.settle();
    assertThat(on.isBusy()).isFalse();
    assertPlayed(frames);
    assertThat(idle.isConnected()).isTrue();
    assertThat(on.errors()).isEmpty();
  }

  @Test
  void whatThePacketQueueCannotHoldIsLeftOutWithAWarning() {
    var all = ServerSettings.DEFAULT;
    SessionBed on =
        bed(
            new ServerSettings(
                all.queueBytes(),
                all.queueMillis(),
                all.clientBytes(),
                all.undecidedCommands(),
                all.keepAliveServerMillis(),
                all.keepAlivePeerMillis(),
                400,
                all.streamsPerClient()));
    ScriptedClient caller = on.connect("");
    caller.send("spin");
    film(on, Duration.ofSeconds(6));
    on.settle();
    assertPlayed(frames);
    assertThat(on.warnings())
        .isNotEmpty()
        .allMatch(line -> line.contains("application / is too slow for its packet events: "))
        .hasSizeLessThan(12);
    assertThat(caller.call("seen")).isNotEqualTo("\"150 150 150 0\"");
    assertThat(on.control.statistics().packetEventsDropped()).isPositive();
  }
}
