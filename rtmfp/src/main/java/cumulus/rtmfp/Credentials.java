package cumulus.rtmfp;

import cumulus.rtmfp.crypto.DhGroup;
import cumulus.rtmfp.crypto.Identity;
import cumulus.rtmfp.crypto.KeyingPolicy;
import java.util.List;
import java.util.random.RandomGenerator;

/** Who an endpoint is (its certificate) and what it requires of packets. */
public final class Credentials {
  private final Identity identity;
  private final KeyingPolicy policy;

  private Credentials(Identity identity, KeyingPolicy policy) {
    this.identity = identity;
    this.policy = policy;
  }

  /**
   * A server with ephemeral keys in groups 2, 5 and 14: the 77-byte certificate that every client
   * knows.
   */
  public static Credentials server(RandomGenerator random) {
    return new Credentials(Identity.server(random), KeyingPolicy.DEFAULT);
  }

  /**
   * A server with static keys in these groups: handshakes cost it half, but all sessions of its
   * life hang on the same keys.
   */
  public static Credentials staticServer(List<Integer> groups, RandomGenerator random) {
    List<DhGroup> all = groups.stream().map(Credentials::group).toList();
    return new Credentials(Identity.staticServer(all, random), KeyingPolicy.DEFAULT);
  }

  /**
   * A client with a static key in a Diffie-Hellman group (2, 5 or 14); old servers understand only
   * 2.
   */
  public static Credentials client(int group, RandomGenerator random) {
    return new Credentials(Identity.client(group(group), random), KeyingPolicy.DEFAULT);
  }

  /**
   * The same, and far ends must authenticate and number their packets (HMAC, session sequence
   * numbers).
   */
  public Credentials requiring(boolean hmac, boolean sequenceNumbers) {
    return new Credentials(identity, new KeyingPolicy(hmac, sequenceNumbers, policy.hmacLength()));
  }

  /** Fingerprint of the certificate, 32 bytes: our peer id. */
  public byte[] peerId() {
    return identity.certificate().fingerprint();
  }

  private static DhGroup group(int id) {
    return DhGroup.byId(id)
        .orElseThrow(
            () -> new IllegalArgumentException("Diffie-Hellman group must be 2, 5 or 14: " + id));
  }

  Identity identity() {
    return identity;
  }

  KeyingPolicy policy() {
    return policy;
  }
}
