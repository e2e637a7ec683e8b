package cumulus.rtmfp.crypto;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.wire.Vlu;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and verifies the packets of one session, or of startup (RFC 7425 section 4, Packet
 * Encryption). AES-128 in CBC mode, the initialisation vector zero for every packet.
 *
 * <pre>
 * in the cipher blocks  [VLU sequence number] [checksum(2)] plain packet, ff to a multiple of 16
 * behind them           [truncated HMAC]
 * </pre>
 *
 * The sequence number is there when negotiated; the HMAC too, and then the checksum is absent.
 * Confined to one thread; nothing is allocated for a packet.
 */
public final class PacketCipher {
  /** Bytes that must be free in front of a plain packet: sequence number and checksum. */
  public static final int HEADROOM = 16;

  /** Bytes that must be free behind a plain packet: padding. */
  public static final int TAILROOM = 16;

  private static final int BLOCK = 16;
  private static final int CHECKSUM_LENGTH = 2;
  private static final byte[] NONE = new byte[0];
  private static final int AES_KEY_LENGTH = 16;
  private static final String TRANSFORMATION = "AES/CBC/NoPadding";

  /** Looked for once: a search through all providers costs more than the cipher. */
  private static final Provider AES = provider();

  private final Cipher encrypt;
  private final Cipher decrypt;
  private final @Nullable Hmac sendHmac;
  private final int sendHmacLength;
  private final @Nullable Hmac receiveHmac;
  private final int receiveHmacLength;
  private final boolean numbersPackets;
  private final @Nullable ReplayWindow received;
  private final byte[] hmac;
  private long nextSequence;

  private PacketCipher(byte[] key) {
    encrypt = aes(Cipher.ENCRYPT_MODE, key);
    decrypt = aes(Cipher.DECRYPT_MODE, key);
    sendHmac = null;
    sendHmacLength = 0;
    receiveHmac = null;
    receiveHmacLength = 0;
    numbersPackets = false;
    received = null;
    hmac = NONE;
  }

  private PacketCipher(SessionKeys keys) {
    encrypt = aes(Cipher.ENCRYPT_MODE, keys.encryptKey());
    decrypt = aes(Cipher.DECRYPT_MODE, keys.decryptKey());
    sendHmacLength = keys.sendHmacLength();
    sendHmac = sendHmacLength == 0 ? null : new Hmac(keys.hmacSendKey());
    receiveHmacLength = keys.receiveHmacLength();
    receiveHmac = receiveHmacLength == 0 ? null : new Hmac(keys.hmacReceiveKey());
    numbersPackets = keys.sendsSequenceNumbers();
    received = keys.receivesSequenceNumbers() ? new ReplayWindow() : null;
    hmac = sendHmacLength + receiveHmacLength == 0 ? NONE : new byte[Hmac.LENGTH];
  }

  /** The Default Session Key: always with checksum, without HMAC and sequence numbers. */
  public static PacketCipher defaultKey() {
    return new PacketCipher("Adobe Systems 02".getBytes(StandardCharsets.US_ASCII));
  }

  /** For the packets of a session with these keys; the next packet sealed has number 0. */
  public static PacketCipher of(SessionKeys keys) {
    return new PacketCipher(keys);
  }

  /**
   * Encrypts the plain packet in {@code plain[from, to)}, using {@link #HEADROOM} bytes in front of
   * it and {@link #TAILROOM} behind.
   *
   * @param target another array than {@code plain}, else the platform's cipher copies
   * @return length of the cipher text, HMAC included
   */
  public int seal(byte[] plain, int from, int to, byte[] target, int targetOffset) {
    int start = from;
    int end = to;
    if (sendHmac == null) {
      start -= CHECKSUM_LENGTH;
    }
    if (numbersPackets) {
      start -= Vlu.length(nextSequence);
      Vlu.write(plain, start, nextSequence++);
    }
    int padding = start - end & BLOCK - 1;
    Arrays.fill(plain, end, end + padding, (byte) 0xff);
    end += padding;
    if (sendHmac == null) {
      int checksum = Checksum.of(plain, from, end);
      plain[from - 2] = (byte) (checksum >>> 8);
      plain[from - 1] = (byte) checksum;
    }
    run(encrypt, plain, start, end, target, targetOffset);
    int length = end - start;
    if (sendHmac != null) {
      sendHmac.compute(target, targetOffset, targetOffset + length, hmac);
      System.arraycopy(hmac, 0, target, targetOffset + length, sendHmacLength);
    }
    return length + sendHmacLength;
  }

