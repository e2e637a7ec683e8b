package cumulus.transport;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs an {@link Actor}: commands from its mailbox, then what is due, then sleep
 * until a command or the next deadline. The application thread is one. An error of our own out of
 * one command is reported and the thread lives on.
 *
 * @param <C> commands of the actor
 */
public final class MailboxThread<C> implements AutoCloseable {
  private static final int MAX_COMMANDS_PER_TURN = 1024;
  private static final long MAX_SLEEP_NANOS = 1_000_000_000L;
  private static final long FAILURE_SLEEP_NANOS = 1_000_000L;
  private static final Duration STOP_SLACK = Duration.ofSeconds(1);

  private final String name;
  private final Duration stopTime;
  private final Mailbox<C> mailbox;
  private final Guard guard;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final AtomicBoolean isStopAsked = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Consumer<C> onCommand = this::handle;
  private @Nullable Actor<C> actor;
  private long nowNanos;
  private boolean hasFailed;

  /**
   * A thread not yet begun.
   *
   * @param capacity commands that may wait; a power of two
   * @param stopTime longest wait for the actor to stop
   */
  public MailboxThread(String name, int capacity, Duration stopTime, FailureHandler failures) {
    this.name = name;
    this.stopTime = stopTime;
    this.mailbox = new Mailbox<>(capacity, this::unpark);
    this.guard = new Guard(name, failures);
  }

  /** Begins the thread; once. */
  public void start(Actor<C> runs) {
    Thread begun = Thread.ofPlatform().name(name).unstarted(() -> run(runs));
    if (!thread.compareAndSet(null, begun)) {
      throw new IllegalStateException(name + " was started before");
    }
    begun.start();
  }

  /** Any thread: queues a command. False, and counted, when the mailbox is full. */
  public boolean post(C command) {
    return mailbox.offer(command);
  }

  /**
   * Any thread: ends the sleep of the actor, which has something to do that is no command: its
   * {@link Actor#untilDueNanos} says so by then.
   */
  public void wake() {
    unpark();
  }

  /** Any thread: asks the actor to stop; the thread ends when it has, or after the stop time. */
  public void stop() {
    isStopAsked.set(true);
    unpark();
  }

  /** {@link #stop}, then waits for the end. */
  @Override
  public void close() {
    stop();
    if (thread.get() == null) {
      return;
    }
    try {
      if (!ended.await(stopTime.plus(STOP_SLACK).toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(name + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Errors of our own survived so far. */
  public long failures() {
    return guard.failures();
  }

  /** Commands in the mailbox now. */
  public int waiting() {
    return mailbox.size();
  }

  /** Commands lost because the mailbox was full. */
  public long refused() {
    return mailbox.refused();
  }

  private void unpark() {
    LockSupport.unpark(thread.get());
  }

  private void run(Actor<C> runs) {
    try {
      actor = runs;
      nowNanos = System.nanoTime();
      attempt("starting", () -> runs.start(nowNanos));
      runTurns(runs);
    } finally {
      ended.countDown();
    }
  }

  private void runTurns(Actor<C> runs) {
    boolean isStopping = false;
    long stopByNanos = 0;
    Runnable advance = () -> runs.advance(nowNanos);
    while (true) {
      nowNanos = System.nanoTime();
      hasFailed = false;
      if (!isStopping && isStopAsked.get()) {
        isStopping = true;
        stopByNanos = nowNanos + stopTime.toNanos();
        // What was posted before the stop was asked for happens before it.
        mailbox.drain(mailbox.capacity(), onCommand);
        attempt("stopping", () -> runs.stop(nowNanos));
      }
      int commands = mailbox.drain(MAX_COMMANDS_PER_TURN, onCommand);
      attempt("timers", advance);
      if (isStopping
          && (mailbox.isEmpty() && runs.isStopped(nowNanos) || nowNanos - stopByNanos >= 0)) {
        return;
      }
      if (commands < MAX_COMMANDS_PER_TURN) {
        sleep(runs);
      }
    }
  }

  private void sleep(Actor<C> runs) {
    long nanos = hasFailed ? FAILURE_SLEEP_NANOS : runs.untilDueNanos(nowNanos);
    if (nanos > 0 && mailbox.tryToSleep()) {
      LockSupport.parkNanos(this, Math.min(nanos, MAX_SLEEP_NANOS));
    }
    mailbox.awake();
  }

  private void handle(C command) {
    try {
      if (actor != null) {
        actor.handle(nowNanos, command);
      }
    } catch (RuntimeException | Error e) {
      failed("command " + command.getClass().getSimpleName(), e);
    }
  }

  private void attempt(String activity, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failed(activity, e);
    }
  }

  private void failed(String activity, Throwable failure) {
    hasFailed = true;
    guard.failed(nowNanos, activity, failure);
  }
}
