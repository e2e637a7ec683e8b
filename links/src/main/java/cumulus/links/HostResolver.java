package cumulus.links;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host; may take as long as it likes. */
@FunctionalInterface
interface HostResolver {
  /** The name service of this machine. */
  HostResolver SYSTEM = InetAddress::getAllByName;

  InetAddress[] resolve(String host) throws UnknownHostException;
}
