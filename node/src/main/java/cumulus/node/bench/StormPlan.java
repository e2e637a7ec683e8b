package cumulus.node.bench;

import java.util.Optional;

/**
 * A storm: clients that connect and, once the server has accepted, close in order.
 *
 * @param warmUp clients before those that are measured
 * @param clients that are measured
 * @param atOnce of them under way at a time
 * @param rate of them begun a second, evenly; 0: as many as {@code atOnce} allows
 * @param server whose CPU time is measured too
 */
public record StormPlan(int warmUp, int clients, int atOnce, int rate, Optional<CpuMeter> server) {
  private static final int MAX_CLIENTS = 10_000_000;
  private static final int MAX_AT_ONCE = 10_000;
  private static final int MAX_RATE = 1_000_000;

  public StormPlan {
    if (warmUp < 0 || warmUp > MAX_CLIENTS) {
      throw new IllegalArgumentException("warm-up must be 0 to " + MAX_CLIENTS + ": " + warmUp);
    }
    if (clients < 1 || clients > MAX_CLIENTS) {
      throw new IllegalArgumentException("clients must be 1 to " + MAX_CLIENTS + ": " + clients);
    }
    if (atOnce < 1 || atOnce > MAX_AT_ONCE) {
      throw new IllegalArgumentException("at-once must be 1 to " + MAX_AT_ONCE + ": " + atOnce);
    }
    if (rate < 0 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate must be 0 to " + MAX_RATE + ": " + rate);
    }
  }
}
