package cumulus.client;

import cumulus.rtmfp.trace.CloseCause;

/** Who needs a session with a peer. Told in a later turn than that of the call that asked. */
interface PeerUser {
  /** The session stands, whoever began it. */
  void onOpen(PeerSession session);

  /** Called in every turn. */
  default void advance() {}

  /** It has ended or never came to be; the last call. */
  void onClose(PeerSession session, CloseCause cause);
}
