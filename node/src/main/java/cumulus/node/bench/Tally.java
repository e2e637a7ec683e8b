package cumulus.node.bench;

/** What all players together received of a window of messages. */
final class Tally {
  private long windowFrom = Long.MAX_VALUE;
  private long windowTo = Long.MAX_VALUE;
  private long delivered;
  private long repeated;
  private Latencies latencies = new Latencies();

  /** Counts messages from this number on. */
  void open(long number) {
    windowFrom = number;
    windowTo = Long.MAX_VALUE;
    repeated = 0;
    latencies = new Latencies();
  }

  /** Counts messages before this number only. */
  void close(long number) {
    windowTo = number;
  }

  boolean isInWindow(long number) {
    return number >= windowFrom && number < windowTo;
  }

  void delivered(long number, boolean isNew, long nanos) {
    delivered++;
    if (isInWindow(number)) {
      repeated += isNew ? 0 : 1;
      latencies.add(nanos);
    }
  }

  /** Deliveries since the beginning, inside the window and outside. */
  long delivered() {
    return delivered;
  }

  /** Messages of the window that came again, or after a later one. */
  long repeated() {
    return repeated;
  }

  Latencies latencies() {
    return latencies;
  }
}
