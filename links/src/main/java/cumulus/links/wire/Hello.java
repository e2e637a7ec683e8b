package cumulus.links.wire;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each end says first: where clients reach it, and, from the initiator, the properties of the
 * connection.
 *
 * <pre>
 * u8 flag = 0 | u16 RTMFP port        the far end knows our host from the connection
 * u8 flag = 1 | text publicAddress
 * then until the end: text name | text value
 * </pre>
 *
 * @param publicAddress {@code host:port} for clients; empty if only the port is told
 * @param port UDP port for clients; 0 if the address is told
 * @param properties unchangeable, in the order in which they were written
 */
public record Hello(String publicAddress, int port, Map<AmfString, AmfString> properties) {
  /** Copies the properties. */
  public Hello {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** Where clients reach the one that said this, when its end of the link has this address. */
  public String addressFrom(String farHost) {
    return publicAddress.isEmpty() && port != 0 ? farHost + ":" + port : publicAddress;
  }

  void write(ByteWriter out) {
    if (publicAddress.isEmpty()) {
      out.u8(0);
      out.u16(port);
    } else {
      out.u8(1);
      Parts.writeText(out, AmfString.of(publicAddress));
    }
    properties.forEach(
        (name, value) -> {
          Parts.writeText(out, name);
          Parts.writeText(out, value);
        });
  }

  static Hello read(Parts in) throws MalformedException {
    int port = 0;
    String address = "";
    if (in.u8() == 0) {
      port = in.u16();
    } else {
      address = in.text().toString();
    }
    var properties = new LinkedHashMap<AmfString, AmfString>();
    int bytes = 0;
    while (in.hasMore()) {
      AmfString name = in.text();
      AmfString value = in.text();
      properties.put(name, value);
      bytes += name.length() + value.length();
      if (properties.size() > WireLimits.PROPERTIES || bytes > WireLimits.PROPERTY_BYTES) {
        throw new MalformedException(
            "a hello with more than "
                + WireLimits.PROPERTIES
                + " properties or "
                + WireLimits.PROPERTY_BYTES
                + " bytes of them");
      }
    }
    return new Hello(address, port, properties);
  }
}
