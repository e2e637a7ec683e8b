package cumulus.rtmfp.flow;

import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.Vlu;
import java.util.Arrays;

/**
 * The sequence numbers that a receiving flow has seen: everything up to {@link #cumulative}, and
 * separate runs above it in rising order.
 */
final class SequenceRanges {
  private static final int INITIAL = 2;
  private static final long[] NONE = new long[0];

  private long cumulative;
  private long[] from = NONE;
  private long[] to = NONE;
  private int count;

  SequenceRanges() {}

  /** Highest number such that it and all below were seen; 0 at first (numbers begin at 1). */
  long cumulative() {
    return cumulative;
  }

  /**
   * True if numbers above {@link #cumulative} were seen, so that something is missing in between.
   */
  boolean hasGaps() {
    return count > 0;
  }

  /** The highest number seen. */
  long highest() {
    return count == 0 ? cumulative : to[count - 1];
  }

  boolean contains(long sequence) {
    if (sequence <= cumulative) {
      return true;
    }
    int run = firstEndingAtOrAbove(sequence);
    return run < count && from[run] <= sequence;
  }

  /**
   * True if {@link #add} of this number leaves at most so many runs; what touches a run always has
   * room, or gaps could never close again.
   */
  boolean hasRoomFor(long sequence, int maxRuns) {
    if (count < maxRuns || sequence <= cumulative + 1) {
      return true;
    }
    int run = firstEndingAtOrAbove(sequence - 1);
    return run < count && from[run] <= sequence + 1;
  }

  /** Forgets all but the first runs, and the memory of the others. */
  void keepFirst(int maxRuns) {
    count = Math.min(count, maxRuns);
    if (from.length > maxRuns) {
      from = Arrays.copyOf(from, maxRuns);
      to = Arrays.copyOf(to, maxRuns);
    }
  }

  /** Adds everything up to and including a number. */
  void addUpTo(long sequence) {
    if (sequence <= cumulative) {
      return;
    }
    cumulative = sequence;
    int gone = 0;
    while (gone < count && from[gone] <= cumulative + 1) {
      cumulative = Math.max(cumulative, to[gone]);
      gone++;
    }
    dropFirst(gone);
  }

  /** Adds one number. */
  void add(long sequence) {
    if (sequence == cumulative + 1) {
      addUpTo(sequence);
      return;
    }
    if (contains(sequence)) {
      return;
    }
    int run = firstEndingAtOrAbove(sequence - 1);
    boolean joinsBelow = run < count && to[run] == sequence - 1;
    int above = joinsBelow ? run + 1 : run;
    boolean joinsAbove = above < count && from[above] == sequence + 1;
    if (joinsBelow && joinsAbove) {
      to[run] = to[above];
      remove(above);
    } else if (joinsBelow) {
      to[run] = sequence;
    } else if (joinsAbove) {
      from[above] = sequence;
    } else {
      insert(run, sequence);
    }
  }

  /**
   * Writes {@code VLU cumulative (VLU holes-1, VLU received-1)*} as far as {@code room} bytes go.
   */
  void writeTo(PacketWriter packet, int room) {
    packet.vlu(cumulative);
    int left = room - Vlu.length(cumulative);
    long cursor = cumulative;
    for (int i = 0; i < count; i++) {
      long holes = from[i] - cursor - 2;
      long received = to[i] - from[i];
      left -= Vlu.length(holes) + Vlu.length(received);
      if (left < 0) {
        return;
      }
      packet.vlu(holes).vlu(received);
      cursor = to[i];
    }
  }

  private int firstEndingAtOrAbove(long sequence) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = low + high >>> 1;
      if (to[middle] < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void insert(int at, long sequence) {
    if (count == from.length) {
      int length = Math.max(INITIAL, 2 * count);
      from = Arrays.copyOf(from, length);
      to = Arrays.copyOf(to, length);
    }
    System.arraycopy(from, at, from, at + 1, count - at);
    System.arraycopy(to, at, to, at + 1, count - at);
    from[at] = sequence;
    to[at] = sequence;
    count++;
  }

  private void remove(int at) {
    System.arraycopy(from, at + 1, from, at, count - at - 1);
    System.arraycopy(to, at + 1, to, at, count - at - 1);
    count--;
  }

  private void dropFirst(int gone) {
    System.arraycopy(from, gone, from, 0, count - gone);
    System.arraycopy(to, gone, to, 0, count - gone);
    count -= gone;
  }
}
