package cumulus.links;

import cumulus.links.wire.Frame;

/** Takes frames for one linked server; never blocks. */
interface Outlet {
  /**
   * Queues a frame. A queue that is full or stands still ends the link, which is told as its end.
   */
  void send(Frame frame, long nowNanos);

  /** Bytes that wait to be sent. */
  long queuedBytes();
}
