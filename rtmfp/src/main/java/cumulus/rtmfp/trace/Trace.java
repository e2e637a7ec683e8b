package cumulus.rtmfp.trace;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;

/**
 * Where the protocol core tells what happens. Called on the endpoint's thread, within its turn.
 *
 * <p>Events and packets are told of the sessions that were asked for only, and nothing is built for
 * the others. Drops are always told, so that they can be counted.
 */
public interface Trace {
  /** Keeps nothing. */
  Trace NONE = new Trace() {};

  /**
   * Whether the events of a session whose keys were just agreed are wanted; {@link
   * Session#setTraced} changes it later.
   */
  default boolean wants(Session session) {
    return false;
  }

  /** The same for its packets; {@link Session#setPacketTraced} changes it later. */
  default boolean wantsPackets(Session session) {
    return false;
  }

  /** Whether {@link #handshake} is wanted. */
  default boolean wantsHandshakes() {
    return false;
  }

  /** Something happened to a session that is traced. */
  default void emit(long nowNanos, Session session, TraceEvent event) {}

  /**
   * A startup packet of a source without a session was answered or dropped; the source may be
   * forged.
   */
  default void handshake(long nowNanos, Address from, TraceEvent event) {}

  /** Something that arrived was dropped. */
  default void drop(DropReason reason) {}

  /**
   * A packet of a session whose packets are traced, without encryption and its checks: header and
   * chunks, and in what was received also the padding.
   *
   * @param far where it comes from or goes to
   * @param plain borrowed until the return
   */
  default void packet(
      long nowNanos,
      Session session,
      boolean isSent,
      Address far,
      byte[] plain,
      int from,
      int to) {}

  /**
   * A packet of the handshake, without encryption; the source of a received one may be forged.
   *
   * @param plain borrowed until the return
   */
  default void startupPacket(
      long nowNanos, boolean isSent, Address far, byte[] plain, int from, int to) {}
}
