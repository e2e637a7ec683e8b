package cumulus.server;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.rtmfp.Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Addresses in a setPeerInfo command: every text is one (flash-profile section 5.2, trap 22). */
final class PeerAddresses {
  /** Addresses of one client; more are left out. */
  static final int MAX = 16;

  private static final int MAX_PORT = 0xffff;

  private PeerAddresses() {}

  static List<Address> of(List<AmfValue> values) {
    var addresses = new ArrayList<Address>();
    for (AmfValue value : values) {
      if (value instanceof AmfString text && addresses.size() < MAX) {
        parse(text.toString()).ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  /** {@code 192.0.2.1:1935} or {@code [2001:db8::1]:1935}; a zone is passed over. */
  static Optional<Address> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      int zone = host.indexOf('%');
      host = host.substring(1, zone < 0 ? host.length() - 1 : zone);
    } else if (host.chars().filter(letter -> letter == '.').count() != 3) {
      return Optional.empty(); // Java would read 1.2.3 as 1.2.0.3
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 1 || port > MAX_PORT) {
        return Optional.empty();
      }
      return Optional.of(Address.of(InetAddress.ofLiteral(host).getAddress(), port));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
