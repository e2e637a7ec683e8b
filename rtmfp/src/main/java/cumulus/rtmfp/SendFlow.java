package cumulus.rtmfp;

/**
 * A one-way ordered sequence of messages towards the far end (RFC 7016 section 3.6.2). Writing only
 * queues; {@link Endpoint#poll} sends as congestion control and priority allow.
 */
public interface SendFlow {
  /** Flow id of this direction; not used again before its linger time is over. */
  long id();

  Session session();

  /** True until {@link #close}, a rejection by the far end, or the end of the session. */
  boolean isOpen();

  /**
   * Queues a message made of a short head of its own and a shared body, so that the same body
   * serves many subscribers. Does nothing when the flow is not open.
   *
   * @param headLength 0 to 8 bytes
   * @param head the head's bytes, big-endian in the low {@code 8 * headLength} bits
   */
  void write(int headLength, long head, Payload body, Delivery delivery);

  /** Queues a message without a head. */
  default void write(Payload message, Delivery delivery) {
    write(0, 0, message, delivery);
  }

  /** Bytes of messages not begun to be sent. */
  long unsentBytes();

  /** Bytes of all messages not yet wholly acknowledged or given up. */
  long queuedBytes();

  /**
   * Age in nanoseconds of the oldest discardable message not begun to be sent; 0 if there is none.
   */
  long unsentAgeNanos();

  /**
   * Drops the discardable messages that were not begun to be sent; costs nothing on the wire.
   * Returns their number.
   */
  int discardUnsent();

  /** No more messages: those queued are delivered, then the flow ends (FIN). */
  void close();
}
