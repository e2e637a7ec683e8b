package cumulus.rtmfp;

/**
 * What an endpoint is and what bounds it.
 *
 * @param role decides whose time critical traffic slows others down, and whether hellos are
 *     answered
 * @param followsUnproven whether a far end that echoes no pings (some old clients) is followed to a
 *     new address without proof, as {@code Mobility} describes; never one that sends HMAC or
 *     sequence numbers
 * @param ids the session ids that are its own, where several endpoints share a port
 */
public record EndpointSettings(
    Role role, Credentials credentials, Limits limits, boolean followsUnproven, SessionIds ids) {
  /** An endpoint alone at its port that follows old clients without proof. */
  public EndpointSettings(Role role, Credentials credentials, Limits limits) {
    this(role, credentials, limits, true, SessionIds.ALL);
  }

  /** What the endpoint is for. */
  public enum Role {
    /**
     * Answers hellos; time critical traffic counts among sessions with the same far IP address
     * only.
     */
    SERVER,
    /** Begins sessions; any time critical traffic of its own counts, as RFC 7016 says. */
    CLIENT
  }
}
