package cumulus.rtmfp.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Params;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
  private static final long MILLISECOND = 1_000_000;

  private final RoundTrip roundTrip = new RoundTrip();

  @Test
  void transportCheck23_holdingTimeOfTheFarEndIsNoPartOfTheRoundTrip() {
    var far = new RoundTrip();
    long now = 10_000 * MILLISECOND;
    for (int i = 0; i < 50; i++) {
      int sent = RoundTrip.ticks(now);
      far.onPacket(now + 20 * MILLISECOND, sent, -1);
      // The far end holds it for 152 ms, and its echo moves on meanwhile.
      int echo = far.echo(now + 172 * MILLISECOND);
      far.echoSent(echo);
      roundTrip.onPacket(now + 192 * MILLISECOND, i, echo);
      now += 1000 * MILLISECOND;
    }

    assertThat(roundTrip.smoothedNanos()).isEqualTo(40 * MILLISECOND);
  }

  @Test
  void transportCheck24_timeoutBacksOffTo10Seconds() {
    var seconds = new ArrayList<Long>();
    for (int i = 0; i < 6; i++) {
      seconds.add(roundTrip.timeoutNanos() / (10 * MILLISECOND));
      roundTrip.backOff();
    }
    assertThat(seconds).containsExactly(300L, 424L, 599L, 848L, 1000L, 1000L);
  }

  @Test
  void estimateFollowsTheFormulas() {
    sample(100);
    assertThat(roundTrip.smoothedNanos()).isEqualTo(100 * MILLISECOND);
    // SRTT + 4 * (RTT / 2) + 200
    assertThat(roundTrip.timeoutNanos()).isEqualTo(500 * MILLISECOND);
    sample(180);
    assertThat(roundTrip.smoothedNanos()).isEqualTo(110 * MILLISECOND);
    // RTTVAR = (3 * 50 + 80) / 4 = 57.5
    assertThat(roundTrip.timeoutNanos()).isEqualTo((110 + 230 + 200) * MILLISECOND);
    for (int i = 0; i < 200; i++) {
      sample(4);
      sample(8);
    }
    assertThat(roundTrip.timeoutNanos()).as("never below 250 ms").isEqualTo(250 * MILLISECOND);
  }

  @Test
  void sampleEndsTheBackingOff() {
    roundTrip.backOff();
    roundTrip.backOff();
    sample(100);
    assertThat(roundTrip.timeoutNanos()).isEqualTo(500 * MILLISECOND);
  }

  @Test
  void repeatedEchoAndOneFromTheFutureAreNoSamples() {
    sample(100);
    long now = 3_000_000 * MILLISECOND;
    roundTrip.onPacket(now, 1, RoundTrip.ticks(now - 100 * MILLISECOND));
    roundTrip.onPacket(now + 5000 * MILLISECOND, 2, RoundTrip.ticks(now - 100 * MILLISECOND));
    roundTrip.onPacket(now, 3, RoundTrip.ticks(now + 4 * MILLISECOND));

    assertThat(roundTrip.smoothedNanos()).isEqualTo(100 * MILLISECOND);
  }

  @Test
  void timestampOlderThan128SecondsIsNotEchoed() {
    roundTrip.onPacket(0, 7, -1);
    assertThat(roundTrip.echo(Params.ECHO_VALID_NANOS)).isEqualTo(7 + 32_000);
    assertThat(roundTrip.echo(Params.ECHO_VALID_NANOS + 1)).isEqualTo(-1);
    assertThat(roundTrip.echo(0)).as("it is forgotten").isEqualTo(-1);
  }

  @Test
  void echoWrapsAround() {
    roundTrip.onPacket(0, 0xffff, -1);
    assertThat(roundTrip.echo(8 * MILLISECOND)).isEqualTo(1);
  }

  private long nowNanos = 1_000_000 * MILLISECOND;

  private void sample(long milliseconds) {
    nowNanos += 1000 * MILLISECOND;
    roundTrip.onPacket(nowNanos, 1, RoundTrip.ticks(nowNanos - milliseconds * MILLISECOND));
  }
}
