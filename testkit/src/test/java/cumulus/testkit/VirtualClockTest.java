package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

  @Test
  void timeMovesOnlyForward() {
    var clock = new VirtualClock();
    long start = clock.nanos();
    clock.advance(Duration.ofMillis(3));
    assertThat(clock.nanos() - start).isEqualTo(3_000_000);
    assertThatThrownBy(() -> clock.advanceTo(start)).isInstanceOf(IllegalArgumentException.class);
  }
}
