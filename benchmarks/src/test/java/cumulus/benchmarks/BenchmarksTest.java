package cumulus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Payload;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark once, or with {@code -Djmh=REGEX} those that match, to be believed. */
class BenchmarksTest {
  private static final String CHOSEN = System.getProperty("jmh", "");

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder().shouldFailOnError(true);
    if (CHOSEN.isEmpty()) {
      options
          .forks(0)
          .warmupIterations(0)
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(10))
          .verbosity(VerboseMode.SILENT);
    } else {
      options
          .include(CHOSEN)
          .forks(1)
          .warmupIterations(3)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(5)
          .measurementTime(TimeValue.seconds(1));
    }
    assertThat(new Runner(options.build()).run())
        .isNotEmpty()
        .allMatch(result -> result.getPrimaryResult().getScore() > 0);
  }

  @Test
  void theCrowdReceivesWhatIsSent() {
    var crowd = new Crowd(3);
    crowd.write(Payload.wrap(new byte[2048]));
    crowd.exchange();
    assertThat(crowd.received()).isEqualTo(3);
  }
}
