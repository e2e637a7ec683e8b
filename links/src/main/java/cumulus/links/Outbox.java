package cumulus.links;

import cumulus.links.wire.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait to be written to one link, bounded in bytes and in age. The application thread
 * puts them in without waiting; the writer, a thread of its own, takes them out.
 */
final class Outbox {
  private static final int BUFFER_BYTES = 64 << 10;

  /** What a waiting frame costs beside its bytes. */
  private static final int FRAME_OVERHEAD = 64;

  private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;
  private final long maxNanos;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private volatile @Nullable Thread writer;
  private volatile boolean isFinishing;

  private record Waiting(Frame frame, long sinceNanos) {
    int cost() {
      return frame.size() + FRAME_OVERHEAD;
    }
  }

  Outbox(long maxBytes, long maxNanos) {
    this.maxBytes = maxBytes;
    this.maxNanos = maxNanos;
  }

  /** Queues a frame; answers why it cannot be, and then the link is to be ended. */
  Optional<String> offer(Frame frame, long nowNanos) {
    Waiting oldest = queue.peek();
    if (oldest != null && nowNanos - oldest.sinceNanos >= maxNanos) {
      return Optional.of(
          "it has not read for " + maxNanos / 1_000_000_000L + " s what waits to be sent to it");
    }
    var waiting = new Waiting(frame, nowNanos);
    if (bytes.get() + waiting.cost() > maxBytes) {
      return Optional.of(
          "it does not keep up: more than " + maxBytes + " bytes wait to be sent to it");
    }
    bytes.addAndGet(waiting.cost());
    queue.add(waiting);
    LockSupport.unpark(writer);
    return Optional.empty();
  }

  /** Bytes that wait. */
  long bytes() {
    return bytes.get();
  }

  /** Nothing more will come: the writer ends when it has written what waits. */
  void finish() {
    isFinishing = true;
    LockSupport.unpark(writer);
  }

  /** The writer: writes until {@link #finish}, an interrupt, or an error. */
  void writeTo(OutputStream out) throws IOException {
    writer = Thread.currentThread();
    while (!Thread.currentThread().isInterrupted()) {
      Waiting next = queue.poll();
      if (next != null) {
        write(out, next.frame.head());
        write(out, next.frame.body());
        bytes.addAndGet(-next.cost());
        continue;
      }
      flush(out);
      if (isFinishing && queue.isEmpty()) {
        return;
      }
      if (queue.isEmpty()) {
        LockSupport.park(this);
      }
    }
  }

  /** Small pieces share a write; a large one is cut, so that no layer below copies it whole. */
  private void write(OutputStream out, byte[] piece) throws IOException {
    int done = 0;
    while (done < piece.length) {
      int count = Math.min(piece.length - done, BUFFER_BYTES - buffered);
      System.arraycopy(piece, done, buffer, buffered, count);
      buffered += count;
      done += count;
      if (buffered == BUFFER_BYTES) {
        flush(out);
      }
    }
  }

  private void flush(OutputStream out) throws IOException {
    int count = buffered;
    buffered = 0;
    if (count > 0) {
      out.write(buffer, 0, count);
    }
  }
}
