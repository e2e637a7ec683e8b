package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;

/**
 * The keys of a session as one end has them (RFC 7425 section 4, Session Key Computation), H(k, m)
 * being HMAC-SHA256.
 *
 * <pre>
 * encrypt = H(secret, H(far component, near component))     HMAC send    = H(secret, encrypt)
 * decrypt = H(secret, H(near component, far component))     HMAC receive = H(secret, decrypt)
 * near nonce = H(secret, near component)                    far nonce    = H(secret, far component)
 * </pre>
 *
 * All are 32 bytes; AES takes the first 16. Arrays are shared, not to be changed.
 */
public final class SessionKeys {
  private final DhGroup group;
  private final byte[] encryptKey;
  private final byte[] decryptKey;
  private final byte[] hmacSendKey;
  private final byte[] hmacReceiveKey;
  private final byte[] nearNonce;
  private final byte[] farNonce;
  private final int sendHmacLength;
  private final int receiveHmacLength;
  private final boolean sendsSequenceNumbers;
  private final boolean receivesSequenceNumbers;

  private SessionKeys(DhGroup group, byte[] secret, byte[] near, byte[] far)
      throws ProtocolException {
    this.group = group;
    Hmac bySecret = new Hmac(secret);
    encryptKey = bySecret.of(new Hmac(far).of(near));
    decryptKey = bySecret.of(new Hmac(near).of(far));
    hmacSendKey = bySecret.of(encryptKey);
    hmacReceiveKey = bySecret.of(decryptKey);
    nearNonce = bySecret.of(near);
    farNonce = bySecret.of(far);
    KeyingComponent nearSays = KeyingComponent.parse(near);
    KeyingComponent farSays = KeyingComponent.parse(far);
    Negotiation nearHmac = nearSays.hmac();
    Negotiation farHmac = farSays.hmac();
    sendHmacLength = nearHmac.sendsTo(farHmac) ? nearHmac.length() : 0;
    receiveHmacLength = farHmac.sendsTo(nearHmac) ? farHmac.length() : 0;
    sendsSequenceNumbers = nearSays.sequenceNumbers().sendsTo(farSays.sequenceNumbers());
    receivesSequenceNumbers = farSays.sequenceNumbers().sendsTo(nearSays.sequenceNumbers());
  }

  /**
   * Computes the keys and what goes with packets in each direction.
   *
   * @param secret the Diffie-Hellman secret without leading zeros
   * @param near the component that this end sent, exactly as transmitted
   * @param far the component that it received, exactly as transmitted
   * @throws ProtocolException when a component is malformed
   */
  public static SessionKeys derive(DhGroup group, byte[] secret, byte[] near, byte[] far)
      throws ProtocolException {
    return new SessionKeys(group, secret, near, far);
  }

  /** The group that the secret was agreed in. */
  public DhGroup group() {
    return group;
  }

  /** 32 bytes, of which AES takes the first 16. */
  public byte[] encryptKey() {
    return encryptKey;
  }

  /** 32 bytes, of which AES takes the first 16. */
  public byte[] decryptKey() {
    return decryptKey;
  }

  /** 32 bytes, used if {@link #sendHmacLength} is not 0. */
  public byte[] hmacSendKey() {
    return hmacSendKey;
  }

  /** 32 bytes, used if {@link #receiveHmacLength} is not 0. */
  public byte[] hmacReceiveKey() {
    return hmacReceiveKey;
  }

  /** 32 bytes that both ends know, this end's share: the far end has it as its far nonce. */
  public byte[] nearNonce() {
    return nearNonce;
  }

  /** 32 bytes that both ends know, the far end's share. */
  public byte[] farNonce() {
    return farNonce;
  }

  /** Bytes of the HMAC on our packets, 4 to 32; 0 where they have a checksum. */
  public int sendHmacLength() {
    return sendHmacLength;
  }

  /** Bytes of the HMAC on the far end's packets, 4 to 32; 0 where they have a checksum. */
  public int receiveHmacLength() {
    return receiveHmacLength;
  }

  /** True if our packets carry sequence numbers. */
  public boolean sendsSequenceNumbers() {
    return sendsSequenceNumbers;
  }

  /** True if the far end's packets carry sequence numbers. */
  public boolean receivesSequenceNumbers() {
    return receivesSequenceNumbers;
  }
}
