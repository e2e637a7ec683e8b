package cumulus.transport;

import cumulus.rtmfp.Address;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of peers by what a {@code sockaddr_in6} says, in a direct-mapped table: a known source
 * costs no object, and a link-local one keeps its scope (the interface it is reached by). Owned by
 * one thread.
 */
final class PeerTable {
  private static final int SLOTS = 1 << 13;

  /** The prefix fe80::/10, whose addresses alone need a scope. */
  private static final long LINK_LOCAL = 0xfe80 >>> 6;

  private static final int LINK_LOCAL_SHIFT = 64 - 10;

  private final @Nullable Address[] addresses = new @Nullable Address[SLOTS];
  private final int[] scopes = new int[SLOTS];

  /** The address of a source, the same object as last time if it is remembered. */
  Address find(long high, long low, int port, int scope) {
    int slot = slot(high, low, port);
    Address known = addresses[slot];
    if (known == null || known.high() != high || known.low() != low || known.port() != port) {
      known = new Address(high, low, port);
      addresses[slot] = known;
    }
    if (scopes[slot] != scope) {
      scopes[slot] = scope;
    }
    return known;
  }

  /** The scope by which an address was last heard, 0 for most. */
  int scope(Address address) {
    if (address.high() >>> LINK_LOCAL_SHIFT != LINK_LOCAL) {
      return 0;
    }
    int slot = slot(address.high(), address.low(), address.port());
    return address.equals(addresses[slot]) ? scopes[slot] : 0;
  }

  private static int slot(long high, long low, int port) {
    long mixed = ((high * 31 + low) * 31 + port) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> Long.numberOfLeadingZeros(SLOTS - 1));
  }
}
