package cumulus.node.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void anEmptyOneIsZero() {
    assertThat(latencies.percentileNanos(0.5)).isZero();
    assertThat(latencies.maxNanos()).isZero();
    assertThat(latencies.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 31, 32, 33, 63, 64, 1_000, 1_000_000, 59_999_999_999L})
  void oneSpanIsEveryPercentile(long nanos) {
    latencies.add(nanos);
    for (double share : new double[] {0, 0.5, 0.99, 1}) {
      assertThat(latencies.percentileNanos(share)).isEqualTo(nanos);
    }
  }

  @Test
  void percentilesAreNearThoseOfTheSortedSpans() {
    var random = new SplittableRandom(3);
    long[] spans =
        random.longs(10_000, 0, 5_000_000_000L).map(n -> n >> random.nextInt(30)).toArray();
    Arrays.stream(spans).forEach(latencies::add);
    Arrays.sort(spans);
    for (double share : new double[] {0.1, 0.5, 0.9, 0.99, 0.999}) {
      long exact = spans[(int) Math.ceil(share * spans.length) - 1];
      assertThat((double) latencies.percentileNanos(share))
          .isCloseTo((double) exact, Percentage.withPercentage(3.2));
    }
    assertThat(latencies.percentileNanos(1)).isEqualTo(spans[spans.length - 1]);
    assertThat(latencies.count()).isEqualTo(spans.length);
  }

  @Test
  void longSpansAreCounted() {
    for (long millis : new long[] {1, 900, 1100, 3000}) {
      latencies.add(millis * 1_000_000);
    }
    assertThat(latencies.countOver(1_000_000_000)).isEqualTo(2);
    assertThat(latencies.countOver(0)).isEqualTo(4);
    assertThat(latencies.countOver(Long.MAX_VALUE)).isZero();
  }

  @Test
  void spansOutOfRangeAreCountedAtItsEnds() {
    latencies.add(-5);
    latencies.add(Long.MAX_VALUE);
    assertThat(latencies.percentileNanos(0.5)).isZero();
    assertThat((double) latencies.maxNanos()).isCloseTo(1.1e12, within(1e10));
  }
}
