package cumulus.rtmfp.crypto;

/**
 * Session sequence numbers that have arrived (RFC 7425 section 4, Packet Encryption): one bit each
 * for the newest ones. Numbers are unsigned 64 bit. The profile asks for at least 32 packets of
 * reordering; a thousand packets are a second of a busy session, and cost 128 bytes.
 */
final class ReplayWindow {
  private static final int WORDS = 16;

  /**
   * Numbers this far or farther behind the highest are refused unseen; the word that the highest
   * one stands in is only partly filled.
   */
  static final int SIZE = (WORDS - 1) * 64;

  private final long[] seen = new long[WORDS];
  private long highest;

  /** True if {@code number} has not been recorded and is not too old to tell. */
  boolean isNew(long number) {
    if (Long.compareUnsigned(number, highest) > 0) {
      return true;
    }
    return Long.compareUnsigned(highest - number, SIZE) < 0
        && (seen[word(number)] & 1L << number) == 0;
  }

  /** Records a number for which {@link #isNew} is true. */
  void record(long number) {
    if (Long.compareUnsigned(number, highest) > 0) {
      long steps = Math.min(WORDS, (number >>> 6) - (highest >>> 6));
      for (int i = 1; i <= steps; i++) {
        seen[word(highest + 64L * i)] = 0;
      }
      highest = number;
    }
    seen[word(number)] |= 1L << number;
  }

  private static int word(long number) {
    return (int) (number >>> 6) & WORDS - 1;
  }
}
