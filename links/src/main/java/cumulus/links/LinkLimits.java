package cumulus.links;

/** What bounds all links together. What bounds one of them is in {@code wire.WireLimits}. */
public final class LinkLimits {
  /** Servers to join. */
  public static final int TARGETS = 256;

  /** Servers that joined us. */
  public static final int ACCEPTED = 256;

  /** Connections that have not yet said hello; beyond it one of the busiest host is closed. */
  public static final int PENDING = 64;

  /** Frames of more than 64 KiB being read at a time; further ones wait. */
  static final int LARGE_FRAMES = 4;

  /** Bytes of received messages that wait for the application, at least; one frame always fits. */
  static final int WAITING_BYTES = 32 << 20;

  /** What a waiting message costs beside its payload. */
  static final int MESSAGE_OVERHEAD = 512;

  /** Frames that may wait to be sent on one link, in largest frames. */
  static final int QUEUE_FRAMES = 4;

  /** Events of links that the application thread handles in one turn. */
  static final int EVENTS_PER_TURN = 256;

  /** Addresses of a target that are tried in one attempt. */
  static final int ADDRESSES = 4;

  /** Lines of one kind in the log within one period of {@link NoticeLimiter}. */
  static final int NOTICES = 10;

  private LinkLimits() {}
}
