package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.random.RandomGenerator;

/**
 * The initiator's half of key agreement (RFC 7425 section 4, Session Keying Components): the
 * component it sends, kept until the answer is there. The component stays the same however often
 * IIKeying is repeated.
 */
public final class InitiatorKeying {
  /** What Flash Player announces. */
  private static final int HMAC_LENGTH = 10;

  private final KeyingPolicy policy;
  private final Certificate far;
  private final DhKeyPair pair;
  private final byte[] skic;

  /** For a component that is given. */
  InitiatorKeying(KeyingPolicy policy, Certificate far, DhKeyPair pair, byte[] skic) {
    this.policy = policy;
    this.far = far;
    this.pair = pair;
    this.skic = skic;
  }

  /**
   * Chooses the group, the first of our certificate that the far one supports too, and makes the
   * component as Flash Player does. Where the policy requires something, flag 01 joins 02. With an
   * ephemeral identity this costs a modular exponentiation.
   *
   * <pre>
   * static      02 1d group | 41 0e salt(64) | 03 1a 02 0a | 02 1e 02
   * ephemeral   0d group, public key         | 03 1a 02 0a | 02 1e 02
   * </pre>
   *
   * @throws ProtocolException when the certificates have no group in common
   */
  public static InitiatorKeying begin(
      Identity near, KeyingPolicy policy, Certificate far, RandomGenerator random)
      throws ProtocolException {
    DhGroup group =
        near.certificate().groups().stream()
            .filter(far::supports)
            .findFirst()
            .orElseThrow(() -> new ProtocolException(DropReason.KEYING));
    DhKeyPair pair = near.staticKey(group).orElseGet(() -> DhKeyPair.generate(group, random));
    var options = new Options.Builder();
    if (near.certificate().isStatic()) {
      options
          .addVlu(KeyingComponent.GROUP_SELECT, group.id())
          .add(KeyingComponent.SALT, KeyAgreement.salt(random));
    } else {
      options.addVlu(KeyingComponent.EPHEMERAL_KEY, group.id(), pair.publicKey());
    }
    options
        .add(KeyingComponent.HMAC, flags(policy.hmacRequired()), (byte) HMAC_LENGTH)
        .add(KeyingComponent.SEQUENCE_NUMBERS, flags(policy.sequenceNumbersRequired()));
    return new InitiatorKeying(policy, far, pair, options.toBytes());
  }

  /** The component to send. Shared: not to be changed. */
  public byte[] skic() {
    return skic;
  }

  /** The group of this handshake. */
  public DhGroup group() {
    return pair.group();
  }

  /**
   * The job that computes the keys from the responder's component.
   *
   * @param skrc as received; kept, not to be changed
   * @throws ProtocolException with {@code KEYING} for a malformed component or a key that is
   *     missing, of another group or out of range; with {@code NEGOTIATION} where the policy
   *     requires what the responder does not offer
   */
  public KeyAgreement finish(byte[] skrc) throws ProtocolException {
    KeyingComponent answer = KeyingComponent.parse(skrc);
    answer.hmac().mustOfferIf(policy.hmacRequired());
    answer.sequenceNumbers().mustOfferIf(policy.sequenceNumbersRequired());
    return KeyAgreement.initiate(pair, skic, skrc, answer.publicKey(far, pair.group()));
  }

  private static byte flags(boolean required) {
    return (byte) (Negotiation.SEND_ON_REQUEST | (required ? Negotiation.REQUEST : 0));
  }
}
