package cumulus.node;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What this machine can bind. */
final class LocalAddress {
  private LocalAddress() {}

  /** Tried out, as a list of interfaces does not name all of 127.0.0.0/8. */
  static boolean isOfThisMachine(InetAddress address) {
    try (var _ = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
