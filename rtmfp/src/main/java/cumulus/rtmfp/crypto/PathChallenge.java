package cumulus.rtmfp.crypto;

import cumulus.rtmfp.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The message of a ping that proves a far end's new address (RFC 7016 section 3.5.4.2), so that
 * nothing about the address need be kept.
 *
 * <pre> 'M' | nanoseconds(8) | HMAC(secret, 'M' | nanoseconds | address(16) | port(2))(32) </pre>
 */
public final class PathChallenge {
  /** Bytes of a challenge. */
  public static final int LENGTH = 1 + 8 + Hmac.LENGTH;

  private static final byte MARK = 'M';
  private static final int TIME_AT = 1;
  private static final int PROOF_AT = 9;
  private static final int INPUT_LENGTH = PROOF_AT + 18;
  private static final int KEY_LENGTH = 32;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Hmac hmac;

  public PathChallenge(RandomGenerator random) {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    hmac = new Hmac(key);
  }

  /** A challenge for this address. */
  public byte[] issue(long nowNanos, Address to) {
    byte[] input = new byte[INPUT_LENGTH];
    input[0] = MARK;
    LONGS.set(input, TIME_AT, nowNanos);
    LONGS.set(input, PROOF_AT, to.high());
    LONGS.set(input, PROOF_AT + 8, to.low());
    input[INPUT_LENGTH - 2] = (byte) (to.port() >>> 8);
    input[INPUT_LENGTH - 1] = (byte) to.port();
    byte[] challenge = Arrays.copyOf(input, LENGTH);
    System.arraycopy(hmac.of(input), 0, challenge, PROOF_AT, Hmac.LENGTH);
    return challenge;
  }

  /**
   * When the challenge was issued that came back from this address; empty if it is not one of ours
   * for it.
   */
  public OptionalLong issuedNanos(byte[] echoed, Address from) {
    if (echoed.length != LENGTH || echoed[0] != MARK) {
      return OptionalLong.empty();
    }
    long nanos = (long) LONGS.get(echoed, TIME_AT);
    boolean isOurs = Hmac.sameBytes(issue(nanos, from), 0, echoed, 0, LENGTH);
    return isOurs ? OptionalLong.of(nanos) : OptionalLong.empty();
  }
}
