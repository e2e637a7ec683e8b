package cumulus.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class SeedsTest {

  /** Set while the engine below runs the samples; some of them are made to fail. */
  private static final String RUNS = "seeds.samples";

  /** Run by the engine below only. */
  @EnabledIfSystemProperty(named = RUNS, matches = "true")
  static class Samples {
    static final List<Long> SEEN = new ArrayList<>();

    @Seeds(20)
    void passes(TestInfo info, long seed) {
      assertThat(info.getDisplayName()).contains("seeds 0 to 19");
      SEEN.add(seed);
    }

    @Seeds(20)
    void failsAt13(long seed) {
      SEEN.add(seed);
      assertThat(seed).isNotEqualTo(13);
    }

    @Seed(13)
    @Seeds(20)
    void pinned(long seed) {
      SEEN.add(seed);
    }

    @Seeds(20)
    void wantsAnInt(int seed) {
      SEEN.add((long) seed);
    }
  }

  /** Runs a sample, with these parameters in place of what this build was started with. */
  private static EngineExecutionResults run(String method, String parameters, String seed) {
    Samples.SEEN.clear();
    System.setProperty(RUNS, "true");
    try {
      return EngineTestKit.engine("junit-jupiter")
          .configurationParameter("seed", seed)
          .configurationParameter("seeds", "")
          .configurationParameter("seeds.from", "")
          .selectors(selectMethod(Samples.class.getName(), method, parameters))
          .execute();
    } finally {
      System.clearProperty(RUNS);
    }
  }

  @Test
  void allSeedsRunWithinOneTestBesideOtherParameters() {
    run("passes", "org.junit.jupiter.api.TestInfo,long", "")
        .testEvents()
        .assertStatistics(all -> all.started(1).succeeded(1));
    assertThat(Samples.SEEN).hasSize(20).startsWith(0L, 1L).endsWith(19L);
  }

  @Test
  void theFirstFailingSeedIsNamedWithItsReplay() {
    var results = run("failsAt13", "long", "");
    results.testEvents().assertStatistics(all -> all.started(1).failed(1));
    assertThat(Samples.SEEN).hasSize(14);
    var failure =
        results.testEvents().failed().stream()
            .findFirst()
            .orElseThrow()
            .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
            .getThrowable()
            .orElseThrow();
    assertThat(failure)
        .hasMessageContaining("seed 13 failed")
        .hasMessageContaining("-Dtest=Samples#failsAt13 -Dseed=13")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void thePropertyReplaysOneSeed() {
    run("failsAt13", "long", "13").testEvents().assertStatistics(all -> all.failed(1));
    assertThat(Samples.SEEN).containsExactly(13L);
  }

  @Test
  void aPinnedSeedRunsAlone() {
    run("pinned", "long", "").testEvents().assertStatistics(all -> all.succeeded(1));
    assertThat(Samples.SEEN).containsExactly(13L);
  }

  @Test
  void aMethodWithoutALongIsRefused() {
    run("wantsAnInt", "int", "").containerEvents().assertStatistics(all -> all.failed(1));
    assertThat(Samples.SEEN).isEmpty();
  }
}
