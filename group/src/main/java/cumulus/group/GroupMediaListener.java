package cumulus.group;

/**
 * Takes a stream that is played from the group. Calls come on the thread that runs the membership
 * and must not block. Byte arrays may be kept and must not be changed.
 */
public interface GroupMediaListener {
  /** A publisher's stream was found; its media follow. */
  default void onStart() {}

  /**
   * An audio, video or data message, in the order of publishing.
   *
   * @param type 8, 9, 15 or 18 (flash-profile section 2)
   * @param bytes holds the message's payload, without header
   */
  void onMessage(int type, long timestampMillis, byte[] bytes, int offset, int length);

  /**
   * So many fragments did not come in time: messages are missing, and video goes on at the next key
   * frame.
   */
  default void onGap(long fragments) {}

  /** The publisher has ended, or is gone; another one of the name may follow. */
  default void onEnd() {}
}
