package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplayWindowTest {
  @Test
  void agreesWithASetOfAllNumbersSeen() {
    for (int seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      var window = new ReplayWindow();
      Set<Long> seen = new HashSet<>();
      long highest = 0;
      for (int i = 0; i < 5_000; i++) {
        long jump = random.nextInt(100) == 0 ? random.nextInt(3_000) : random.nextInt(3);
        long number =
            random.nextBoolean()
                ? highest + jump
                : Math.max(0, highest - random.nextInt(ReplayWindow.SIZE));
        boolean isNew = window.isNew(number);
        assertThat(isNew).isEqualTo(!seen.contains(number));
        if (isNew) {
          window.record(number);
          seen.add(number);
          highest = Math.max(highest, number);
        }
      }
    }
  }

  @Test
  void numbersTooFarBehindAreRefusedThoughNeverSeen() {
    var window = new ReplayWindow();
    window.record(10_000);

    assertThat(window.isNew(10_000 - ReplayWindow.SIZE)).isFalse();
    assertThat(window.isNew(10_000 - ReplayWindow.SIZE + 1)).isTrue();
    assertThat(ReplayWindow.SIZE).isGreaterThanOrEqualTo(64);
  }

  @Test
  void numbersAreUnsigned() {
    var window = new ReplayWindow();
    window.record(Long.MAX_VALUE);
    assertThat(window.isNew(Long.MIN_VALUE)).isTrue();
    window.record(Long.MIN_VALUE);
    assertThat(window.isNew(Long.MAX_VALUE)).isFalse();
    window.record(-1L);
    assertThat(window.isNew(-1L)).isFalse();
    assertThat(window.isNew(-2L)).isTrue();
    assertThat(window.isNew(0)).isFalse();
  }
}
