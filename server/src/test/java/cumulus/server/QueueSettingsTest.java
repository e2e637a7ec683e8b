package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The queue of a subscriber is bounded by what the settings say, in bytes and in time. */
class QueueSettingsTest {
  private static final int FRAME_MILLIS = 40;
  private static final int FRAME_BYTES = 20_000;
  private static final int MINUTE = 60_000 / FRAME_MILLIS;

  /** A receiver whose window stays small. */
  private static final Limits SMALL = new Limits(10, 1024, 1 << 20, 48 << 20, 48 << 20, 16, 200);

  /** The most that waited for a player that stalls for a minute. */
  private static long mostWaiting(int queueBytes, int queueMillis) {
    ServerSettings standard = ServerSettings.DEFAULT;
    var settings =
        new ServerSettings(
            queueBytes,
            queueMillis,
            standard.clientBytes(),
            standard.undecidedCommands(),
            standard.keepAliveServerMillis(),
            standard.keepAlivePeerMillis(),
            standard.packetQueueBytes(),
            standard.streamsPerClient());
    var bed = new Bed(Application.ACCEPT_ALL, settings);
    Publication channel = bed.control.publish("cat").orElseThrow();
    var player = bed.client(SMALL).connect();
    player.createStream();
    player.command(1, "play", AmfValue.of("cat"));
    bed.settle();
    player.stall();
    long most = 0;
    for (int i = 0; i < MINUTE; i++) {
      byte[] body = new byte[FRAME_BYTES];
      body[0] = (byte) (i % 50 == 0 ? 0x17 : 0x27);
      body[1] = 1;
      channel.push(MessageType.VIDEO, i * FRAME_MILLIS, Payload.wrap(body), 0);
      bed.run(Duration.ofMillis(FRAME_MILLIS));
      most = Math.max(most, bed.total(LoopStatistics::waitingBytes));
    }
    assertThat(bed.total(LoopStatistics::framesDropped)).isPositive();
    return most;
  }

  @Test
  void limitsQueueSizeBoundsTheBytes() {
    assertThat(mostWaiting(100_000, 600_000)).isBetween(60_000L, 100_000L + FRAME_BYTES);
    assertThat(mostWaiting(1_000_000, 600_000)).isBetween(900_000L, 1_000_000L + FRAME_BYTES);
  }

  @Test
  void limitsQueueTimeBoundsTheAge() {
    assertThat(mostWaiting(1 << 30, 200)).isBetween(60_000L, 7L * FRAME_BYTES);
    assertThat(mostWaiting(1 << 30, 2000)).isBetween(900_000L, 52L * FRAME_BYTES);
  }
}
