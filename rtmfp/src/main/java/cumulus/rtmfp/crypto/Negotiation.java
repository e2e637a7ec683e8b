package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;

/**
 * What one end says about HMACs or about session sequence numbers (RFC 7425 section 4, Session
 * Keying Components).
 *
 * <pre>
 * 1a HMAC               flags(1), VLU length
 * 1e sequence numbers   flags(1)
 * </pre>
 *
 * A missing option is {@link #NONE}.
 *
 * @param flags {@link #SEND_ALWAYS}, {@link #SEND_ON_REQUEST} and {@link #REQUEST}, added
 * @param length bytes of the HMAC on the sender's packets: 4 to 32 if it may send them, else 0;
 *     always 0 for sequence numbers
 */
record Negotiation(int flags, int length) {
  /** SND: will send in any case. */
  static final int SEND_ALWAYS = 4;

  /** SOR: will send if the far end sets {@link #REQUEST}. */
  static final int SEND_ON_REQUEST = 2;

  /** REQ: the far end shall send. */
  static final int REQUEST = 1;

  static final Negotiation NONE = new Negotiation(0, 0);

  static final int MIN_HMAC_LENGTH = 4;
  static final int MAX_HMAC_LENGTH = 32;

  private static final int KNOWN_FLAGS = SEND_ALWAYS | SEND_ON_REQUEST | REQUEST;

  /**
   * Reads option 1a.
   *
   * @throws ProtocolException when flags or length are missing or contradict each other
   */
  static Negotiation readHmac(Options option) throws ProtocolException {
    int flags = option.takeByte() & KNOWN_FLAGS;
    long length = option.takeVlu();
    boolean sends = (flags & (SEND_ALWAYS | SEND_ON_REQUEST)) != 0;
    boolean inRange = length >= MIN_HMAC_LENGTH && length <= MAX_HMAC_LENGTH;
    if (sends ? !inRange : length != 0) {
      throw new ProtocolException(DropReason.NEGOTIATION);
    }
    return new Negotiation(flags, (int) length);
  }

  /**
   * Reads option 1e.
   *
   * @throws ProtocolException when the flags are missing
   */
  static Negotiation readSequenceNumbers(Options option) throws ProtocolException {
    return new Negotiation(option.takeByte() & KNOWN_FLAGS, 0);
  }

  /** True if this end can be made to send. */
  boolean offers() {
    return (flags & (SEND_ALWAYS | SEND_ON_REQUEST)) != 0;
  }

  /** True if this end sends on its packets, given what the far end of it said. */
  boolean sendsTo(Negotiation far) {
    return (flags & SEND_ALWAYS) != 0
        || (flags & SEND_ON_REQUEST) != 0 && (far.flags & REQUEST) != 0;
  }

  /**
   * Fails the handshake when we require this far end to send and it does not offer to.
   *
   * @throws ProtocolException with {@code NEGOTIATION}
   */
  void mustOfferIf(boolean required) throws ProtocolException {
    if (required && !offers()) {
      throw new ProtocolException(DropReason.NEGOTIATION);
    }
  }

  /**
   * What a responder answers to this: it sends when asked to, and asks only where configured to.
   * Without a request that is flags 0 and length 0, the form that Flash and librtmfp expect.
   *
   * @param required whether we require the far end to send
   * @param offeredLength HMAC length on our packets, 0 for sequence numbers
   * @throws ProtocolException when it is required and not offered
   */
  Negotiation answer(boolean required, int offeredLength) throws ProtocolException {
    mustOfferIf(required);
    boolean asked = (flags & REQUEST) != 0;
    return new Negotiation(
        (asked ? SEND_ON_REQUEST : 0) | (required ? REQUEST : 0), asked ? offeredLength : 0);
  }
}
