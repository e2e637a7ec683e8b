package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The expensive part of one handshake as a job (RFC 7425 section 4, Session Keying Components).
 * Making it does all the cheap checks; {@link #run} then does the one or two modular
 * exponentiations, on any thread, and who made it reads the result. The hand-over to the worker and
 * back must go through a queue, which makes the fields visible; nothing here is shared otherwise.
 */
public final class KeyAgreement implements Runnable {
  private final Supplier<DhKeyPair> nearPair;
  private final Function<DhKeyPair, byte[]> nearComponent;
  private final byte[] farComponent;
  private final byte[] farPublicKey;
  private final boolean isResponder;
  private byte @Nullable [] skrc;
  private @Nullable SessionKeys keys;

  private KeyAgreement(
      Supplier<DhKeyPair> nearPair,
      Function<DhKeyPair, byte[]> nearComponent,
      byte[] farComponent,
      byte[] farPublicKey,
      boolean isResponder) {
    this.nearPair = nearPair;
    this.nearComponent = nearComponent;
    this.farComponent = farComponent;
    this.farPublicKey = farPublicKey;
    this.isResponder = isResponder;
  }

  /**
   * The job that answers an IIKeying. The answer has its options in the one order that old peers
   * read: {@code 1a}, {@code 1e}, then the key {@code 0d} or, of a static identity, the salt {@code
   * 0e}.
   *
   * @param far the initiator's certificate
   * @param skic the initiator's component as received; kept, not to be changed
   * @param pairs where an ephemeral key comes from, and the random bytes of a salt
   * @throws ProtocolException with {@code KEYING} for a malformed component, a group that both do
   *     not support, or a key that is missing or out of range; with {@code NEGOTIATION} where the
   *     policy requires what the initiator does not offer
   */
  public static KeyAgreement respond(
      Identity near, KeyingPolicy policy, Certificate far, byte[] skic, KeyPairPool pairs)
      throws ProtocolException {
    KeyingComponent asked = KeyingComponent.parse(skic);
    DhGroup group = asked.chosenGroup(far);
    if (!near.certificate().supports(group)) {
      throw new ProtocolException(DropReason.KEYING);
    }
    Negotiation hmac = asked.hmac().answer(policy.hmacRequired(), policy.hmacLength());
    Negotiation numbers = asked.sequenceNumbers().answer(policy.sequenceNumbersRequired(), 0);
    byte[] farPublicKey = asked.publicKey(far, group);
    var answer =
        new Options.Builder()
            .add(KeyingComponent.HMAC, (byte) hmac.flags(), (byte) hmac.length())
            .add(KeyingComponent.SEQUENCE_NUMBERS, (byte) numbers.flags());
    if (near.certificate().isStatic()) {
      DhKeyPair pair = near.staticKey(group).orElseThrow();
      byte[] component = answer.add(KeyingComponent.SALT, salt(pairs.random())).toBytes();
      return new KeyAgreement(() -> pair, _ -> component, skic, farPublicKey, true);
    }
    return new KeyAgreement(
        pairs.take(group),
        pair ->
            answer.addVlu(KeyingComponent.EPHEMERAL_KEY, group.id(), pair.publicKey()).toBytes(),
        skic,
        farPublicKey,
        true);
  }

  /** The job of an initiator that has its answer; see {@link InitiatorKeying#finish}. */
  static KeyAgreement initiate(DhKeyPair pair, byte[] skic, byte[] skrc, byte[] farPublicKey) {
    return new KeyAgreement(() -> pair, _ -> skic, skrc, farPublicKey, false);
  }

  static byte[] salt(RandomGenerator random) {
    byte[] salt = new byte[KeyingComponent.SALT_LENGTH];
    random.nextBytes(salt);
    return salt;
  }

  /** Does the exponentiations. To be called once. */
  @Override
  public void run() {
    DhKeyPair pair = nearPair.get();
    byte[] near = nearComponent.apply(pair);
    try {
      keys = SessionKeys.derive(pair.group(), pair.secret(farPublicKey), near, farComponent);
      skrc = isResponder ? near : farComponent;
    } catch (ProtocolException e) {
      throw new IllegalStateException("key and components were checked before", e);
    }
  }

  /** True if there are no keys: {@link #run} was not called, or ended with an exception. */
  public boolean failed() {
    return keys == null;
  }

  /**
   * The responder's component, exactly as it travels; ready when {@link #run} has ended. Shared:
   * not to be changed.
   *
   * @throws IllegalStateException if the job {@link #failed}
   */
  public byte[] skrc() {
    return ready(skrc);
  }

  /**
   * The keys of the session.
   *
   * @throws IllegalStateException if the job {@link #failed}
   */
  public SessionKeys keys() {
    return ready(keys);
  }

  private static <T> T ready(@Nullable T result) {
    if (result == null) {
      throw new IllegalStateException("the key agreement has no result");
    }
    return result;
  }
}
