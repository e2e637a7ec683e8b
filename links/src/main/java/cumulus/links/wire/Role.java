package cumulus.links.wire;

/** Who made the connection. */
public enum Role {
  /** The one that has the other among its targets. */
  INITIATOR,
  /** The one that listens. */
  ACCEPTOR;

  Role other() {
    return this == INITIATOR ? ACCEPTOR : INITIATOR;
  }
}
