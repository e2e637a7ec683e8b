package cumulus.client;

/** What becomes of a membership between us and the server. */
public interface GroupEvents {
  /** Why a membership is over. */
  enum End {
    /** The program left. */
    LEFT,
    /** The server rejected it: it has no NetGroups (NetGroup.Connect.Rejected). */
    REJECTED,
    /** The connection to the server has ended. */
    CONNECTION_CLOSED
  }

  /** The server has taken note of us (NetGroup.Connect.Success). */
  default void onJoin() {}

  /** The membership is over; the last call. */
  default void onEnd(End end) {}
}
