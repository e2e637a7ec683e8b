package cumulus.script.lua;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Interrupts calls into Lua that run too long or use too much memory, and reports those that cannot
 * be interrupted. A thread looks every 10 ms while there are calls; a call that is overdue gets a
 * count hook, which {@code lua_sethook} may set from any thread, and which then raises an error at
 * every instruction until the call has ended: also in coroutines, and through any number of pcalls.
 *
 * <p>The hook is a Lua function. Its C address is learned once by setting it in Lua; setting it
 * again from Java costs a script nothing until it happens.
 */
public final class LuaGuard implements AutoCloseable {
  private static final long PERIOD_NANOS = 10_000_000L;
  private static final int HANG_LIMITS = 3;

  /** Periods without a call after which the watching thread sleeps until the next one. */
  private static final int QUIET_PERIODS = 3;

  private static final int MASK_COUNT = 8;

  /** What must be free after a collection for a call to go on, as a part of the memory. */
  private static final int MARGIN = 8;

  /** Two bits of {@link #call}; the others count calls. */
  private static final int PHASE_BITS = 2;

  private static final int PHASE_MASK = 3;
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int FIRING = 2;
  private static final int FIRED = 3;

  private final LuaState state;
  private final long timeLimitNanos;
  private final long memoryBytes;
  private final Consumer<String> onHang;
  private final long hook;
  private final AtomicLong call = new AtomicLong();
  private final Thread watcher;
  private volatile boolean isExcused;
  private volatile boolean isOverMemory;
  private volatile boolean isClosed;
  private volatile boolean isAsleep;

  /** Written before {@link #call}, read after it. */
  private String activity = "";

  private long number;
  private int depth;
  private String decided = "";

  /**
   * Begins to watch. The hook function must have been set with {@code debug.sethook} before; it is
   * taken away, and comes back when a call is overdue.
   *
   * @param timeLimitNanos of one call, 0 for none
   * @param memoryBytes of the whole state
   * @param onHang told once about a call that goes on for three limits; on the thread that watches
   */
  public LuaGuard(LuaState state, long timeLimitNanos, long memoryBytes, Consumer<String> onHang) {
    this.state = state;
    this.timeLimitNanos = timeLimitNanos;
    this.memoryBytes = memoryBytes;
    this.onHang = onHang;
    this.hook = state.api().gethook(state.stack().state());
    disarm();
    watcher = Thread.ofPlatform().daemon().name("script-watch").unstarted(this::watch);
  }

  /** Begins the thread. */
  public void start() {
    watcher.start();
  }

  /** A call into Lua begins; calls within it belong to it. */
  public void begin(String what) {
    if (depth++ == 0) {
      activity = what;
      call.set(++number << PHASE_BITS | RUNNING);
      if (isAsleep) {
        LockSupport.unpark(watcher);
      }
    }
  }

  /** The call has ended. */
  public void end() {
    if (--depth > 0) {
      return;
    }
    long running = number << PHASE_BITS | RUNNING;
    if (!call.compareAndSet(running, number << PHASE_BITS)) {
      while ((call.get() & PHASE_MASK) == FIRING) {
        Thread.onSpinWait();
      }
      disarm();
      decided = "";
      call.set(number << PHASE_BITS | IDLE);
    }
  }

  /** What follows until {@link #count} does not count for the time limit: a name look-up. */
  public void excuse() {
    isExcused = true;
  }

  public void count() {
    isExcused = false;
  }

  /**
   * Asked by the hook: why the call is to end. Empty if there is no reason any more: what filled
   * the memory was garbage.
   */
  public Optional<String> reason() {
    if (decided.isEmpty() && isOverMemory) {
      state.collect();
      if (state.memoryBytes() < memoryBytes - memoryBytes / MARGIN) {
        disarm();
        call.set(number << PHASE_BITS | RUNNING);
        return Optional.empty();
      }
    }
    if (decided.isEmpty()) {
      decided =
          isOverMemory
              ? activity + " uses more than " + (memoryBytes >> 20) + " MiB (script.memory)"
              : activity + " ran longer than " + seconds(timeLimitNanos) + " s (script.timeLimit)";
    }
    return Optional.of(decided);
  }

  /** True while a call is being interrupted. */
  public boolean isInterrupting() {
    return (call.get() & PHASE_MASK) == FIRED;
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(watcher);
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    long watched = 0;
    long elapsedNanos = 0;
    int quietPeriods = 0;
    boolean isHanging = false;
    long last = System.nanoTime();
    while (!isClosed) {
      if (quietPeriods < QUIET_PERIODS) {
        LockSupport.parkNanos(this, PERIOD_NANOS);
      } else {
        sleepUntilCalled();
        quietPeriods = 0;
      }
      long now = System.nanoTime();
      long seen = call.get();
      long seenNumber = seen >>> PHASE_BITS;
      boolean isIdle = (seen & PHASE_MASK) == IDLE;
      quietPeriods = isIdle && seenNumber == watched ? quietPeriods + 1 : 0;
      if (isIdle || seenNumber != watched) {
        watched = seenNumber;
        elapsedNanos = 0;
        isHanging = false;
      } else if (!isExcused) {
        elapsedNanos += now - last;
      }
      last = now;
      boolean isOverdue = timeLimitNanos > 0 && elapsedNanos >= timeLimitNanos;
      if ((seen & PHASE_MASK) == RUNNING) {
        boolean isTooLarge = state.memoryBytes() > memoryBytes;
        if (isOverdue || isTooLarge) {
          fire(seen, isTooLarge && !isOverdue);
        }
      }
      if (isOverdue && !isHanging && elapsedNanos >= HANG_LIMITS * timeLimitNanos) {
        isHanging = true;
        onHang.accept(activity);
      }
    }
  }

  /** A call that begins after the look at {@link #call} finds the flag, and wakes. */
  private void sleepUntilCalled() {
    isAsleep = true;
    while ((call.get() & PHASE_MASK) == IDLE && !isClosed) {
      LockSupport.park(this);
    }
    isAsleep = false;
  }

  private void fire(long seen, boolean forMemory) {
    long base = seen & ~PHASE_MASK;
    if (call.compareAndSet(seen, base | FIRING)) {
      isOverMemory = forMemory;
      state.api().sethook(state.stack().state(), hook, MASK_COUNT, 1);
      call.set(base | FIRED);
    }
  }

  private void disarm() {
    state.api().sethook(state.stack().state(), 0, 0, 0);
  }

  private static String seconds(long nanos) {
    double seconds = nanos / 1e9;
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }
}
