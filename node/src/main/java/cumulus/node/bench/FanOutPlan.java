package cumulus.node.bench;

import java.util.List;
import java.util.Optional;

/**
 * A fan-out: one publisher, and players in growing numbers.
 *
 * @param players numbers of players, ascending
 * @param bytes of each message
 * @param perSecond messages a second
 * @param warmUpSeconds before each measurement
 * @param seconds of each measurement
 * @param server whose CPU time is measured too
 */
public record FanOutPlan(
    List<Integer> players,
    int bytes,
    int perSecond,
    int warmUpSeconds,
    int seconds,
    Optional<CpuMeter> server) {
  private static final int MAX_PLAYERS = 100_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_RATE = 1_000_000;

  public FanOutPlan {
    players = List.copyOf(players);
    int last = 0;
    for (int each : players) {
      if (each <= last || each > MAX_PLAYERS) {
        throw new IllegalArgumentException("players must ascend from 1 to " + MAX_PLAYERS);
      }
      last = each;
    }
    if (players.isEmpty()) {
      throw new IllegalArgumentException("players must be given");
    }
    if (bytes < Stamp.MIN_BYTES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "bytes must be " + Stamp.MIN_BYTES + " to " + MAX_BYTES + ": " + bytes);
    }
    if (perSecond < 1 || perSecond > MAX_RATE) {
      throw new IllegalArgumentException("rate must be 1 to " + MAX_RATE + ": " + perSecond);
    }
    if (warmUpSeconds < 0 || seconds < 1) {
      throw new IllegalArgumentException("seconds must be 1 or more, of the warm-up 0 or more");
    }
  }
}
