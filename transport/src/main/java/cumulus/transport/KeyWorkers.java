package cumulus.transport;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.KeyJob;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A small pool of daemon threads for key agreements, which cost as much as hundreds of packets.
 * Source hosts take turns, so that one that begins many handshakes delays itself only. Jobs for
 * nobody yet are run when no other waits. The number of waiting jobs is bounded by the endpoints
 * that give them out ({@code Limits.keyAgreements} each, and one for nobody).
 */
public final class KeyWorkers implements AutoCloseable {
  private record Source(long high, long low) {}

  private record Task(KeyJob job, Consumer<KeyJob> whenDone) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hasWork = lock.newCondition();
  private final Map<Source, ArrayDeque<Task>> waiting = new LinkedHashMap<>();
  private final ArrayDeque<Task> forNobody = new ArrayDeque<>();
  private final FailureHandler failures;
  private boolean isClosed;

  /** Begins the threads: as many as asked for, at least one. */
  public KeyWorkers(int threads, FailureHandler failures) {
    this.failures = failures;
    for (int i = 0; i < Math.max(1, threads); i++) {
      Thread.ofPlatform().daemon().name("keys-" + i).start(this::work);
    }
  }

  /**
   * Any thread: queues a job. {@code whenDone} is called on a worker after it ran; it should post
   * to the loop that the job came from. After {@link #close} the job is dropped: its loop ends too.
   */
  public void submit(KeyJob job, Consumer<KeyJob> whenDone) {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      lineOf(job.source()).add(new Task(job, whenDone));
      hasWork.signal();
    } finally {
      lock.unlock();
    }
  }

  private ArrayDeque<Task> lineOf(Optional<Address> source) {
    return source
        .map(from -> new Source(from.high(), from.low()))
        .map(host -> waiting.computeIfAbsent(host, _ -> new ArrayDeque<>()))
        .orElse(forNobody);
  }

  /** Jobs not begun yet that somebody waits for. */
  public int waitingCount() {
    lock.lock();
    try {
      return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads after the jobs in hand. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      waiting.clear();
      forNobody.clear();
      hasWork.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      for (Optional<Task> task = next(); task.isPresent(); task = next()) {
        run(task.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a job; empty when the pool is closed. */
  private Optional<Task> next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && forNobody.isEmpty()) {
        if (isClosed) {
          return Optional.empty();
        }
        hasWork.await();
      }
      return Optional.of(takeNext());
    } finally {
      lock.unlock();
    }
  }

  /** The oldest job of the host whose turn it is; the host goes to the end of the line. */
  private Task takeNext() {
    if (waiting.isEmpty()) {
      return forNobody.removeFirst();
    }
    var first = waiting.entrySet().iterator().next();
    waiting.remove(first.getKey());
    Task task = first.getValue().removeFirst();
    if (!first.getValue().isEmpty()) {
      waiting.put(first.getKey(), first.getValue());
    }
    return task;
  }

  private void run(Task task) {
    try {
      task.job().run();
    } catch (RuntimeException | Error e) {
      failures.onFailure(Thread.currentThread().getName(), "a key agreement", e);
    } finally {
      // Also after a failure: the endpoint counts the job as pending until it is back.
      task.whenDone().accept(task.job());
    }
  }
}
