package cumulus.testkit;

/** What became of a datagram, or of its duplicate, in a {@link SimNetwork}. */
public enum Fate {
  DELIVERED,
  /** Lost by chance. */
  LOST,
  /** Lost in a burst. */
  LOST_IN_BURST,
  /** The queue of the rate limit was full. */
  QUEUE_FULL,
  /** Longer than the link carries. */
  TOO_LONG,
  /** Sent while the link was cut. */
  CUT,
  /** Taken out by the filter of the test. */
  FILTERED,
  /** Nobody has that address, or no more. */
  NOBODY_THERE
}
