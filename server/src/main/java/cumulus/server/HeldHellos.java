package cumulus.server;

import cumulus.rtmfp.Address;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hellos that wait for what the application says to them. Bounded in number, in time, and in how
 * many are shown to it in a second; what finds no place goes on without it.
 */
final class HeldHellos {
  /** Hellos held at a time. */
  static final int MAX = 4096;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private record Key(Address from, ByteBuffer tag) {
    static Key of(Address from, byte[] tag) {
      return new Key(from, ByteBuffer.wrap(tag));
    }
  }

  private record Held(Runnable otherwise, Timers.Timer timer) {}

  private final Timers timers;
  private final int perSecond;
  private final Map<Key, Held> held = new HashMap<>();
  private int shown;

  /**
   * @param perSecond hellos that may be shown to the application in a second
   */
  HeldHellos(Timers timers, int perSecond) {
    this.timers = timers;
    this.perSecond = perSecond;
  }

  /** True if this very hello waits already. */
  boolean holds(Address from, byte[] tag) {
    return held.containsKey(Key.of(from, tag));
  }

  /** True if one more may be held and shown; counts it. */
  boolean hasRoom() {
    if (shown == 0) {
      timers.in(SECOND_NANOS, () -> shown = 0);
    }
    return held.size() < MAX && ++shown <= perSecond;
  }

  /**
   * Holds a hello.
   *
   * @param otherwise done when the application had nothing to say within the time
   */
  void hold(Address from, byte[] tag, long nanos, Runnable otherwise) {
    hold(Key.of(from, tag), nanos, otherwise);
  }

  /** The hello is held for another while, if it is still held. */
  void prolong(Address from, byte[] tag, long nanos) {
    Key key = Key.of(from, tag);
    Optional.ofNullable(held.remove(key))
        .ifPresent(
            before -> {
              before.timer.cancel();
              hold(key, nanos, before.otherwise);
            });
  }

  /** Lets a hello go; gives what to do without an answer, or nothing if it is not held any more. */
  Optional<Runnable> release(Address from, byte[] tag) {
    Held released = held.remove(Key.of(from, tag));
    if (released == null) {
      return Optional.empty();
    }
    released.timer.cancel();
    return Optional.of(released.otherwise);
  }

  int size() {
    return held.size();
  }

  private void hold(Key key, long nanos, Runnable otherwise) {
    Timers.Timer timer =
        timers.in(
            nanos,
            () -> {
              held.remove(key);
              otherwise.run();
            });
    held.put(key, new Held(otherwise, timer));
  }
}
