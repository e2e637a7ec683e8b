package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AllocationProbeTest {
  private final AllocationProbe probe = new AllocationProbe();
  private byte[] kept = {};
  private long sum;

  @Test
  void anArrayCountsWithItsHeader() {
    assertThat(probe.bytes(() -> kept = new byte[100_000])).isBetween(100_000L, 101_000L);
    assertThat(kept).hasSize(100_000);
  }

  @Test
  void oneIterationOfAllocatingWorkCountsItsBytes() {
    assertThat(probe.perIteration(1_000, 1_000, i -> kept = new byte[64])).isBetween(72.0, 96.0);
  }

  @Test
  void workThatAllocatesNothingCountsNothing() {
    assertThat(probe.perIteration(20_000, 20_000, i -> sum += i)).isLessThan(0.5);
    assertThat(sum).isEqualTo(40_000L * 39_999 / 2);
  }

  @Test
  void nothingToMeasureIsRefused() {
    assertThatThrownBy(() -> probe.perIteration(1, 0, i -> sum += i))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
