package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.server.LoopStatistics;
import cumulus.testkit.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StoryTest {
  private static final Duration SPAN = Duration.ofSeconds(9);

  @Seeds(600)
  void whateverPeopleDoAndNetworksLoseTheInvariantsHold(long seed) {
    new Story(seed).run(SPAN);
  }

  @Test
  void aStoryIsTheSameEachTimeItIsTold() {
    for (long seed = 0; seed < 4; seed++) {
      var first = new Story(seed).run(SPAN);
      var again = new Story(seed).run(SPAN);
      assertThat(again.cluster.historyHash()).isEqualTo(first.cluster.historyHash());
      assertThat(again.watch.mediaEvents).isEqualTo(first.watch.mediaEvents);
    }
  }

  @Test
  void theStoriesAreWorthTelling() {
    long frames = 0;
    long accepted = 0;
    for (long seed = 0; seed < 10; seed++) {
      var story = new Story(seed).run(SPAN);
      accepted += story.watch.accepted;
      frames += story.cluster.server.total(LoopStatistics::messagesOut);
    }
    assertThat(accepted).isGreaterThan(10);
    assertThat(frames).isGreaterThan(3000);
  }
}
