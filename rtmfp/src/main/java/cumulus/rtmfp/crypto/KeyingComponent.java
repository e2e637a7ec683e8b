package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Session Keying Component as read, SKIC or SKRC (RFC 7425 section 4, Session Keying Components):
 * an option sequence in any order; unknown options are ignored. The negotiations of HMAC and
 * sequence numbers ({@code 1a} and {@code 1e}) have their own type.
 *
 * <pre>
 * 0d VLU group, public key      ephemeral key: if and only if the sender's certificate is ephemeral
 * 0e random bytes               salt of a static sender
 * 1d VLU group                  group select of a static initiator
 * </pre>
 */
final class KeyingComponent {
  static final int EPHEMERAL_KEY = 0x0d;
  static final int SALT = 0x0e;
  static final int HMAC = 0x1a;
  static final int GROUP_SELECT = 0x1d;
  static final int SEQUENCE_NUMBERS = 0x1e;

  /** Bytes of the salt that we send. */
  static final int SALT_LENGTH = 64;

  private @Nullable DhGroup selected;
  private @Nullable DhGroup ephemeralGroup;
  private byte @Nullable [] ephemeralKey;
  private @Nullable Negotiation hmac;
  private @Nullable Negotiation sequenceNumbers;

  private KeyingComponent() {}

  /**
   * Reads a component.
   *
   * @throws ProtocolException when an option does not fit or is given twice, or the group is none
   *     of ours
   */
  static KeyingComponent parse(byte[] encoded) throws ProtocolException {
    var parsed = new KeyingComponent();
    var options = new Options(encoded, 0, encoded.length, DropReason.KEYING);
    while (options.next()) {
      switch (options.type()) {
        case EPHEMERAL_KEY -> {
          require(parsed.ephemeralGroup == null);
          parsed.ephemeralGroup = group(options);
          parsed.ephemeralKey = options.value();
        }
        case GROUP_SELECT -> {
          require(parsed.selected == null);
          parsed.selected = group(options);
        }
        case HMAC -> {
          require(parsed.hmac == null);
          parsed.hmac = Negotiation.readHmac(options);
        }
        case SEQUENCE_NUMBERS -> {
          require(parsed.sequenceNumbers == null);
          parsed.sequenceNumbers = Negotiation.readSequenceNumbers(options);
        }
        default -> {}
      }
    }
    return parsed;
  }

  /** What the sender says about HMACs. */
  Negotiation hmac() {
    return Optional.ofNullable(hmac).orElse(Negotiation.NONE);
  }

  /** What the sender says about sequence numbers. */
  Negotiation sequenceNumbers() {
    return Optional.ofNullable(sequenceNumbers).orElse(Negotiation.NONE);
  }

  /**
   * The group that the initiator, whose certificate is {@code owner}, chose.
   *
   * @throws ProtocolException when the choice is missing, double, or not in the certificate
   */
  DhGroup chosenGroup(Certificate owner) throws ProtocolException {
    DhGroup select = selected;
    DhGroup ephemeral = ephemeralGroup;
    DhGroup chosen = owner.isStatic() ? select : ephemeral;
    DhGroup other = owner.isStatic() ? ephemeral : select;
    if (chosen == null || other != null || !owner.supports(chosen)) {
      throw new ProtocolException(DropReason.KEYING);
    }
    return chosen;
  }

  /**
   * Public key of the sender, whose certificate is {@code owner}, checked for its range.
   *
   * @throws ProtocolException when there is none of this group, one too many, or it is out of range
   */
  byte[] publicKey(Certificate owner, DhGroup group) throws ProtocolException {
    byte[] key = ephemeralKey;
    require(owner.isStatic() == (key == null));
    if (key == null) {
      key = owner.staticKey(group).orElseThrow(() -> new ProtocolException(DropReason.KEYING));
    } else {
      require(group == ephemeralGroup);
    }
    group.readPublicKey(key);
    return key;
  }

  private static DhGroup group(Options option) throws ProtocolException {
    return DhGroup.byId(option.takeVlu())
        .orElseThrow(() -> new ProtocolException(DropReason.KEYING));
  }

  private static void require(boolean holds) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException(DropReason.KEYING);
    }
  }
}
