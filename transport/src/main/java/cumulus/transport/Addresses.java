package cumulus.transport;

import cumulus.rtmfp.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns socket addresses into our own and back. Keeps the last of each in two direct-mapped tables,
 * so that in the steady state neither direction allocates, and a link-local sender keeps its scope.
 * Owned by one thread.
 */
public final class Addresses {
  private static final int SLOTS = 1 << 13;
  private static final int MAX_LOCAL = 16;

  private final @Nullable InetSocketAddress[] keys = new @Nullable InetSocketAddress[SLOTS];
  private final @Nullable Address[] values = new @Nullable Address[SLOTS];
  private final @Nullable Address[] backKeys = new @Nullable Address[SLOTS];
  private final @Nullable InetSocketAddress[] backValues = new @Nullable InetSocketAddress[SLOTS];

  /** Empty tables. */
  public Addresses() {}

  /** A resolved socket address as ours; no table. */
  public static Address of(InetSocketAddress address) {
    return Address.of(address.getAddress().getAddress(), address.getPort());
  }

  /** Ours as a socket address; no table. */
  public static InetSocketAddress toSocketAddress(Address address) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), address.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /**
   * Up to {@value #MAX_LOCAL} addresses of this machine with a port, for the list that a client
   * tells its server (setPeerInfo): no loopback, link-local or multicast ones.
   */
  public static List<Address> local(int port) {
    var found = new ArrayList<Address>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && !a.isAnyLocalAddress())
          .limit(MAX_LOCAL)
          .forEach(a -> found.add(Address.of(a.getAddress(), port)));
    } catch (SocketException e) {
      return List.of();
    }
    return List.copyOf(found);
  }

  Address intern(InetSocketAddress from) {
    int slot = slot(from.hashCode());
    Address known = values[slot];
    if (known != null && from.equals(keys[slot])) {
      return known;
    }
    Address address = of(from);
    keys[slot] = from;
    values[slot] = address;
    remember(address, from);
    return address;
  }

  InetSocketAddress find(Address to) {
    int slot = slot(to.hashCode());
    InetSocketAddress known = backValues[slot];
    if (known != null && to.equals(backKeys[slot])) {
      return known;
    }
    InetSocketAddress address = toSocketAddress(to);
    remember(to, address);
    return address;
  }

  private void remember(Address address, InetSocketAddress socketAddress) {
    int slot = slot(address.hashCode());
    backKeys[slot] = address;
    backValues[slot] = socketAddress;
  }

  private static int slot(int hash) {
    int mixed = hash * 0x9e3779b9;
    return mixed >>> Integer.numberOfLeadingZeros(SLOTS - 1);
  }
}
