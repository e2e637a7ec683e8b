package cumulus.group;

/** A one-way sequence of messages from a peer. */
public interface InFlow {
  PeerLink link();

  /** The third byte of its metadata "GR". */
  int type();

  /** Delivers messages as they come rather than in order. */
  void deliverOnArrival();

  /** Refuses the flow; nothing more of it is delivered. Any number of times. */
  void reject();
}
