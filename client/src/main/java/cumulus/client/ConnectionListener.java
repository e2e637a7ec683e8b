package cumulus.client;

import cumulus.flash.amf.AmfValue;
import java.util.List;
import java.util.Optional;

/**
 * Follows a connection. Calls come on the thread that runs it (see {@link NetConnection}) and must
 * not block.
 */
public interface ConnectionListener {
  /**
   * The server accepted the connect command; the info object carries what its application added.
   */
  default void onConnect(NetStatus status) {}

  /** A status of the connection as a whole. */
  default void onStatus(NetStatus status) {}

  /**
   * The server calls a method of the client.
   *
   * @return the answer; empty if there is no such method. A server that does not want one gets
   *     none.
   */
  default Optional<AmfValue> onCall(String method, List<AmfValue> arguments) {
    return Optional.empty();
  }

  /** The connection ended, or never came to be; the last call. */
  default void onClose(ConnectionEnd end) {}
}
