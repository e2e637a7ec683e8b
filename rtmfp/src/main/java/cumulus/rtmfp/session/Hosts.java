package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.congestion.HostTraffic;
import java.util.HashMap;
import java.util.Map;

/**
 * Time critical traffic by far host, kept while a session with that host lives; a client has one
 * for all.
 */
final class Hosts {
  private record Host(long high, long low) {}

  private static final class Shared {
    final HostTraffic traffic = new HostTraffic();
    int sessions;
  }

  private static final Host ANY = new Host(0, 0);

  private final boolean isPerHost;
  private final Map<Host, Shared> byHost = new HashMap<>();

  Hosts(boolean isPerHost) {
    this.isPerHost = isPerHost;
  }

  HostTraffic acquire(Address address) {
    Shared shared = byHost.computeIfAbsent(host(address), _ -> new Shared());
    shared.sessions++;
    return shared.traffic;
  }

  /** Sessions with this host; of a client, with all hosts. */
  int sessions(Address address) {
    Shared shared = byHost.get(host(address));
    return shared == null ? 0 : shared.sessions;
  }

  void release(Address address) {
    Host host = host(address);
    Shared shared = byHost.get(host);
    if (shared != null && --shared.sessions == 0) {
      byHost.remove(host);
    }
  }

  private Host host(Address address) {
    return isPerHost ? new Host(address.high(), address.low()) : ANY;
  }
}
