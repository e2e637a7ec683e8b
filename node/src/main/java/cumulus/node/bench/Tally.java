package cumulus.node.bench;

/** What all players of one publication together received of a window of its messages. */
final class Tally {
  private long windowFrom = Long.MAX_VALUE;
  private long windowTo = Long.MAX_VALUE;
  private long delivered;
  private long received;
  private long repeated;
  private Latencies latencies = new Latencies();

  /** Counts messages from this number on. */
  void open(long number, Latencies into) {
    windowFrom = number;
    windowTo = Long.MAX_VALUE;
    received = 0;
    repeated = 0;
    latencies = into;
  }

  /** Counts messages before this number only. */
  void close(long number) {
    windowTo = number;
  }

  /** Messages of the window, once it is closed. */
  long windowLength() {
    return windowTo - windowFrom;
  }

  void delivered(long number, boolean isNew, long nanos) {
    delivered++;
    if (number >= windowFrom && number < windowTo) {
      received += isNew ? 1 : 0;
      repeated += isNew ? 0 : 1;
      latencies.add(nanos);
    }
  }

  /** Deliveries since the beginning, inside the window and outside. */
  long delivered() {
    return delivered;
  }

  /** Messages of the window that came, each counted once for each player. */
  long received() {
    return received;
  }

  /** Messages of the window that came again, or after a later one. */
  long repeated() {
    return repeated;
  }
}
