package cumulus.rtmfp.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Params;
import org.junit.jupiter.api.Test;

final class PacerTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long WINDOW = 20 * Params.SEGMENT;

  private final Pacer pacer = new Pacer();
  private final RoundTrip roundTrip = new RoundTrip();

  PacerTest() {
    // A round trip of 100 ms: an echo of 25 ticks ago.
    roundTrip.onPacket(1000 * MILLISECOND, 5, RoundTrip.ticks(900 * MILLISECOND));
  }

  @Test
  void transportCheck25_sixPacketsLeaveAtOnceAndThenOneEachSrttSmssOverCwnd() {
    long now = 0;
    for (int i = 0; i < 6; i++) {
      assertThat(pacer.allows(now)).isTrue();
      pacer.onPacket(now, roundTrip, WINDOW);
    }
    for (int i = 1; i < 50; i++) {
      assertThat(pacer.allows(now)).isFalse();
      assertThat(pacer.nextNanos()).isEqualTo(now + 5 * MILLISECOND);
      now = pacer.nextNanos();
      assertThat(pacer.allows(now)).as("it never stops").isTrue();
      pacer.onPacket(now, roundTrip, WINDOW);
    }
  }

  @Test
  void transportCheck25_anAckAllowsANewBurst() {
    for (int i = 0; i < 6; i++) {
      pacer.onPacket(0, roundTrip, WINDOW);
    }
    assertThat(pacer.allows(0)).isFalse();
    pacer.restart();
    assertThat(pacer.allows(0)).isTrue();
  }

  @Test
  void lateTimerIsMadeUpForByAFewPacketsOnly() {
    for (int i = 0; i < 6; i++) {
      pacer.onPacket(0, roundTrip, 100 * WINDOW);
    }
    long late = 500 * MILLISECOND;
    int packets = 0;
    while (pacer.allows(late)) {
      pacer.onPacket(late, roundTrip, 100 * WINDOW);
      packets++;
    }

    assertThat(packets).isBetween(2, 100);
    assertThat(packets * (100 * MILLISECOND / 2000)).isLessThan(Params.PACING_SLACK_NANOS * 2);
  }

  @Test
  void beforeTheFirstSampleTheInitialTimeoutStandsForTheRoundTrip() {
    var fresh = new RoundTrip();
    for (int i = 0; i < 6; i++) {
      pacer.onPacket(0, fresh, Params.SEGMENT);
    }
    assertThat(pacer.nextNanos()).isEqualTo(250 * MILLISECOND);
  }
}
