package cumulus.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Counts lines that say what the last one said instead of writing them again. The count is told
 * before the next different line, and while the line goes on repeating, every {@link #PERIOD}.
 */
final class LogRepeats {
  static final Duration PERIOD = Duration.ofSeconds(10);

  private Optional<LogRecord> last = Optional.empty();
  private Instant newest = Instant.EPOCH;
  private Instant countedSince = Instant.EPOCH;
  private int count;

  /** What is to be written now that this entry came, in order. */
  List<LogRecord> next(LogRecord entry) {
    if (last.isPresent() && entry.repeats(last.get())) {
      if (count == 0) {
        countedSince = entry.time();
      }
      count++;
      newest = entry.time();
      return List.of();
    }
    Optional<LogRecord> told = count();
    last = Optional.of(entry);
    return told.map(counted -> List.of(counted, entry)).orElseGet(() -> List.of(entry));
  }

  /** The count, if it was kept back for long enough. */
  Optional<LogRecord> due(Instant now) {
    return count > 0 && !now.isBefore(countedSince.plus(PERIOD)) ? count() : Optional.empty();
  }

  /** True if there is a count to tell. */
  boolean isCounting() {
    return count > 0;
  }

  /** The count, if there is one; counting begins anew. */
  Optional<LogRecord> count() {
    if (count == 0 || last.isEmpty()) {
      return Optional.empty();
    }
    String text = "repeated " + (count == 1 ? "once" : count == 2 ? "twice" : count + " times");
    count = 0;
    return Optional.of(last.get().followedBy(newest, text));
  }
}
