package cumulus.rtmfp.flow;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.wire.UserData;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments in order and joins messages. What comes in order passes without being stored; the
 * rest is held, within the budget, until the gap before it closes or is given up.
 */
final class Reorderer {
  private record Held(
      byte[] bytes, int kind, boolean isAbandoned, boolean isForbidden, long arrivedNanos) {
    long cost() {
      return (long) bytes.length + Params.FRAGMENT_OVERHEAD;
    }
  }

  private static final int CLOSING = -1;
  private static final byte[] NOTHING = new byte[0];

  private final ReassemblyBudget budget;
  private final Assembly assembly;
  private final TreeMap<Long, Held> held = new TreeMap<>();
  private @Nullable Payload ready;
  private IntPredicate firstByteAllowed = firstByte -> true;
  private int forbidden;
  private boolean isGapSinceKnown;
  private long gapSinceNanos;
  private boolean isOnArrival;
  private long next = 1;
  private long forward;
  private long heldCost;
  private long assemblyCost;
  private long lost;
  private long totalLost;

  Reorderer(ReassemblyBudget budget, AssemblyBuffers buffers) {
    this.budget = budget;
    this.assembly = new Assembly(buffers);
  }

  void setOnArrival() {
    isOnArrival = true;
  }

  /** Bytes held and in progress. */
  long bufferedBytes() {
    return heldCost + assemblyCost;
  }

  /** Bytes of the message in progress. */
  int messageBytes() {
    return assembly.length();
  }

  boolean isEmpty() {
    return held.isEmpty() && ready == null;
  }

  /** True if something is held behind numbers that have not come. */
  boolean hasGap() {
    return !held.isEmpty() && held.firstKey() > next;
  }

  /** When the first data behind the present gap arrived. */
  long gapSinceNanos() {
    if (!isGapSinceKnown) {
      gapSinceNanos = held.firstEntry().getValue().arrivedNanos();
      for (Held each : held.values()) {
        gapSinceNanos =
            each.arrivedNanos() - gapSinceNanos < 0 ? each.arrivedNanos() : gapSinceNanos;
      }
      isGapSinceKnown = true;
    }
    return gapSinceNanos;
  }

  /** What the first byte of a message must satisfy for a gap to be given up; see RecvFlow. */
  void setAllowed(IntPredicate allowed) {
    firstByteAllowed = allowed;
    forbidden = 0;
    for (Map.Entry<Long, Held> entry : held.entrySet()) {
      Held each = entry.getValue();
      boolean isForbidden = isForbidden(each.bytes(), each.kind(), each.isAbandoned());
      forbidden += isForbidden ? 1 : 0;
      entry.setValue(
          new Held(
              each.bytes(), each.kind(), each.isAbandoned(), isForbidden, each.arrivedNanos()));
    }
  }

  private boolean isForbidden(byte[] bytes, int kind, boolean isAbandoned) {
    boolean isStart = kind == UserData.WHOLE || kind == UserData.BEGIN;
    return isStart && !isAbandoned && bytes.length > 0 && !firstByteAllowed.test(bytes[0] & 0xff);
  }

  /** True if what is held allows a gap to be given up. */
  boolean mayGiveUp() {
    return forbidden == 0;
  }

  /** Takes a fragment seen for the first time; false if the budget does not allow it. */
  boolean place(UserData data, long nowNanos, boolean isSuspended) {
    if (data.sequence < next) {
      return true;
    }
    boolean isWhole = data.fragment() == UserData.WHOLE && !data.isAbandoned();
    if (isOnArrival && isWhole && !isSuspended && data.sequence != next) {
      // Its number is only remembered, so that it is no gap later.
      ready = Payload.copyOf(data.packet, data.dataFrom, data.dataLength());
      return hold(data.sequence, NOTHING, UserData.WHOLE, true, nowNanos);
    }
    if (data.sequence == next && held.isEmpty() && !isSuspended && ready == null) {
      next++;
      return consume(data.packet, data.dataFrom, data.dataLength(), kind(data), data.isAbandoned());
    }
    byte[] copy =
        data.isAbandoned() ? NOTHING : Arrays.copyOfRange(data.packet, data.dataFrom, data.dataTo);
    return hold(data.sequence, copy, kind(data), data.isAbandoned(), nowNanos);
  }

