package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlowSyncBarrierTest {
  private final List<String> calls = new ArrayList<>();
  private final FlowSyncBarrier<String> barrier =
      new FlowSyncBarrier<>(flow -> calls.add("hold " + flow), flow -> calls.add("free " + flow));

  @Test
  void flashProfileCheck10_flowsAreHeldUntilTheLastHasComeAndGoOnInOrder() {
    assertThat(barrier.onSync("audio", 7, 3)).isTrue();
    assertThat(barrier.onSync("video", 7, 3)).isTrue();
    assertThat(barrier.isHeld("audio")).isTrue();
    assertThat(barrier.onSync("data", 7, 3)).isFalse();
    assertThat(calls).containsExactly("hold audio", "hold video", "free audio", "free video");
    assertThat(barrier.isHeld("audio")).isFalse();
  }

  @Test
  void flashProfileCheck10_aDeadFlowReleasesTheBarrier() {
    barrier.onSync("audio", 7, 3);
    barrier.onSync("video", 7, 3);
    barrier.onFlowEnded("data");
    assertThat(calls).containsExactly("hold audio", "hold video", "free audio", "free video");
    assertThat(barrier.onSync("data", 8, 2)).isTrue();
    barrier.onFlowEnded("data");
    assertThat(calls).hasSize(5);
  }

  @Test
  void aStragglerOfABarrierThatWasGivenUpIsNotHeld() {
    barrier.onSync("audio", 7, 3);
    barrier.onFlowEnded("other");
    assertThat(barrier.onSync("video", 7, 3)).isFalse();
    assertThat(barrier.onSync("data", 7, 3)).isFalse();
    assertThat(barrier.onSync("audio", 7, 3)).isTrue();
  }

  @Test
  void aCountOfOneHoldsNothing() {
    assertThat(barrier.onSync("audio", 7, 1)).isFalse();
    assertThat(barrier.onSync("audio", 7, 0)).isFalse();
    assertThat(calls).isEmpty();
  }

  @Test
  void pendingBarriersAreBounded() {
    for (int i = 0; i <= FlowSyncBarrier.MAX_PENDING; i++) {
      barrier.onSync("flow" + i, i, 1_000_000);
    }
    assertThat(calls).last().isEqualTo("free flow0");
    assertThat(barrier.isHeld("flow0")).isFalse();
    assertThat(barrier.isHeld("flow1")).isTrue();
  }

  @Test
  void aReleaseByTimeFreesThoseThatWaitTogether() {
    barrier.onSync("audio", 7, 3);
    barrier.onSync("video", 7, 3);
    barrier.onSync("other", 9, 2);
    barrier.release("video");
    assertThat(calls).endsWith("free audio", "free video").hasSize(5);
    assertThat(barrier.isHeld("other")).isTrue();
  }
}
