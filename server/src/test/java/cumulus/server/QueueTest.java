package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.message.MessageType;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.testkit.LinkModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener that does not take its media costs, and how it goes on. */
final class QueueTest {
  private static final int FRAME_MILLIS = 40;
  private static final int FRAME_BYTES = 20_000;
  private static final int KEY_FRAME_EVERY = 50;
  private static final int FIVE_MINUTES = 5 * 60 * 1000 / FRAME_MILLIS;

  /**
   * A receiver with a window of fixed size: messages of more than a mebibyte are not its business.
   */
  private static final Limits SMALL = new Limits(10, 1024, 1 << 20, 48 << 20, 48 << 20, 16, 200);

  private final Bed bed = new Bed(Application.ACCEPT_ALL);
  private final Publication channel = bed.control.publish("cat").orElseThrow();
  private int frames;
  private long mostWaitingBytes;

  @Test
  void aPausedPlayerQueuesNothingForFiveMinutesAndResumesAtAKeyFrame() {
    var player = play();
    frames(3);
    player.command(1, "pause", AmfValue.of(true), AmfValue.of(0));
    bed.settle();
    int before = player.messages.size();
    mostWaitingBytes = 0;
    frames(FIVE_MINUTES);
    assertThat(player.messages).hasSize(before);
    assertThat(mostWaitingBytes).isZero();
    player.command(1, "pause", AmfValue.of(false), AmfValue.of(0));
    frames(2 * KEY_FRAME_EVERY);
    assertThat(player.log(1, "video").get(4)).endsWith("170064");
    assertResumesAtKeyFrames(player);
    assertThat(numbers(player).getLast()).isEqualTo(frames - 1);
  }

  @Test
  void aStalledPlayerCostsABoundedQueueForFiveMinutesAndResumesAtAKeyFrame() {
    var player = play(SMALL);
    frames(3);
    player.stall();
    frames(FIVE_MINUTES);
    assertThat(mostWaitingBytes)
        .isPositive()
        .isLessThan(ServerSettings.DEFAULT.queueBytes() + 2L * FRAME_BYTES);
    assertThat(bed.total(LoopStatistics::framesDropped)).isGreaterThan(FIVE_MINUTES / 2);
    player.resume();
    frames(6 * KEY_FRAME_EVERY);
    bed.settle();
    assertResumesAtKeyFrames(player);
    assertThat(numbers(player).getLast()).isEqualTo(frames - 1);
    assertThat(player.closed).isEmpty();
  }

  @Test
  void aLinkTooSlowForTheStreamGetsWholeGroupsOfPicturesNotOlderThanTheQueue() {
    var player = play();
    bed.network.link(
        player.server(),
        player.address(),
        LinkModel.PERFECT.delay(Duration.ofMillis(20)).rate(150_000, 60_000));
    frames(60 * 1000 / FRAME_MILLIS);
    assertThat(mostWaitingBytes).isLessThan(ServerSettings.DEFAULT.queueBytes() + 2L * FRAME_BYTES);
    assertResumesAtKeyFrames(player);
    int newest = numbers(player).getLast();
    int oldest = frames - (ServerSettings.DEFAULT.queueMillis() + 2000) / FRAME_MILLIS;
    assertThat(newest).isGreaterThan(oldest);
  }

  @Test
  void aClientThatDoesNotReadItsMessagesIsDropped() {
    var causes = new ArrayList<CloseCause>();
    var settings = new ServerSettings(4 << 20, 3000, 100_000, 64, 15_000, 10_000, 16 << 20, 256);
    var small =
        new Bed(
            new Application() {
              @Override
              public void onFailed(Client client, CloseCause cause) {
                causes.add(cause);
              }
            },
            settings);
    var client = small.client().connect();
    var seen = small.control.clients().getFirst();
    for (int i = 0; i < 100; i++) {
      seen.invoke("noise", List.of(AmfValue.of("x".repeat(4000))));
    }
    small.settle();
    assertThat(causes).containsExactly(new CloseCause.LimitExceeded("limits.clientBytes"));
    assertThat(client.closed).isPresent();
    assertThat(small.control.clients()).isEmpty();
  }

  @Test
  void packetEventsBeyondTheirBudgetAreDroppedWholeAndCounted() {
    var budget = new PacketBudget(1000);
    assertThat(budget.take(5000)).isTrue();
    assertThat(budget.take(1)).isFalse();
    budget.give(5000);
    assertThat(budget.take(600)).isTrue();
    assertThat(budget.take(600)).isFalse();
    assertThat(budget.take(400)).isTrue();
    assertThat(budget.droppedPackets()).isEqualTo(2);
  }

  private TestClient play() {
    return play(Limits.DEFAULT);
  }

  private TestClient play(Limits limits) {
    channel.push(MessageType.VIDEO, 0, Payload.wrap(new byte[] {0x17, 0, 0x64}), 0);
    var player = bed.client(limits).connect();
    player.createStream();
    player.command(1, "play", AmfValue.of("cat"));
    bed.settle();
    return player;
  }

  /** Pushes so many frames of 4 Mbit/s, in time. */
  private void frames(int count) {
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[FRAME_BYTES];
      body[0] = (byte) (frames % KEY_FRAME_EVERY == 0 ? 0x17 : 0x27);
      body[1] = 1;
      body[2] = (byte) (frames >> 8);
      body[3] = (byte) frames;
      channel.push(MessageType.VIDEO, frames * FRAME_MILLIS, Payload.wrap(body), 0);
      frames++;
      bed.run(Duration.ofMillis(FRAME_MILLIS));
      mostWaitingBytes = Math.max(mostWaitingBytes, bed.total(LoopStatistics::waitingBytes));
    }
  }

  private static List<Integer> numbers(TestClient player) {
    var numbers = new ArrayList<Integer>();
    for (Payload message : player.messages) {
      byte[] bytes = message.bytes();
      if (bytes[0] == MessageType.VIDEO && bytes.length > 100) {
        numbers.add((bytes[7] & 0xff) << 8 | bytes[8] & 0xff);
      }
    }
    return numbers;
  }

  private static void assertResumesAtKeyFrames(TestClient player) {
    int gaps = 0;
    int last = -1;
    for (int number : numbers(player)) {
      if (number != last + 1) {
        assertThat(number % KEY_FRAME_EVERY).as("first after a gap: %s", number).isZero();
        gaps++;
      }
      last = number;
    }
    assertThat(gaps).isPositive();
  }
}
