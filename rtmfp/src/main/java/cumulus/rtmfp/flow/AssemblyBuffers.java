package cumulus.rtmfp.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays to join messages in, in sizes of powers of two, to use again. One per endpoint: what flows
 * keep between messages would be bounded by the number of flows only.
 */
public final class AssemblyBuffers {
  private static final int MIN_SHIFT = 8;
  private static final int MAX_SHIFT = 16;

  /** Bytes kept for later; larger arrays than 64 KiB never are. */
  private static final int MAX_KEPT_BYTES = 4 << 20;

  private final List<ArrayDeque<byte[]>> bySize = new ArrayList<>();
  private int keptBytes;

  public AssemblyBuffers() {
    for (int shift = MIN_SHIFT; shift <= MAX_SHIFT; shift++) {
      bySize.add(new ArrayDeque<>());
    }
  }

  /** An array of at least so many bytes, with anything in it. */
  byte[] take(int length) {
    int shift = Math.max(MIN_SHIFT, 32 - Integer.numberOfLeadingZeros(length - 1));
    if (shift > MAX_SHIFT) {
      return new byte[Math.max(length, Math.min(1 << shift, length + length / 2))];
    }
    byte[] kept = bySize.get(shift - MIN_SHIFT).pollLast();
    if (kept == null) {
      return new byte[1 << shift];
    }
    keptBytes -= kept.length;
    return kept;
  }

  /** Takes an array back. */
  void give(byte[] array) {
    int shift = 31 - Integer.numberOfLeadingZeros(array.length);
    boolean isOurs = shift >= MIN_SHIFT && shift <= MAX_SHIFT && array.length == 1 << shift;
    if (isOurs && keptBytes + array.length <= MAX_KEPT_BYTES) {
      keptBytes += array.length;
      bySize.get(shift - MIN_SHIFT).addLast(array);
    }
  }
}
