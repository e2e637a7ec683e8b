package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import cumulus.rtmfp.Payload;
import cumulus.testkit.LinkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractDoubleAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts read of how streams are going (lua-api section 8, qualityOfService). */
class StreamQualityTest {
  private static final int FRAME_MILLIS = 20;
  private static final int AUDIO_BYTES = 200;
  private static final int VIDEO_BYTES = 2500;

  @TempDir private Path directory;
  private SessionBed bed;
  private ScriptedClient admin;
  private ScriptedClient publisher;
  private ScriptedClient.Stream camera;
  private final Map<String, Double> values = new HashMap<>();
  private int frames;

  @BeforeEach
  void open() {
    bed = new SessionBed(directory);
    bed.file(
            "main.lua",
            """
            function onPublish(client, publication) the = publication end
            function onSubscribe(client, listener) one = listener end
            function onConnection(client)
              function client:quality()
                local all = {}
                for name, object in pairs({ publication = the, listener = one }) do
                  for _, medium in ipairs({ "audio", "video" }) do
                    for _, value in ipairs({ "byteRate", "lostRate", "congestionRate", "latency",
                        "droppedFrames" }) do
                      all[#all + 1] = name .. " " .. medium .. " " .. value .. "="
                        .. object[medium .. "QOS"][value]
                    end
                  end
                end
                return table.concat(all, ";")
              end
            end
            """)
        .start();
    admin = bed.connect("");
    publisher = bed.connect("");
    camera = publisher.stream().publish("cat");
    bed.settle();
    bed.connect("").stream().play("cat");
    bed.settle();
  }

  @AfterEach
  void close() {
    bed.close();
  }

  /** Asks for all values at once: asking takes time, in which nothing is sent. */
  private void ask() {
    values.clear();
    String all = admin.call("quality");
    for (String each : all.substring(1, all.length() - 1).split(";", -1)) {
      int equals = each.indexOf('=');
      values.put(each.substring(0, equals), Double.parseDouble(each.substring(equals + 1)));
    }
  }

  private AbstractDoubleAssert<?> value(String name) {
    return assertThat(values).containsKey(name).extractingByKey(name, DOUBLE);
  }

  private void film(Duration span) {
    for (long end = frames + span.toMillis() / FRAME_MILLIS; frames < end; frames++) {
      long time = (long) frames * FRAME_MILLIS;
      camera.get().sendAudio(time, body(0xaf, AUDIO_BYTES));
      camera.get().sendVideo(time, body(frames % 50 == 0 ? 0x17 : 0x27, VIDEO_BYTES));
      bed.run(Duration.ofMillis(FRAME_MILLIS));
    }
  }

  private static Payload body(int first, int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) 1);
    body[0] = (byte) first;
    return Payload.wrap(body);
  }

  private void link(LinkModel model) {
    bed.network.link(publisher.address(), publisher.server(), model);
  }

  @Test
  void luaApiCheck51_qualityFollowsTheStream() {
    ask();
    value("publication video byteRate").isZero();
    film(Duration.ofSeconds(10));
    ask();
    double perSecond = 1000.0 / FRAME_MILLIS;
    for (String of : List.of("publication ", "listener ")) {
      value(of + "audio byteRate").isCloseTo((AUDIO_BYTES + 5) * perSecond, withinPercentage(5));
      value(of + "video byteRate").isCloseTo((VIDEO_BYTES + 5) * perSecond, withinPercentage(5));
      value(of + "video lostRate").isZero();
      value(of + "video latency").isBetween(8.0, 20.0);
      value(of + "video congestionRate").isBetween(-0.05, 0.05);
      value(of + "audio droppedFrames").isZero();
    }
    camera.get().setAudioReliable(false);
    camera.get().setVideoReliable(false);
    link(LinkModel.PERFECT.delay(Duration.ofMillis(10)).loss(0.1));
    film(Duration.ofSeconds(20));
    ask();
    value("publication video lostRate").isCloseTo(0.1, within(0.02));
    value("publication video droppedFrames").isPositive();
    value("publication video congestionRate").isPositive();
    camera.get().closeStream();
    bed.run(Duration.ofSeconds(3));
    ask();
    assertThat(values.entrySet().stream().filter(each -> each.getKey().startsWith("publication")))
        .hasSize(10)
        .allMatch(each -> each.getValue() == 0);
  }

  @Test
  void luaApiCheck51_latencyAddsNothingUpInTenMinutes() {
    link(LinkModel.PERFECT.delay(Duration.ofMillis(40)).jitter(Duration.ofMillis(15)));
    for (int minute = 0; minute < 10; minute++) {
      film(Duration.ofMinutes(1));
      ask();
      value("publication audio latency").isCloseTo(40, within(20.0));
      value("publication video latency").isCloseTo(40, within(20.0));
    }
  }
}
