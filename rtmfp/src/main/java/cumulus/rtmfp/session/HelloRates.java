package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;

/**
 * Hellos answered per source host and second, in a table of fixed size: sources that share a slot
 * take its counter over from each other, so a flood from many sources costs no memory and a single
 * source cannot make an amplifier of us.
 */
final class HelloRates {
  private static final int SLOTS = 4096;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int perSecond;
  private final long salt;
  private final long[] hosts = new long[SLOTS];
  private final long[] since = new long[SLOTS];
  private final int[] counts = new int[SLOTS];

  HelloRates(int perSecond, long salt) {
    this.perSecond = perSecond;
    this.salt = salt;
  }

  /** Counts a hello; false if its source has had its share of this second. */
  boolean allows(long nowNanos, Address from) {
    long host = ((from.high() ^ salt) * 0x9e3779b97f4a7c15L ^ from.low()) * 0xbf58476d1ce4e5b9L;
    int slot = (int) (host >>> 40) & SLOTS - 1;
    if (hosts[slot] != host || counts[slot] == 0 || nowNanos - since[slot] >= SECOND_NANOS) {
      hosts[slot] = host;
      since[slot] = nowNanos;
      counts[slot] = 0;
    }
    return ++counts[slot] <= perSecond;
  }
}
