package cumulus.script.net;

import cumulus.rtmfp.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * An address as scripts write it: {@code host:port}, the host a name or an address, IPv6 in
 * brackets.
 */
record HostPort(String host, int port) {
  private static final int MAX_PORT = 0xffff;

  static HostPort parse(String text) throws SocketProblem {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    boolean isBare = host.indexOf(':') >= 0 && !host.startsWith("[");
    if (colon < 0 || isBare || text.endsWith("]")) {
      throw new SocketProblem("Invalid argument: Missing port number");
    }
    try {
      return of(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException _) {
      throw new SocketProblem("Invalid argument: '" + text + "' has no port number");
    }
  }

  static HostPort of(String host, int port) throws SocketProblem {
    if (port < 0 || port > MAX_PORT) {
      throw new SocketProblem("Invalid argument: port " + port + " is not from 0 to " + MAX_PORT);
    }
    if (host.isBlank()) {
      throw new SocketProblem("Host not found: an empty name");
    }
    return new HostPort(host, port);
  }

  InetSocketAddress at(InetAddress address) {
    return new InetSocketAddress(address, port);
  }

  /** A socket's address as scripts read it. */
  static String text(SocketAddress address) {
    var ip = (InetSocketAddress) address;
    return Address.of(ip.getAddress().getAddress(), ip.getPort()).toString();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
