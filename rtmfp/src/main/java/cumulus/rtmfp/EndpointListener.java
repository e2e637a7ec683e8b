package cumulus.rtmfp;

/**
 * What an endpoint asks of its owner. Calls come from within the endpoint's turn, on its thread.
 */
public interface EndpointListener {
  /** Run it on any thread, soon; then hand it to {@link Endpoint#complete}. */
  void onKeyAgreement(KeyJob job);

  /** A far end opened a session with us. Return who follows it. */
  SessionListener onSession(Session session);

  /** A hello that selects us by URL. Must not keep state for it: the source is unproven. */
  default HelloAnswer onHello(Address from, String url, byte[] tag) {
    return HelloAnswer.ACCEPT;
  }

  /** A hello for a peer that is not us. Must not keep state for it: the source is unproven. */
  default HelloAnswer onPeerHello(PeerHello hello) {
    return HelloAnswer.IGNORE;
  }
}
