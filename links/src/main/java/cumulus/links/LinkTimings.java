package cumulus.links;

import java.time.Duration;

/**
 * Times of links.
 *
 * @param join from one attempt to join a target to the next, as the original's five ticks
 * @param hello for the whole handshake
 * @param connect for one address of a target, and for the look-up of its name
 * @param largeFrame for one frame of more than 64 KiB to arrive
 * @param stall a frame that waited so long to be sent ends its link
 * @param stop for what waits to be sent when the server stops
 */
record LinkTimings(
    Duration join,
    Duration hello,
    Duration connect,
    Duration largeFrame,
    Duration stall,
    Duration stop) {
  static final LinkTimings DEFAULT =
      new LinkTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  /**
   * Nanoseconds from now to the next attempt: attempts keep to multiples of the period since the
   * first, however long one took.
   */
  long untilNextJoinNanos(long sinceFirstNanos) {
    return join.toNanos() - Math.floorMod(sinceFirstNanos, join.toNanos());
  }
}
