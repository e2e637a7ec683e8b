package cumulus.client;

/**
 * Decides who may play what is published for peers. Calls come on the thread that runs the
 * connection and must not block.
 */
public interface PeerListener {
  /** A peer wants to play; false refuses it (NetStream.onPeerConnect). */
  default boolean onPeerConnect(byte[] peerId) {
    return true;
  }

  /** A peer that was accepted plays no more: it has ended, or its session has. */
  default void onPeerDisconnect(byte[] peerId) {}
}
