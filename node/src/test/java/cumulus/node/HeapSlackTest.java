package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapSlackTest {
  private static final long MB = 1 << 20;

  private final HeapSlack slack = new HeapSlack();

  @Test
  void whatARushLeftIsGivenBackWhenTheHeapNoLongerGrows() {
    assertThat(look(50, 100)).as("growing").isFalse();
    assertThat(look(60, 200)).as("growing").isFalse();
    assertThat(look(70, 200)).isTrue();
    assertThat(look(60, 90)).isFalse();
    assertThat(look(60, 90)).as("half of what is used is free").isFalse();
  }

  @Test
  void aSmallHeapIsLeftAlone() {
    assertThat(look(5, 36)).isFalse();
    assertThat(look(5, 36)).isFalse();
    assertThat(look(5, 50)).isFalse();
    assertThat(look(5, 50)).isTrue();
  }

  @Test
  void whatComesBackAfterEveryCollectionIsCollectedSeldom() {
    int collections = 0;
    for (int i = 0; i < 1000; i++) {
      collections += look(50, 200) ? 1 : 0;
    }
    assertThat(collections).isBetween(15, 25);
    for (int i = 0; i < HeapSlack.MOST_PATIENCE; i++) {
      look(50, 60);
    }
    look(50, 200);
    assertThat(look(50, 200)).as("after a long calm").isTrue();
  }

  private boolean look(long usedMb, long committedMb) {
    return slack.isWorthCollecting(usedMb * MB, committedMb * MB);
  }
}
