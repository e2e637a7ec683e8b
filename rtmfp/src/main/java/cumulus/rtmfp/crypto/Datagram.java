package cumulus.rtmfp.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A UDP payload (RFC 7016 section 2.2.2).
 *
 * <pre>
 *  scrambled session id (4) | cipher text        scrambled = id ^ word 0 ^ word 1 of the cipher text
 * </pre>
 *
 * A cipher text under 8 bytes counts as filled up with zeros, for the scrambling only.
 */
public final class Datagram {
  /** Bytes of the scrambled session id. */
  public static final int SESSION_ID_LENGTH = 4;

  private static final int WORDS_END = 12;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Datagram() {}

  /**
   * Writes {@code sessionId}, scrambled, in front of the cipher text that already stands in {@code
   * datagram[from + 4, to)}; returns the scrambled value.
   */
  public static int scramble(byte[] datagram, int from, int to, int sessionId) {
    int scrambled = sessionId ^ mask(datagram, from, to);
    INTS.set(datagram, from, scrambled);
    return scrambled;
  }

  /** Session id of the datagram in {@code datagram[from, to)}, which has at least 4 bytes. */
  public static int unscramble(byte[] datagram, int from, int to) {
    return (int) INTS.get(datagram, from) ^ mask(datagram, from, to);
  }

  private static int mask(byte[] datagram, int from, int to) {
    if (to - from >= WORDS_END) {
      return (int) INTS.get(datagram, from + 4) ^ (int) INTS.get(datagram, from + 8);
    }
    int mask = 0;
    for (int i = SESSION_ID_LENGTH; i < to - from; i++) {
      mask ^= (datagram[from + i] & 0xff) << 24 - 8 * (i & 3);
    }
    return mask;
  }
}
