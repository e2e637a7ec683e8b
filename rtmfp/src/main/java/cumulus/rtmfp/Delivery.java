package cumulus.rtmfp;

/**
 * How long and how hard a message is worth delivering (partial reliability, RFC 7016 section
 * 3.6.2.4). Whole messages are given up, never parts of one.
 *
 * @param startWithinNanos a message not begun to be sent after this span is given up; 0 means no
 *     limit
 * @param finishWithinNanos a message not wholly acknowledged after this span is given up; 0 means
 *     no limit
 * @param isResent false: a lost fragment is not sent again, its message is given up
 * @param isDiscardable true: {@link SendFlow#discardUnsent} may drop it while it has not begun
 */
public record Delivery(
    long startWithinNanos, long finishWithinNanos, boolean isResent, boolean isDiscardable) {
  /** Until it arrives: commands, statuses, codec headers, flow synchronisation. */
  public static final Delivery RELIABLE = new Delivery(0, 0, true, false);

  /** Until it arrives once begun, but a full queue may drop it before: media to a subscriber. */
  public static final Delivery MEDIA = new Delivery(0, 0, true, true);

  /** Sent once: unbuffered media. */
  public static final Delivery ONCE = new Delivery(0, 0, false, true);

  public Delivery {
    if (startWithinNanos < 0 || finishWithinNanos < 0) {
      throw new IllegalArgumentException("a lifetime is 0 (no limit) or positive");
    }
  }
}
