package cumulus.server;

import java.util.HashMap;
import java.util.Map;

/**
 * Has a publisher send less while most of its listeners lag: one that sends as fast as it can is
 * brought to the speed at which its messages are delivered, instead of having most of them dropped.
 * For a bounded time: where the listeners' networks are slower than a live stream, it must not wait
 * for them but go on, and frames are dropped for those who are late.
 */
final class Restraint {
  /** What a restraint changes. */
  interface Brake {
    void set(boolean isOn);
  }

  private record Loop(int lagging, int listeners) {}

  /** Delay that a live stream may gain in this way. */
  static final long MOST_NANOS = 250_000_000L;

  private final Timers timers;
  private final Brake brake;
  private final Map<Integer, Loop> loops = new HashMap<>();
  private Timers.Timer end = Timers.Timer.NONE;
  private boolean isOn;
  private boolean isSpent;

  Restraint(Timers timers, Brake brake) {
    this.timers = timers;
    this.brake = brake;
  }

  boolean isOn() {
    return isOn;
  }

  /** So many listeners lag on a loop, of so many there. */
  void lags(int loop, int lagging, int listeners) {
    loops.put(loop, new Loop(lagging, listeners));
    if (!doMostLag()) {
      isSpent = false;
      end();
    } else if (!isOn && !isSpent) {
      end = timers.in(MOST_NANOS, this::spend);
      set(true);
    }
  }

  /** Nothing holds the publisher any more. */
  void end() {
    end.cancel();
    set(false);
  }

  private boolean doMostLag() {
    int lagging = 0;
    int listeners = 0;
    for (Loop each : loops.values()) {
      lagging += each.lagging;
      listeners += each.listeners;
    }
    return 2 * lagging > listeners;
  }

  private void spend() {
    isSpent = true;
    set(false);
  }

  private void set(boolean wanted) {
    if (isOn != wanted) {
      isOn = wanted;
      brake.set(wanted);
    }
  }
}
