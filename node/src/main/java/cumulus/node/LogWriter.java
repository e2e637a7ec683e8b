package cumulus.node;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that writes log entries to the file and, where there is one, the console, so that a slow
 * disk costs lines and never keeps a transport loop waiting. What did not fit is counted and said.
 */
final class LogWriter implements AutoCloseable {
  private static final int MAX_WAITING = 1 << 13;
  private static final Duration CLOSE_TIME = Duration.ofSeconds(2);
  private static final long TICK_MILLIS = 1_000;
  private static final LogRecord END =
      new LogRecord(Instant.EPOCH, LogLevel.NOTHING, "", 0, "", 0, "");

  private final ArrayBlockingQueue<LogRecord> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final LogRepeats repeats = new LogRepeats();
  private final LogFile file;
  private final Config.LogFormat format;
  private final Optional<PrintStream> console;
  private final ZoneId zone;
  private final Thread thread;
  private volatile boolean isClosed;
  private boolean hasFailed;

  LogWriter(LogFile file, Config.LogFormat format, Optional<PrintStream> console, ZoneId zone) {
    this.file = file;
    this.format = format;
    this.console = console;
    this.zone = zone;
    this.thread = Thread.ofPlatform().daemon().name("log").unstarted(this::run);
  }

  /** Begins the thread; once. */
  void start() {
    thread.start();
  }

  /** Any thread; never waits. */
  void write(LogRecord entry) {
    if (!waiting.offer(entry)) {
      lost.incrementAndGet();
    }
  }

  /** Writes what waits, within a bound of time, and closes the file. */
  @Override
  public void close() {
    isClosed = true;
    // Wakes the thread; an interrupt would close the file under its hands.
    var _ = waiting.offer(END);
    try {
      thread.join(CLOSE_TIME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isClosed) {
      try {
        take(
            repeats.isCounting()
                ? waiting.poll(TICK_MILLIS, TimeUnit.MILLISECONDS)
                : waiting.take());
      } catch (InterruptedException e) {
        break;
      }
      repeats.due(Instant.now()).ifPresent(this::print);
    }
    for (LogRecord entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      take(entry);
    }
    repeats.count().ifPresent(this::print);
    try {
      file.close();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void take(@Nullable LogRecord entry) {
    if (entry == null || entry.level() == LogLevel.NOTHING) {
      return;
    }
    long missing = lost.getAndSet(0);
    repeats.next(entry).forEach(this::print);
    if (missing > 0) {
      print(entry.followedBy(Instant.now(), missing + " lines were lost: the disk is too slow"));
    }
  }

  private void print(LogRecord entry) {
    // A fatal line ends the program, which says it itself.
    if (entry.level() != LogLevel.FATAL) {
      console.ifPresent(screen -> screen.print(LogLine.forConsole(entry)));
    }
    try {
      file.write(
          switch (format) {
            case TEXT -> LogLine.forFile(entry, zone);
            case JSON -> LogLine.json(entry, zone);
          });
      hasFailed = false;
    } catch (IOException e) {
      failed(e);
    }
  }

  /** A full disk must not end the server; it is told once where somebody may see it. */
  private void failed(IOException why) {
    if (!hasFailed) {
      hasFailed = true;
      console.ifPresent(screen -> screen.println("ERROR  cannot write the log: " + why));
    }
  }
}