  /** The usual end of a flow, a final number without data, is no loss. */
  private static int kind(UserData data) {
    return data.isAbandoned() && data.isFinal() ? CLOSING : data.fragment();
  }

  private boolean hold(long sequence, byte[] bytes, int kind, boolean isAbandoned, long nowNanos) {
    boolean isForbidden = isForbidden(bytes, kind, isAbandoned);
    var fragment = new Held(bytes, kind, isAbandoned, isForbidden, nowNanos);
    if (!budget.take(fragment.cost())) {
      return false;
    }
    if (held.isEmpty()) {
      isGapSinceKnown = true;
      gapSinceNanos = nowNanos;
    }
    forbidden += isForbidden ? 1 : 0;
    heldCost += fragment.cost();
    held.put(sequence, fragment);
    return true;
  }

  /** Nothing up to this number will come any more. */
  void forwardTo(long forwardSequence) {
    forward = Math.max(forward, forwardSequence);
  }

  /** Goes on to the next message or loss; false when nothing more can be done now. */
  boolean advance() {
    while (ready == null) {
      Map.Entry<Long, Held> entry = held.firstEntry();
      if (entry != null && entry.getKey() == next) {
        held.remove(next);
        next++;
        Held fragment = entry.getValue();
        heldCost -= fragment.cost();
        forbidden -= fragment.isForbidden() ? 1 : 0;
        // Others may have come as early; later ones never come earlier.
        isGapSinceKnown &= fragment.arrivedNanos() != gapSinceNanos;
        budget.give(fragment.cost());
        if (!consume(
            fragment.bytes(),
            0,
            fragment.bytes().length,
            fragment.kind(),
            fragment.isAbandoned())) {
          // The budget that held it has just been given back, so this is another session's doing.
          loseMessage();
        }
      } else if (next <= forward) {
        long to = entry == null ? forward + 1 : Math.min(entry.getKey(), forward + 1);
        skipTo(to);
      } else {
        return false;
      }
    }
    return true;
  }

  /** Counts the present gap as lost and goes on with what is held behind it. */
  void giveUpGap() {
    skipTo(held.firstKey());
  }

  private void skipTo(long sequence) {
    lost += sequence - next;
    next = sequence;
    loseMessage();
  }

  private boolean consume(byte[] bytes, int from, int count, int kind, boolean isAbandoned) {
    if (isAbandoned) {
      lost += kind == CLOSING || isOnArrival ? 0 : 1;
      loseMessage();
      return true;
    }
    if (!assembly.accepts(kind)) {
      return true;
    }
    if (kind == UserData.WHOLE || kind == UserData.BEGIN) {
      loseMessage();
    }
    switch (kind) {
      case UserData.WHOLE -> ready = Payload.copyOf(bytes, from, count);
      case UserData.END -> {
        ready = assembly.finish(bytes, from, count);
        budget.give(assemblyCost);
        assemblyCost = 0;
      }
      default -> {
        if (!budget.take(count)) {
          return false;
        }
        assemblyCost += count;
        assembly.add(kind, bytes, from, count);
      }
    }
    return true;
  }

  private void loseMessage() {
    assembly.breakOff();
    budget.give(assemblyCost);
    assemblyCost = 0;
  }

  /** True if {@link #advance} found a message. */
  boolean hasMessage() {
    return ready != null;
  }

  /** The message that {@link #advance} found; there must be one. */
  Payload takeMessage() {
    Payload taken = Objects.requireNonNull(ready, "no message");
    ready = null;
    return taken;
  }

  /** Numbers found lost since the last call. */
  long takeLost() {
    long taken = lost;
    totalLost += taken;
    lost = 0;
    return taken;
  }

  /** Numbers that are over, the lost ones included. */
  long passed() {
    return next - 1;
  }

  long totalLost() {
    return totalLost + lost;
  }

  /** Lets everything go. */
  void clear() {
    budget.give(heldCost);
    heldCost = 0;
    held.clear();
    forbidden = 0;
    ready = null;
    loseMessage();
  }
}
