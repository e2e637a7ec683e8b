package cumulus.transport;

import java.util.concurrent.atomic.AtomicLong;

/** Counters that the loop's thread alone writes and any thread reads. */
final class LoopCounters {
  final AtomicLong turns = new AtomicLong();
  final AtomicLong received = new AtomicLong();
  final AtomicLong sent = new AtomicLong();

  static void add(AtomicLong counter, long count) {
    counter.lazySet(counter.getPlain() + count);
  }
}
