package cumulus.rtmfp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Params;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class BufferProbeTest {
  private static final long SECOND = 1_000_000_000L;

  private final BufferProbe probe = new BufferProbe();

  @Test
  void transportCheck31_probesComeAfter1SecondAndThenEverMoreSeldom() {
    var times = new ArrayList<Long>();
    probe.start(0);
    for (int i = 0; i < 16; i++) {
      long now = probe.atNanos();
      times.add(now);
      probe.onTimer(now - 1, SECOND / 4);
      assertThat(probe.isDue()).isFalse();
      probe.onTimer(now, SECOND / 4);
      assertThat(probe.isDue()).isTrue();
      probe.sent();
    }

    assertThat(times.get(0)).isEqualTo(SECOND);
    assertThat(times.get(1)).isEqualTo(2 * SECOND);
    assertThat(times.get(2)).isEqualTo((long) ((2 + Params.BACKOFF) * SECOND));
    assertThat(times.get(15) - times.get(14)).isEqualTo(60 * SECOND);
  }

  @Test
  void transportCheck31_periodIsNoShorterThanTheTimeout() {
    probe.start(0);
    probe.onTimer(SECOND, 7 * SECOND);
    assertThat(probe.atNanos()).isEqualTo(8 * SECOND);
  }

  @Test
  void probeThatIsDueIsNotSentWhenTheWindowHasOpened() {
    probe.start(0);
    probe.onTimer(SECOND, SECOND);
    probe.stop();

    assertThat(probe.isDue()).isFalse();
    assertThat(probe.isRunning()).isFalse();
  }
}
