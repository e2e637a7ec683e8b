package cumulus.links.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What both ends of a link must know ({@code servers.secret}).
 *
 * <pre> proof = HMAC-SHA256(secret, "cumulus link" | u8 role | far nonce | near nonce) </pre>
 *
 * Role, far and near are those of the one that proves: an answer that is sent back proves nothing,
 * nor does one of another connection.
 */
public final class Secret {
  /** Bytes of a nonce. */
  public static final int NONCE_BYTES = 32;

  /** Bytes of a proof. */
  static final int PROOF_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] LABEL = "cumulus link".getBytes(StandardCharsets.US_ASCII);

  private final SecretKeySpec key;

  private Secret(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * A secret from configuration.
   *
   * @param text not empty
   */
  public static Secret of(String text) {
    return new Secret(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM));
  }

  byte[] proof(Role prover, byte[] farNonce, byte[] nearNonce) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(LABEL);
      mac.update((byte) (prover == Role.INITIATOR ? 0 : 1));
      mac.update(farNonce);
      mac.update(nearNonce);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
