package cumulus.node.admin;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the loops through a bounded queue and writes them on a thread of its own, so
 * that a slow disk delays nobody. What finds no room is left out, counted, and said in the file.
 */
final class TraceWriter implements AutoCloseable {
  /** What may wait to be written. */
  private static final long MAX_WAITING_BYTES = 16L << 20;

  private static final long CLOSE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);

  /** Says in the file that it is not complete. */
  record EventsLeftOut(long count) {}

  private final TraceFile.Opener opener;

  /** An empty one is the end. */
  private final LinkedBlockingQueue<Optional<Waiting>> queue = new LinkedBlockingQueue<>();

  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final LongFunction<Instant> wallTime;
  private final Thread thread = Thread.ofPlatform().daemon().name("trace").unstarted(this::run);
  private Optional<TraceFile> file = Optional.empty();
  private boolean hasFailed;

  private record Waiting(TraceRecord record, int bytes) {}

  /** Begins the thread; the file is opened by the first record. */
  TraceWriter(TraceFile.Opener opener, LongFunction<Instant> wallTime) {
    this.opener = opener;
    this.wallTime = wallTime;
    thread.start();
  }

  /**
   * Any thread: queues a record.
   *
   * @param bytes what it keeps in memory, about
   */
  void add(TraceRecord record, int bytes) {
    if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-bytes);
      leftOut.incrementAndGet();
    } else {
      queue.add(Optional.of(new Waiting(record, bytes)));
    }
  }

  /** Writes what waits and closes the file. */
  @Override
  public void close() {
    queue.add(Optional.empty());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        write(next.get());
        if (queue.isEmpty()) {
          tellLeftOut();
        }
      }
      tellLeftOut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeFile();
    }
  }

  private void write(Waiting waiting) {
    waitingBytes.addAndGet(-waiting.bytes());
    TraceRecord record = waiting.record();
    write(TraceLine.of(record, wallTime.apply(record.atNanos())));
  }

  private void tellLeftOut() {
    long count = leftOut.getAndSet(0);
    if (count > 0) {
      var record =
          new TraceRecord(
              System.nanoTime(), 0, Optional.empty(), Optional.empty(), new EventsLeftOut(count));
      write(new Waiting(record, 0));
    }
  }

  private void write(String line) {
    try {
      if (file.isEmpty()) {
        file = Optional.of(opener.open());
      }
      file.get().write(line);
      hasFailed = false;
    } catch (IOException e) {
      if (!hasFailed) {
        hasFailed = true;
        LOG.warn("cannot write the trace: {}", String.valueOf(e.getMessage()));
      }
    }
  }

  private void closeFile() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      LOG.warn("cannot close the trace: {}", String.valueOf(e.getMessage()));
    }
  }
}
