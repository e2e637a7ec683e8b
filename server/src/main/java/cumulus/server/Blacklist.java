package cumulus.server;

import cumulus.rtmfp.Address;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * IP addresses whose packets are not read (lua-api section 4). The application decides, and every
 * loop asks for every packet: what a loop sees may be a moment old. In memory only. Any thread.
 */
public final class Blacklist {
  /** Addresses that it holds at most. */
  public static final int MAX_HOSTS = 100_000;

  private final Set<Address> hosts = ConcurrentHashMap.newKeySet();

  /** Holds nobody. */
  public Blacklist() {}

  /** Adds the IP address of an address; false if there is no room. */
  public boolean add(Address host) {
    return hosts.size() < MAX_HOSTS && (hosts.add(host.withPort(0)) || holds(host));
  }

  /** Packets of the IP address are read again. */
  public void remove(Address host) {
    hosts.remove(host.withPort(0));
  }

  /** Whether a packet from this address is to be dropped. */
  public boolean holds(Address from) {
    return !hosts.isEmpty() && hosts.contains(from.withPort(0));
  }
}
