package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.KeyJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyWorkersTest {
  private record Job(Optional<Address> source, String name, CountDownLatch gate) implements KeyJob {
    Job(Address source, String name, CountDownLatch gate) {
      this(Optional.of(source), name, gate);
    }

    @Override
    public void run() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (name.startsWith("bad")) {
        throw new IllegalStateException(name);
      }
    }
  }

  private static final Address GREEDY = Address.ipv4(0x0a000001, 1000);
  private static final Address MODEST = Address.ipv4(0x0a000002, 1000);
  private final LinkedBlockingQueue<KeyJob> done = new LinkedBlockingQueue<>();
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void hostsTakeTurns() throws InterruptedException {
    var gate = new CountDownLatch(1);
    try (var workers = new KeyWorkers(1, (_, _, e) -> failures.add(e))) {
      workers.submit(new Job(GREEDY, "first", gate), done::add);
      while (workers.waitingCount() > 0) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 3; i++) {
        // The port does not make another host of it.
        workers.submit(new Job(Address.ipv4(0x0a000001, 2000 + i), "greedy" + i, gate), done::add);
      }
      workers.submit(new Job(MODEST, "modest", gate), done::add);
      gate.countDown();
      assertThat(take(5)).containsExactly("first", "greedy0", "modest", "greedy1", "greedy2");
    }
  }

  @Test
  void jobsForNobodyWaitUntilNoOtherDoes() throws InterruptedException {
    var gate = new CountDownLatch(1);
    try (var workers = new KeyWorkers(1, (_, _, e) -> failures.add(e))) {
      workers.submit(new Job(GREEDY, "first", gate), done::add);
      while (workers.waitingCount() > 0) {
        Thread.onSpinWait();
      }
      workers.submit(new Job(Optional.empty(), "ahead", gate), done::add);
      assertThat(workers.waitingCount()).isZero();
      workers.submit(new Job(GREEDY, "greedy", gate), done::add);
      workers.submit(new Job(MODEST, "modest", gate), done::add);
      gate.countDown();
      assertThat(take(4)).containsExactly("first", "greedy", "modest", "ahead");
    }
  }

  @Test
  void aFailedJobComesBackToo() throws InterruptedException {
    var open = new CountDownLatch(0);
    try (var workers = new KeyWorkers(1, (_, _, e) -> failures.add(e))) {
      workers.submit(new Job(GREEDY, "bad", open), done::add);
      workers.submit(new Job(GREEDY, "good", open), done::add);
      assertThat(take(2)).containsExactly("bad", "good");
    }
    assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("bad"));
  }

  private List<String> take(int count) throws InterruptedException {
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      if (done.poll(5, TimeUnit.SECONDS) instanceof Job job) {
        names.add(job.name());
      }
    }
    return names;
  }
}
