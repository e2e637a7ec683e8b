package cumulus.rtmfp.session;

import cumulus.rtmfp.Params;
import cumulus.rtmfp.flow.Flight;
import cumulus.rtmfp.trace.CloseCause;

/**
 * Whether the far end lives. With something outstanding, 120 s without an acknowledgement or a ping
 * reply end the session; with nothing outstanding, 120 s of silence start pings, and ten of them
 * unanswered end it. Any packet that verifies counts as life.
 */
final class Liveness {
  private final SessionCore session;
  private final Flight flight;
  private long heardNanos;
  private boolean isDoubted;
  private long doubtedNanos;
  private boolean isOutstanding;
  private long outstandingNanos;
  private int pings;
  private long pingNanos;

  Liveness(SessionCore session, Flight flight, long nowNanos) {
    this.session = session;
    this.flight = flight;
    this.heardNanos = nowNanos;
  }

  long lastHeardNanos() {
    return heardNanos;
  }

  /**
   * Somebody with another certificate wants a session from the far end's address: a ping asks
   * whether the far end is still there.
   *
   * @return true if nothing was heard since that began, long enough
   */
  boolean isDisplaced(long nowNanos) {
    if (!isDoubted) {
      isDoubted = true;
      doubtedNanos = nowNanos;
    }
    session.ping();
    return nowNanos - doubtedNanos >= Params.DISPLACED_NANOS;
  }

  /** A packet verified. */
  void onHeard(long nowNanos) {
    heardNanos = nowNanos;
    isDoubted = false;
    pings = 0;
  }

  /** An acknowledgement or a ping reply: the far end hears us. */
  void onProof(long nowNanos) {
    outstandingNanos = nowNanos;
    isOutstanding = !flight.isEmpty();
  }

  /** Something that must be acknowledged leaves. */
  void onOutstanding(long nowNanos) {
    if (!isOutstanding) {
      isOutstanding = true;
      outstandingNanos = nowNanos;
    }
  }

  long onTimer(long nowNanos) {
    if (isOutstanding) {
      long deadlineNanos = outstandingNanos + Params.UNREACHABLE_NANOS;
      if (nowNanos - deadlineNanos >= 0) {
        session.end(new CloseCause.Unreachable(nowNanos - outstandingNanos), true);
        return Deadlines.NEVER;
      }
      return deadlineNanos;
    }
    long silentFromNanos = heardNanos + Params.SILENCE_NANOS;
    if (nowNanos - silentFromNanos < 0) {
      return silentFromNanos;
    }
    if (pings > 0 && nowNanos - pingNanos < 0) {
      return pingNanos;
    }
    if (pings >= Params.MAX_PINGS) {
      session.end(new CloseCause.Silent(nowNanos - heardNanos), true);
      return Deadlines.NEVER;
    }
    pings++;
    pingNanos = nowNanos + Params.PING_NANOS;
    session.ping();
    return pingNanos;
  }
}
