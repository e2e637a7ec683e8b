package cumulus.node.admin;

import cumulus.rtmfp.trace.DropReason;
import java.util.EnumMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one loop drops, by reason. One thread counts, any thread reads. */
final class Drops {
  private final EnumMap<DropReason, AtomicLong> counts = new EnumMap<>(DropReason.class);

  Drops() {
    for (DropReason reason : DropReason.values()) {
      counts.put(reason, new AtomicLong());
    }
  }

  /** The owner's thread. */
  void count(DropReason reason) {
    AtomicLong count = counter(reason);
    count.lazySet(count.getPlain() + 1);
  }

  /** Any thread. */
  long of(DropReason reason) {
    return counter(reason).get();
  }

  private AtomicLong counter(DropReason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }
}
