package cumulus.server;

/**
 * Time-stamps of one listener, shared by its audio and video (flash-profile section 6.2). The first
 * media is at 0; a new publication goes on from the last time sent; a time below the base becomes
 * the new base, also going on from there. Times are milliseconds modulo 2^32.
 */
final class ListenerClock {
  private boolean isRunning;
  private int base;
  private int start;
  private int last;

  /** The next media begins a publication. */
  void restart() {
    isRunning = false;
  }

  /** The listener's time for the publisher's. */
  int time(int published) {
    if (!isRunning || published - base < 0) {
      isRunning = true;
      base = published;
      start = last;
    }
    int time = start + (published - base);
    if (time - last > 0) {
      last = time;
    }
    return time;
  }
}
