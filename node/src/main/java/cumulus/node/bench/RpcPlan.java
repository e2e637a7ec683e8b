package cumulus.node.bench;

import java.util.Optional;

/**
 * Calls of a method of the server's application, each client with some of them under way.
 *
 * @param clients that call
 * @param outstanding calls of each client at a time
 * @param method called with the client's number of the call
 * @param warmUpSeconds before the measurement
 * @param seconds of the measurement
 * @param server whose CPU time is measured too
 */
public record RpcPlan(
    int clients,
    int outstanding,
    String method,
    int warmUpSeconds,
    int seconds,
    Optional<CpuMeter> server) {
  private static final int MAX_CLIENTS = 100_000;
  private static final int MAX_OUTSTANDING = 1_000;

  public RpcPlan {
    if (clients < 1 || clients > MAX_CLIENTS) {
      throw new IllegalArgumentException("clients must be 1 to " + MAX_CLIENTS + ": " + clients);
    }
    if (outstanding < 1 || outstanding > MAX_OUTSTANDING) {
      throw new IllegalArgumentException(
          "outstanding must be 1 to " + MAX_OUTSTANDING + ": " + outstanding);
    }
    if (warmUpSeconds < 0 || seconds < 1) {
      throw new IllegalArgumentException("seconds must be 1 or more, of the warm-up 0 or more");
    }
  }
}
