package cumulus.rtmfp.crypto;

import cumulus.rtmfp.Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * Makes and checks the cookies of a responder (RFC 7016 section 3.5.1) without keeping anything for
 * a hello. A cookie proves that we made it, for which address, and when; 64 bytes, the length that
 * old peers insist on.
 *
 * <pre>
 *  time(8) | H(time)[0, 24) | H(time, address(16), port(2))        H = HMAC-SHA256 with the jar's key
 * </pre>
 *
 * Confined to one thread; jars with the same key accept each other's cookies.
 */
public final class CookieJar {
  /** Bytes of a cookie. */
  public static final int COOKIE_LENGTH = 64;

  /** Bytes of a jar's key. */
  public static final int KEY_LENGTH = 32;

  /** How long a cookie is good, as long as an initiator goes on trying: 95 s. */
  public static final long LIFETIME_NANOS = 95_000_000_000L;

  /** Loops that share a key read the same clock, but not in the same instant. */
  private static final long MAX_SKEW_NANOS = 1_000_000_000L;

  private static final int TIME_LENGTH = 8;
  private static final int TIME_PROOF_LENGTH = 24;
  private static final int ADDRESS_PROOF_AT = TIME_LENGTH + TIME_PROOF_LENGTH;
  private static final int MESSAGE_LENGTH = TIME_LENGTH + 16 + 2;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Hmac hmac;
  private final byte[] message = new byte[MESSAGE_LENGTH];
  private final byte[] expected = new byte[COOKIE_LENGTH];
  private final byte[] proof = new byte[Hmac.LENGTH];

  /** What a cookie is worth. */
  public enum Verdict {
    /** Ours, of this address, and young enough. */
    GOOD,
    /** Ours and young enough, but made for another address. */
    OTHER_ADDRESS,
    /** Too old, damaged, or not ours. */
    STALE_OR_FORGED
  }

  /** A jar with a key of its own. */
  public CookieJar(RandomGenerator random) {
    this(newKey(random));
  }

  /** A jar with a given key, for several loops that answer for one server. */
  public CookieJar(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("a cookie key has 32 bytes, not " + key.length);
    }
    hmac = new Hmac(key);
  }

  /** A key for {@link #CookieJar(byte[])}. */
  public static byte[] newKey(RandomGenerator random) {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    return key;
  }

  /** A new cookie for an initiator at this address. */
  public byte[] issue(long nowNanos, Address to) {
    make(nowNanos, to);
    return expected.clone();
  }

  /** Checks a cookie that came from this address. */
  public Verdict check(long nowNanos, byte[] cookie, Address from) {
    if (cookie.length != COOKIE_LENGTH) {
      return Verdict.STALE_OR_FORGED;
    }
    long madeNanos = (long) LONGS.get(cookie, 0);
    long ageNanos = nowNanos - madeNanos;
    make(madeNanos, from);
    if (!Hmac.sameBytes(cookie, 0, expected, 0, ADDRESS_PROOF_AT)
        || ageNanos > LIFETIME_NANOS
        || ageNanos < -MAX_SKEW_NANOS) {
      return Verdict.STALE_OR_FORGED;
    }
    return Hmac.sameBytes(cookie, ADDRESS_PROOF_AT, expected, ADDRESS_PROOF_AT, Hmac.LENGTH)
        ? Verdict.GOOD
        : Verdict.OTHER_ADDRESS;
  }

  /** Fills {@link #expected}. */
  private void make(long nanos, Address address) {
    LONGS.set(message, 0, nanos);
    LONGS.set(message, TIME_LENGTH, address.high());
    LONGS.set(message, TIME_LENGTH + 8, address.low());
    message[MESSAGE_LENGTH - 2] = (byte) (address.port() >>> 8);
    message[MESSAGE_LENGTH - 1] = (byte) address.port();
    System.arraycopy(message, 0, expected, 0, TIME_LENGTH);
    hmac.compute(message, 0, TIME_LENGTH, proof);
    System.arraycopy(proof, 0, expected, TIME_LENGTH, TIME_PROOF_LENGTH);
    hmac.compute(message, 0, MESSAGE_LENGTH, proof);
    System.arraycopy(proof, 0, expected, ADDRESS_PROOF_AT, Hmac.LENGTH);
  }
}
