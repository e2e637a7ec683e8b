package cumulus.group;

import java.time.Duration;

/**
 * What bounds a membership, and its clocks. Everything that peers can make a member hold is bounded
 * here or by a constant beside what it bounds.
 *
 * @param maxNeighbours links with members, 1 to {@link #MOST_NEIGHBOURS}
 * @param maxHeard members remembered without being neighbours
 * @param maxAttempts links being opened at a time
 * @param maintenance how often neighbours are looked over and one of them gets a report
 * @param heardFor a member not heard for so long is forgotten
 * @param directFor how long reported addresses are tried before the server is asked
 * @param introducedFor how long an introduction may take
 * @param admissionFor how long a peer may take to prove itself
 * @param letGoEvery how often a neighbour is asked to be let go
 * @param pingAfter a neighbour silent for so long is pinged
 * @param lostAfter and after so long it is gone
 */
public record GroupSettings(
    int maxNeighbours,
    int maxHeard,
    int maxAttempts,
    Duration maintenance,
    Duration heardFor,
    Duration directFor,
    Duration introducedFor,
    Duration admissionFor,
    Duration letGoEvery,
    Duration pingAfter,
    Duration lostAfter) {
  /** Neighbours are kept as the bits of one number. */
  public static final int MOST_NEIGHBOURS = 64;

  /** The periods of netgroup section 3. */
  public static final GroupSettings DEFAULT =
      new GroupSettings(
          MOST_NEIGHBOURS,
          256,
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(300),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(90),
          Duration.ofSeconds(15),
          Duration.ofSeconds(45));

  public GroupSettings {
    if (maxNeighbours < 1 || maxNeighbours > MOST_NEIGHBOURS) {
      throw new IllegalArgumentException("maxNeighbours must be 1 to 64: " + maxNeighbours);
    }
    if (maxHeard < maxNeighbours || maxAttempts < 1) {
      throw new IllegalArgumentException(
          "maxHeard must be at least maxNeighbours, maxAttempts at least 1: "
              + maxHeard
              + ", "
              + maxAttempts);
    }
  }
}