  /**
   * Verifies and decrypts {@code cipher[from, to)} into the start of {@code plain}.
   *
   * @return where the plain packet stands in {@code plain}, its padding included: {@code (long)
   *     start << 32 | end}
   * @throws ProtocolException with {@code DATAGRAM_LENGTH}, {@code HMAC}, {@code REPLAY} or {@code
   *     CHECKSUM}; nothing of the packet may be used then
   */
  public long open(byte[] cipher, int from, int to, byte[] plain) throws ProtocolException {
    int end = to - receiveHmacLength;
    int length = end - from;
    if (length <= 0 || (length & BLOCK - 1) != 0 || length > plain.length) {
      throw new ProtocolException(DropReason.DATAGRAM_LENGTH);
    }
    if (receiveHmac != null) {
      receiveHmac.compute(cipher, from, end, hmac);
      if (!Hmac.sameBytes(hmac, 0, cipher, end, receiveHmacLength)) {
        throw new ProtocolException(DropReason.HMAC);
      }
    }
    run(decrypt, cipher, from, end, plain, 0);
    int start = 0;
    long sequence = 0;
    if (received != null) {
      start = sequenceEnd(plain, length);
      sequence = Vlu.value(plain, 0, start);
      if (!received.isNew(sequence)) {
        throw new ProtocolException(DropReason.REPLAY);
      }
    }
    if (receiveHmac == null) {
      start += CHECKSUM_LENGTH;
      if (start > length
          || Checksum.of(plain, start, length)
              != ((plain[start - 2] & 0xff) << 8 | plain[start - 1] & 0xff)) {
        throw new ProtocolException(DropReason.CHECKSUM);
      }
    }
    // Only now: a forged packet must not use up the number of a true one.
    if (received != null) {
      received.record(sequence);
    }
    return (long) start << 32 | length;
  }

  /**
   * Most bytes that go with a plain packet besides its padding; constant for a session. With
   * sequence numbers it counts the longest number.
   */
  public int overhead() {
    return head() + sendHmacLength;
  }

  /** Length of the largest plain packet whose cipher text has at most {@code maxCipher} bytes. */
  public int maxPlain(int maxCipher) {
    return (maxCipher - sendHmacLength & -BLOCK) - head();
  }

  private int head() {
    return (numbersPackets ? Vlu.MAX_LENGTH : 0) + (sendHmac == null ? CHECKSUM_LENGTH : 0);
  }

  /** A number without end is the mark of a damaged packet, as a wrong checksum is. */
  private static int sequenceEnd(byte[] plain, int length) throws ProtocolException {
    for (int at = 0; at < length; at++) {
      if (plain[at] >= 0) {
        return at + 1;
      }
    }
    throw new ProtocolException(DropReason.CHECKSUM);
  }

  private static void run(Cipher aes, byte[] source, int from, int to, byte[] target, int offset) {
    try {
      // doFinal puts the cipher back to its first IV, so it never needs another init.
      aes.doFinal(source, from, to - from, target, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("whole blocks and room for them were given", e);
    }
  }

  private static Provider provider() {
    try {
      return Cipher.getInstance(TRANSFORMATION).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in CBC mode", e);
    }
  }

  private static Cipher aes(int mode, byte[] key) {
    try {
      Cipher aes = Cipher.getInstance(TRANSFORMATION, AES);
      aes.init(
          mode,
          new SecretKeySpec(key, 0, AES_KEY_LENGTH, "AES"),
          new IvParameterSpec(new byte[BLOCK]));
      return aes;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in CBC mode", e);
    }
  }
}
