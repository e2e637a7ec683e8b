package cumulus.node.bench;

import java.util.List;
import java.util.Optional;

/**
 * A fan-out: publishers, and players in growing numbers.
 *
 * @param publications each of a client of its own
 * @param players numbers of players of each publication, ascending
 * @param bytes of each message
 * @param rate messages a second of each publisher, or what a flood counts as
 * @param warmUpSeconds before each measurement
 * @param seconds of each measurement
 * @param server whose CPU time is measured too
 */
public record FanOutPlan(
    int publications,
    List<Integer> players,
    int bytes,
    Rate rate,
    int warmUpSeconds,
    int seconds,
    Optional<CpuMeter> server) {
  private static final int MAX_PUBLICATIONS = 10_000;
  private static final int MAX_PLAYERS = 100_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_RATE = 1_000_000;

  /** When a publisher sends. */
  public sealed interface Rate {
    /** So many messages, evenly. */
    record PerSecond(int messages) implements Rate {
      public PerSecond {
        if (messages < 1 || messages > MAX_RATE) {
          throw new IllegalArgumentException("rate must be 1 to " + MAX_RATE + ": " + messages);
        }
      }
    }

    /** As fast as the server takes them: so many bytes of each publisher wait for its acks. */
    record Flood(int bytes) implements Rate {}
  }

  public FanOutPlan {
    players = List.copyOf(players);
    int last = 0;
    for (int each : players) {
      if (each <= last || (long) each * publications > MAX_PLAYERS) {
        throw new IllegalArgumentException(
            "players must ascend from 1, and be at most " + MAX_PLAYERS + " in all");
      }
      last = each;
    }
    if (players.isEmpty()) {
      throw new IllegalArgumentException("players must be given");
    }
    if (publications < 1 || publications > MAX_PUBLICATIONS) {
      throw new IllegalArgumentException(
          "publications must be 1 to " + MAX_PUBLICATIONS + ": " + publications);
    }
    if (bytes < Stamp.MIN_BYTES || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "bytes must be " + Stamp.MIN_BYTES + " to " + MAX_BYTES + ": " + bytes);
    }
    if (warmUpSeconds < 0 || seconds < 1) {
      throw new IllegalArgumentException("seconds must be 1 or more, of the warm-up 0 or more");
    }
  }
}
