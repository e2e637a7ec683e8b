package cumulus.rtmfp.session;

import cumulus.rtmfp.Params;

/**
 * The end of a session (RFC 7016 section 3.5.5): asking until answered, or lingering to answer, or
 * over.
 */
final class Closing {
  /** Who closes. */
  enum Kind {
    /** We do: the request is repeated until answered. */
    NEAR,
    /** The far end does: we stay to answer repeated requests. */
    FAR,
    /** It is over but for one last packet. */
    OVER
  }

  private final Engine engine;
  private final SessionCore session;
  private final Kind kind;
  private final long endNanos;
  private long requestNanos;
  private boolean owesRequest;
  private boolean isOver;

  Closing(Engine engine, SessionCore session, Kind kind) {
    this.engine = engine;
    this.session = session;
    this.kind = kind;
    long lingerNanos =
        switch (kind) {
          case NEAR -> Params.NEAR_CLOSE_NANOS;
          case FAR -> Params.FAR_CLOSE_LINGER_NANOS;
          case OVER -> 0;
        };
    this.endNanos = engine.nowNanos + lingerNanos;
    this.requestNanos = engine.nowNanos;
    this.isOver = kind == Kind.OVER;
  }

  boolean isOver() {
    return isOver;
  }

  /** True once if a close request is to be sent. */
  boolean takeRequest() {
    boolean owed = owesRequest;
    owesRequest = false;
    return owed;
  }

  long onTimer(long nowNanos) {
    if (isOver || nowNanos - endNanos >= 0) {
      isOver = true;
      engine.remove(session);
      return Deadlines.NEVER;
    }
    if (kind == Kind.FAR) {
      return endNanos;
    }
    if (nowNanos - requestNanos >= 0) {
      owesRequest = true;
      requestNanos = nowNanos + Params.CLOSE_RETRY_NANOS;
      session.wantsTurn();
    }
    return requestNanos - endNanos < 0 ? requestNanos : endNanos;
  }
}
