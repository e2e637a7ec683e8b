package cumulus.rtmfp.flow;

import java.util.Optional;

/**
 * Bytes received and not yet delivered, with a bound: one per session, below one for the endpoint.
 */
public final class ReassemblyBudget {
  private final long limitBytes;
  private final Optional<ReassemblyBudget> whole;
  private long usedBytes;

  /** The budget of an endpoint. */
  public ReassemblyBudget(long limitBytes) {
    this(limitBytes, Optional.empty());
  }

  /** A part of another budget. */
  public ReassemblyBudget(long limitBytes, ReassemblyBudget whole) {
    this(limitBytes, Optional.of(whole));
  }

  private ReassemblyBudget(long limitBytes, Optional<ReassemblyBudget> whole) {
    this.limitBytes = limitBytes;
    this.whole = whole;
  }

  /** Takes bytes; false, and nothing is taken, if that would pass a bound. */
  boolean take(long bytes) {
    if (usedBytes + bytes > limitBytes || whole.isPresent() && !whole.get().take(bytes)) {
      return false;
    }
    usedBytes += bytes;
    return true;
  }

  /** Gives bytes back. */
  void give(long bytes) {
    usedBytes -= bytes;
    assert usedBytes >= 0 : "more given back than taken";
    if (whole.isPresent()) {
      whole.get().give(bytes);
    }
  }

  /** Bytes taken now. */
  public long usedBytes() {
    return usedBytes;
  }
}
