package cumulus.server;

/**
 * A peer that the application made a member of a group: a client of another server. It is announced
 * like any other until it is released, and raises no event. To be used on the application thread
 * only.
 */
public interface GroupMember {
  /** 32 bytes (a copy). */
  byte[] peerId();

  /** The group it was made a member of, 32 bytes (a copy). */
  byte[] groupId();

  /** Takes it out of the group; twice is harmless. */
  void release();
}
