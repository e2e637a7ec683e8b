package cumulus.node.bench;

/**
 * Clients that stay and do nothing.
 *
 * @param clients in all
 * @param seconds that the server may come to rest after the last has come, and as many in which its
 *     CPU time is measured
 * @param server whose CPU time is measured
 * @param memory of the same process
 */
public record IdlePlan(int clients, int seconds, CpuMeter server, MemoryMeter memory) {
  private static final int MAX_CLIENTS = 60_000;
  private static final int MAX_SECONDS = 86_400;

  public IdlePlan {
    if (clients < 1 || clients > MAX_CLIENTS) {
      throw new IllegalArgumentException("clients must be 1 to " + MAX_CLIENTS + ": " + clients);
    }
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException("seconds must be 1 to " + MAX_SECONDS + ": " + seconds);
    }
  }
}
