package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final Mailbox<Integer> mailbox = new Mailbox<>(8, wakeUps::incrementAndGet);

  @Test
  void commandsComeInTheOrderOfTheirPoster() {
    for (int i = 0; i < 5; i++) {
      assertThat(mailbox.offer(i)).isTrue();
    }
    var taken = new ArrayList<Integer>();
    assertThat(mailbox.size()).isEqualTo(5);
    assertThat(mailbox.drain(3, taken::add)).isEqualTo(3);
    assertThat(mailbox.size()).isEqualTo(2);
    assertThat(mailbox.drain(100, taken::add)).isEqualTo(2);
    assertThat(taken).containsExactly(0, 1, 2, 3, 4);
    assertThat(mailbox.isEmpty()).isTrue();
  }

  @Test
  void aFullMailboxRefusesAndCounts() {
    for (int i = 0; i < 8; i++) {
      assertThat(mailbox.offer(i)).isTrue();
    }
    assertThat(mailbox.offer(8)).isFalse();
    assertThat(mailbox.refused()).isEqualTo(1);
    var taken = new ArrayList<Integer>();
    mailbox.drain(1, taken::add);
    assertThat(mailbox.offer(9)).isTrue();
    mailbox.drain(100, taken::add);
    assertThat(taken).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 9);
  }

  @Test
  void onlyASleepingOwnerIsWoken() {
    mailbox.offer(1);
    assertThat(mailbox.tryToSleep()).as("a command waits").isFalse();
    assertThat(wakeUps).hasValue(0);
    mailbox.drain(10, _ -> {});
    assertThat(mailbox.tryToSleep()).isTrue();
    mailbox.offer(2);
    mailbox.offer(3);
    assertThat(wakeUps).as("woken once").hasValue(1);
    mailbox.drain(10, _ -> {});
    mailbox.awake();
    mailbox.offer(4);
    assertThat(wakeUps).hasValue(1);
  }

  @Test
  void aThrowingHandlerLosesOnlyItsOwnCommand() {
    mailbox.offer(1);
    mailbox.offer(2);
    assertThatThrownBy(
            () ->
                mailbox.drain(
                    10,
                    _ -> {
                      throw new IllegalStateException("once");
                    }))
        .hasMessage("once");
    var taken = new ArrayList<Integer>();
    mailbox.drain(10, taken::add);
    assertThat(taken).containsExactly(2);
  }

  @Test
  void manyPostersLoseNothingAndKeepTheirOrder() throws InterruptedException {
    int posters = 4;
    int each = 20_000;
    var shared = new Mailbox<int[]>(64, () -> {});
    var threads = new ArrayList<Thread>();
    for (int p = 0; p < posters; p++) {
      int poster = p;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      while (!shared.offer(new int[] {poster, i})) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
    int[] next = new int[posters];
    List<int[]> wrong = new ArrayList<>();
    int total = 0;
    while (total < posters * each
        && threads.stream().anyMatch(t -> t.isAlive() || !shared.isEmpty())) {
      total +=
          shared.drain(
              64,
              c -> {
                if (next[c[0]]++ != c[1]) {
                  wrong.add(c);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    total += shared.drain(64, c -> next[c[0]]++);
    assertThat(wrong).isEmpty();
    assertThat(total).isEqualTo(posters * each);
  }

  @Test
  void aCapacityThatIsNoPowerOfTwoIsRefused() {
    assertThatThrownBy(() -> new Mailbox<Integer>(6, () -> {})).hasMessageContaining("6");
  }
}
