package cumulus.testkit;

import java.util.EnumMap;
import java.util.Map;

/** Counters that run: what {@link Traffic} shows, and the fates one by one. */
final class Tally {
  private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  private long sent;
  private long bytesSent;
  private long bytesDelivered;
  private long duplicated;

  void sent(int bytes) {
    sent++;
    bytesSent += bytes;
  }

  void duplicated() {
    duplicated++;
  }

  void ended(Fate fate, int bytes) {
    fates.merge(fate, 1L, Long::sum);
    if (fate == Fate.DELIVERED) {
      bytesDelivered += bytes;
    }
  }

  long count(Fate fate) {
    return fates.getOrDefault(fate, 0L);
  }

  Traffic traffic() {
    long lost = -count(Fate.DELIVERED);
    for (long each : fates.values()) {
      lost += each;
    }
    return new Traffic(sent, bytesSent, count(Fate.DELIVERED), bytesDelivered, duplicated, lost);
  }
}
