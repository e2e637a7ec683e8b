package cumulus.rtmfp.flow;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.trace.TraceEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session has in flight over all its flows, in the order of sending (RFC 7016 section
 * 3.6.2.5). An acknowledgement of something sent later counts against everything sent before it.
 */
public final class Flight {
  private @Nullable Fragment first;
  private @Nullable Fragment last;
  private long bytes;
  private long nextTransmission = 1;
  private long highestAcknowledged;
  private long acknowledgedBytes;
  private long fragmentsSent;
  private long fragmentsLost;

  public Flight() {}

  /** S_OUTSTANDING: bytes of chunks in flight. */
  public long bytes() {
    return bytes;
  }

  public boolean isEmpty() {
    return first == null;
  }

  /** Data chunks sent, repetitions included. */
  public long fragmentsSent() {
    return fragmentsSent;
  }

  /** Data chunks found lost. */
  public long fragmentsLost() {
    return fragmentsLost;
  }

  /** Bytes acknowledged since the last call: those of one packet. */
  public long takeAcknowledgedBytes() {
    long taken = acknowledgedBytes;
    acknowledgedBytes = 0;
    return taken;
  }

  void sent(Fragment fragment, int chunkBytes) {
    fragment.isInFlight = true;
    fragment.naks = 0;
    fragment.chunkBytes = chunkBytes;
    fragment.transmission = nextTransmission++;
    fragment.previousInFlight = last;
    fragment.nextInFlight = null;
    if (last == null) {
      first = fragment;
    } else {
      last.nextInFlight = fragment;
    }
    last = fragment;
    bytes += chunkBytes;
    fragmentsSent++;
  }

  void acknowledged(Fragment fragment) {
    highestAcknowledged = Math.max(highestAcknowledged, fragment.transmission);
    acknowledgedBytes += fragment.chunkBytes;
    remove(fragment);
  }

  void remove(Fragment fragment) {
    Fragment before = fragment.previousInFlight;
    Fragment after = fragment.nextInFlight;
    if (before == null) {
      first = after;
    } else {
      before.nextInFlight = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previousInFlight = before;
    }
    fragment.previousInFlight = null;
    fragment.nextInFlight = null;
    fragment.isInFlight = false;
    bytes -= fragment.chunkBytes;
  }

  /** Result of {@link #countNaks}. */
  public enum Nak {
    NONE,
    SOME,
    LOSS
  }

  /**
   * After a packet with acknowledgements: counts one against everything sent before what it
   * acknowledged.
   */
  public Nak countNaks() {
    var result = Nak.NONE;
    Fragment next = first;
    while (next != null && next.transmission < highestAcknowledged) {
      Fragment fragment = next;
      next = fragment.nextInFlight;
      if (++fragment.naks >= Params.NAKS_FOR_LOSS) {
        lose(fragment, TraceEvent.Loss.NEGATIVE_ACKNOWLEDGEMENT);
        result = Nak.LOSS;
      } else if (result == Nak.NONE) {
        result = Nak.SOME;
      }
    }
    return result;
  }

  /** The time-out alarm fired: nothing is in flight any more. Returns true if anything was. */
  public boolean loseAll() {
    boolean hadAny = first != null;
    while (first != null) {
      lose(first, TraceEvent.Loss.TIME_OUT);
    }
    return hadAny;
  }

  private void lose(Fragment fragment, TraceEvent.Loss loss) {
    remove(fragment);
    fragmentsLost++;
    Objects.requireNonNull(fragment.flow, "a fragment in flight belongs to a flow")
        .lost(fragment, loss);
  }
}
