package cumulus.server;

import cumulus.rtmfp.Session;
import java.util.function.Consumer;

/**
 * Whether a client that others look for still answers. Whoever is introduced or has been quiet for
 * long is pinged; five unanswered seconds make it silent, so that nobody is sent to it, until it is
 * heard again. That is far sooner than its session is given up.
 */
final class Reachability {
  private static final long PING_NANOS = 1_000_000_000L;

  private static final long LOOK_MILLIS = 2_000;

  /** Pings that stay unanswered before a client counts as silent. */
  static final int PINGS = 5;

  /** Introductions to one client in a second; more are not passed on. */
  static final int INTRODUCTIONS_PER_SECOND = 200;

  private final Session session;
  private final Timers timers;
  private final Consumer<Boolean> onSilence;
  private boolean isAsking;
  private boolean isSilent;
  private long heardNanos;
  private long lookedNanos;
  private long quietMillis;
  private int unanswered;
  private int introductions;

  /**
   * @param onSilence told when the client falls silent (true) and when it is heard again (false)
   */
  Reachability(Session session, Timers timers, Consumer<Boolean> onSilence) {
    this.session = session;
    this.timers = timers;
    this.onSilence = onSilence;
  }

  boolean isSilent() {
    return isSilent;
  }

  /** Counts an introduction; false if there are too many. */
  boolean mayIntroduce() {
    if (introductions == 0) {
      timers.in(PING_NANOS, () -> introductions = 0);
    }
    return ++introductions <= INTRODUCTIONS_PER_SECOND;
  }

  /** Called every two seconds: true if nothing was heard for twice the time it should be. */
  boolean isQuiet(long keepAliveMillis) {
    if (session.lastHeardNanos() != lookedNanos) {
      lookedNanos = session.lastHeardNanos();
      quietMillis = 0;
    } else {
      quietMillis += LOOK_MILLIS;
    }
    return quietMillis > 2 * keepAliveMillis;
  }

  /** Asks whether the client is there. */
  void ask() {
    if (!isAsking && session.isOpen()) {
      isAsking = true;
      heardNanos = session.lastHeardNanos();
      unanswered = 0;
      ping();
    }
  }

  private void ping() {
    session.ping();
    timers.in(PING_NANOS, this::check);
  }

  private void check() {
    if (!session.isOpen()) {
      return;
    }
    if (session.lastHeardNanos() != heardNanos) {
      isAsking = false;
      silent(false);
      return;
    }
    unanswered++;
    if (unanswered >= PINGS) {
      silent(true);
    }
    ping();
  }

  private void silent(boolean isSilentNow) {
    if (isSilent != isSilentNow) {
      isSilent = isSilentNow;
      onSilence.accept(isSilentNow);
    }
  }
}
