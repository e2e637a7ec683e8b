package cumulus.server;

import cumulus.rtmfp.PeerHello;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who asks for whom, so that a failed introduction is told once and with its cause. Of fixed size:
 * in a flood some attempts are not looked at, and only the telling suffers.
 */
final class IntroductionAttempts {
  /** Attempts looked at, at a time. */
  static final int MAX = 1024;

  /** How long after its first hello an attempt is assessed. */
  static final long ASSESS_NANOS = 10_000_000_000L;

  /** An attempt that has failed is remembered until the asker has given up. */
  static final long KEPT_NANOS = 90_000_000_000L;

  /** Hellos in that time that mean that the asker has not met the peer. */
  static final int HELLOS_OF_A_FAILURE = 4;

  /** One attempt; it is known by its tag. */
  static final class Attempt {
    final PeerHello hello;
    private int hellos;
    private boolean isTold;

    private Attempt(PeerHello hello) {
      this.hello = hello;
    }

    boolean isRepeated() {
      return hellos > 1;
    }

    /** True once, for the first who tells of its failure. */
    boolean takeTelling() {
      boolean isFirst = !isTold;
      isTold = true;
      return isFirst;
    }
  }

  private final Map<ByteBuffer, Attempt> byTag = new HashMap<>();
  private final Timers timers;
  private final Consumer<Attempt> onFailure;

  /**
   * @param onFailure told of an attempt whose asker still asks when it is assessed
   */
  IntroductionAttempts(Timers timers, Consumer<Attempt> onFailure) {
    this.timers = timers;
    this.onFailure = onFailure;
  }

  /** Counts a hello; empty if there are too many attempts to look at this one. */
  Optional<Attempt> count(PeerHello hello) {
    var key = ByteBuffer.wrap(hello.tag());
    Attempt attempt = byTag.get(key);
    if (attempt == null) {
      if (byTag.size() >= MAX) {
        return Optional.empty();
      }
      attempt = new Attempt(hello);
      byTag.put(key, attempt);
      timers.in(ASSESS_NANOS, () -> assess(key));
    }
    attempt.hellos++;
    return Optional.of(attempt);
  }

  int size() {
    return byTag.size();
  }

  private void assess(ByteBuffer key) {
    Attempt attempt = byTag.get(key);
    if (attempt == null) {
      return;
    }
    if (attempt.hellos < HELLOS_OF_A_FAILURE) {
      byTag.remove(key);
      return;
    }
    timers.in(KEPT_NANOS, () -> byTag.remove(key));
    onFailure.accept(attempt);
  }
}
