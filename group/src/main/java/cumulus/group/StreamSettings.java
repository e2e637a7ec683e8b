package cumulus.group;

import java.time.Duration;

/**
 * How a stream is spread in a group; the publisher decides for all members (netgroup section 3.5).
 *
 * @param window how long a fragment may be asked for, and how late a player accepts it
 * @param relayMargin how much longer members keep it
 * @param updatePeriod how often a member tells what it has
 * @param fetchPeriod how long after it was announced a missing fragment is asked for
 * @param isToldToAll true if every neighbour is told each time, false for one at random
 * @param pushTargets neighbours to which one member pushes a fragment
 */
public record StreamSettings(
    Duration window,
    Duration relayMargin,
    Duration updatePeriod,
    Duration fetchPeriod,
    boolean isToldToAll,
    int pushTargets) {
  /** What Flash publishers and librtmfp use. */
  public static final StreamSettings DEFAULT =
      new StreamSettings(
          Duration.ofMillis(8000),
          Duration.ofMillis(2000),
          Duration.ofMillis(100),
          Duration.ofMillis(2500),
          false,
          5);

  private static final long MIN_WINDOW_MILLIS = 1000;
  private static final long MAX_WINDOW_MILLIS = 60_000;
  private static final long MIN_UPDATE_MILLIS = 20;
  private static final long MAX_UPDATE_MILLIS = 10_000;

  public StreamSettings {
    long millis = window.toMillis();
    if (millis < MIN_WINDOW_MILLIS || millis > MAX_WINDOW_MILLIS) {
      throw new IllegalArgumentException("window must be 1 to 60 s: " + window);
    }
    if (relayMargin.isNegative() || relayMargin.compareTo(window) > 0) {
      throw new IllegalArgumentException("relayMargin must be 0 to the window: " + relayMargin);
    }
    if (updatePeriod.toMillis() < MIN_UPDATE_MILLIS
        || updatePeriod.toMillis() > MAX_UPDATE_MILLIS) {
      throw new IllegalArgumentException("updatePeriod must be 20 ms to 10 s: " + updatePeriod);
    }
    if (fetchPeriod.isNegative() || fetchPeriod.compareTo(window) > 0) {
      throw new IllegalArgumentException("fetchPeriod must be 0 to the window: " + fetchPeriod);
    }
    if (pushTargets < 1 || pushTargets > GroupSettings.MOST_NEIGHBOURS) {
      throw new IllegalArgumentException("pushTargets must be 1 to 64: " + pushTargets);
    }
  }

  /** What a publisher offers, brought into bounds. */
  StreamSettings offered(
      long windowMillis, long updateMillis, long fetchMillis, boolean isOfferedToAll) {
    long inBounds = Math.clamp(windowMillis, MIN_WINDOW_MILLIS, MAX_WINDOW_MILLIS);
    return new StreamSettings(
        Duration.ofMillis(inBounds),
        Duration.ofMillis(Math.min(inBounds, relayMargin.toMillis())),
        Duration.ofMillis(Math.clamp(updateMillis, MIN_UPDATE_MILLIS, MAX_UPDATE_MILLIS)),
        Duration.ofMillis(Math.clamp(fetchMillis, 0, inBounds)),
        isOfferedToAll,
        pushTargets);
  }
}
