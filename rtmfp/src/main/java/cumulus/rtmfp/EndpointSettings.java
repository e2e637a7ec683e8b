package cumulus.rtmfp;

/**
 * What an endpoint is and what bounds it.
 *
 * @param role decides whose time critical traffic slows others down, and whether hellos are
 *     answered
 */
public record EndpointSettings(Role role, Credentials credentials, Limits limits) {
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
