package cumulus.rtmfp.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * HMAC-SHA256 (RFC 2104) with one key, used again and again by one thread. Written over {@code
 * MessageDigest}, since {@code Mac.doFinal} allocates its result for every packet.
 */
final class Hmac {
  /** Bytes of a full result. */
  static final int LENGTH = 32;

  private static final int BLOCK = 64;

  private final MessageDigest digest = sha256();
  private final byte[] innerKey = new byte[BLOCK];
  private final byte[] outerKey = new byte[BLOCK];

  Hmac(byte[] key) {
    byte[] shortKey = key.length > BLOCK ? digest.digest(key) : key;
    for (int i = 0; i < BLOCK; i++) {
      byte keyByte = i < shortKey.length ? shortKey[i] : 0;
      innerKey[i] = (byte) (keyByte ^ 0x36);
      outerKey[i] = (byte) (keyByte ^ 0x5c);
    }
  }

  /** Writes the 32 bytes for {@code message[from, to)} to the start of {@code target}. */
  void compute(byte[] message, int from, int to, byte[] target) {
    try {
      digest.update(innerKey);
      digest.update(message, from, to - from);
      digest.digest(target, 0, LENGTH);
      digest.update(outerKey);
      digest.update(target, 0, LENGTH);
      digest.digest(target, 0, LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("the target has room for 32 bytes", e);
    }
  }

  /** The 32 bytes for a whole message. */
  byte[] of(byte[] message) {
    byte[] result = new byte[LENGTH];
    compute(message, 0, message.length, result);
    return result;
  }

  /**
   * True if {@code length} bytes are equal, in a time that does not tell where they first differ.
   */
  static boolean sameBytes(byte[] a, int fromA, byte[] b, int fromB, int length) {
    int difference = 0;
    for (int i = 0; i < length; i++) {
      difference |= a[fromA + i] ^ b[fromB + i];
    }
    return difference == 0;
  }

  /** A SHA-256 engine, which every Java platform must have. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
