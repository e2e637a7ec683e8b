package cumulus.rtmfp.crypto;

/**
 * What an endpoint demands and offers in key agreement (RFC 7425 section 4, Session Keying
 * Components).
 *
 * @param hmacRequired refuse far ends that do not put an HMAC on their packets
 * @param sequenceNumbersRequired refuse far ends that do not number their packets
 * @param hmacLength bytes of the HMAC on our packets when an initiator asks for one, 4 to 32; as
 *     initiator we always announce 10, as Flash Player does
 */
public record KeyingPolicy(boolean hmacRequired, boolean sequenceNumbersRequired, int hmacLength) {
  /** Nothing required; HMACs of 16 bytes for who asks. */
  public static final KeyingPolicy DEFAULT = new KeyingPolicy(false, false, 16);

  public KeyingPolicy {
    if (hmacLength < Negotiation.MIN_HMAC_LENGTH || hmacLength > Negotiation.MAX_HMAC_LENGTH) {
      throw new IllegalArgumentException("hmacLength must be 4 to 32: " + hmacLength);
    }
  }
}
