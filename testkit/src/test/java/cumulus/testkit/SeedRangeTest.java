package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedRangeTest {

  private static SeedRange choose(Optional<Long> pinned, Map<String, String> properties) {
    return SeedRange.choose(1_000, pinned, name -> properties.getOrDefault(name, ""));
  }

  @Test
  void theAnnotationSaysHowMany() {
    assertThat(choose(Optional.empty(), Map.of())).isEqualTo(new SeedRange(0, 1_000));
  }

  @Test
  void propertiesReplaceNumberAndStart() {
    assertThat(choose(Optional.empty(), Map.of("seeds", "100000", "seeds.from", "-7")))
        .isEqualTo(new SeedRange(-7, 100_000));
  }

  @Test
  void aReplayedSeedRunsAlone() {
    assertThat(choose(Optional.of(4L), Map.of("seed", "17", "seeds", "5")))
        .isEqualTo(new SeedRange(17, 1));
    assertThat(choose(Optional.of(4L), Map.of("seeds", "5"))).isEqualTo(new SeedRange(4, 1));
  }

  @Test
  void aPropertyThatIsNoNumberIsNamed() {
    assertThatThrownBy(() -> choose(Optional.empty(), Map.of("seeds", "many")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-Dseeds must be a number: many");
    assertThatThrownBy(() -> choose(Optional.empty(), Map.of("seeds", "0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRangeReadsWell() {
    assertThat(new SeedRange(5, 10)).hasToString("seeds 5 to 14");
    assertThat(new SeedRange(5, 1)).hasToString("seed 5");
  }
}
