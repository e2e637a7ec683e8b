package cumulus.client;

/**
 * Why a connection ended or never came to be.
 *
 * @param kind what happened
 * @param text for people; empty where the kind says it all
 */
public record ConnectionEnd(Kind kind, String text) {
  /** What happened. */
  public enum Kind {
    /** We closed it. */
    CLOSED,
    /** The server refused the connect command. */
    REJECTED,
    /** The server closed it. */
    CLOSED_BY_SERVER,
    /** Nobody answered at the address. */
    NO_ANSWER,
    /** The server answered the handshake or the connect command not at all or not as it should. */
    FAILED,
    /** The server fell silent. */
    LOST
  }
}
