package cumulus.server;

import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.trace.CloseCause;
import java.util.List;

/**
 * What decides: who may connect, publish and play, and what methods answer. All calls come on the
 * application thread, one at a time, in the order of lua-api section 9.1; each answers at once. A
 * slow application delays decisions, never media.
 */
public interface Application {
  /** Accepts every path, client, publication and subscription; has no methods. */
  Application ACCEPT_ALL = new Application() {};

  /** The server begins; the first call. What it knows can be asked of it from now on. */
  default void onStart(Control server) {}

  /** The server has ended: every client has left; the last call. */
  default void onStop() {}

  /**
   * A client asks to connect. What is written to it here arrives after the answer, or never if it
   * is refused; it is among the clients when this has returned.
   */
  default ConnectVerdict onConnection(Client client, List<AmfValue> arguments) {
    return ConnectVerdict.ACCEPT;
  }

  /** Whether an end of a session is a failure: by itself one that nobody asked for (README 8). */
  default boolean isFailure(CloseCause cause) {
    return switch (cause) {
      case CloseCause.Silent _,
          CloseCause.Unreachable _,
          CloseCause.OpenTimeout _,
          CloseCause.OpenFailed _,
          CloseCause.LimitExceeded _,
          CloseCause.Failed _ ->
          true;
      case CloseCause.NearClosed _,
          CloseCause.NearAborted _,
          CloseCause.FarClosed _,
          CloseCause.FarAborted _,
          CloseCause.Overridden _ ->
          false;
    };
  }

  /** How externalizable objects in a message of the client are read; asked for each message. */
  default AmfExternals externals(Client client) {
    return AmfExternals.FLEX;
  }

  /** The session of a connected client failed, see {@link #isFailure}. */
  default void onFailed(Client client, CloseCause cause) {}

  /** A connected client has left; it is not among the clients any more. */
  default void onDisconnection(Client client) {}

  /** A client asks to publish; the publication has its number and is not yet live. */
  default Verdict onPublish(Client client, Publication publication) {
    return Verdict.ACCEPT;
  }

  /** A client's publication has ended: its listeners were told, all its media was reported. */
  default void onUnpublish(Client client, Publication publication) {}

  /** A client asks to play; it is not yet among the listeners. */
  default Verdict onSubscribe(Client client, Listener listener) {
    return Verdict.ACCEPT;
  }

  /** A subscription ends; it is still among the listeners. */
  default void onUnsubscribe(Client client, Listener listener) {}

  /** Nobody publishes the name or waits for it any more: the object is not used again. */
  default void onForgotten(Publication publication) {}

  /** A client calls a method; with transaction id 0 the answer is not sent. */
  default CallAnswer onCall(Client client, String name, List<AmfValue> arguments) {
    return CallAnswer.UNKNOWN;
  }

  /** For what {@link #onMedia} is to be called, of a publication of a client. */
  default MediaKinds wantsMedia(Client client, Publication publication) {
    return MediaKinds.NONE;
  }

  /** A message was distributed; in order, but what a full queue cannot hold is left out. */
  default void onMedia(Client client, Publication publication, MediaPacket packet) {}

  /** So many messages were left out, since it was last said; at most once a second. */
  default void onMediaMissed(Client client, Publication publication, long messages) {}

  /** A client has joined a group, in which it counts already. */
  default void onJoinGroup(Client client, Group group) {}

  /** A client has left a group, in which it does not count any more; the group may be empty. */
  default void onUnjoinGroup(Client client, Group group) {}

  /** Nobody is in a group any more: the object is not used again. */
  default void onGroupEnded(Group group) {}

  /** Whether {@link #onHandshake} is to be called; asked in every turn. */
  default boolean wantsHandshakes() {
    return false;
  }

  /**
   * Somebody wants to connect. Where to send it: texts {@code host:port}, or {@code again} for what
   * its URL says; it tries them all. Empty to go on here. What comes after a second comes too late.
   */
  default List<String> onHandshake(Handshake handshake) {
    return List.of();
  }

  /** Whether {@link #onRendezVousUnknown} is to be called; asked in every turn. */
  default boolean wantsUnknownPeers() {
    return false;
  }

  /**
   * Somebody looks for a peer that is not here, by its 32-byte id. Which servers may know it: texts
   * {@code host:port}. Empty to leave the hello unanswered.
   */
  default List<String> onRendezVousUnknown(byte[] peerId) {
    return List.of();
  }

  /** A text of an answer to the former is of no use and was passed over; for the log. */
  default void onBadRedirection(String text, String reason) {}

  /** Every two seconds. */
  default void onManage(long nowNanos) {}

  /** A message of the client could not be read and was dropped; for the log. */
  default void onMalformed(Client client, String reason) {}
}
