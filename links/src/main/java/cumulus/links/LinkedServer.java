package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.links.wire.Hello;
import cumulus.links.wire.LinkSender;
import cumulus.links.wire.WireLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another server, for the life of one link. Used on the application thread. */
public final class LinkedServer {
  private final Servers servers;
  private final String address;
  private final String farHost;
  private final boolean isTarget;
  private final LinkSender sender;
  private final Outlet outlet;
  private final Properties properties = new Properties();
  private String publicAddress;
  private boolean isLinked;

  /** Names and values of one link, the first value of a name counts; bounded as one hello is. */
  private static final class Properties {
    private final Map<AmfString, AmfString> values = new LinkedHashMap<>();
    private int bytes;

    void add(Map<AmfString, AmfString> more) {
      more.forEach(
          (name, value) -> {
            int size = name.length() + value.length();
            if (!values.containsKey(name)
                && values.size() < WireLimits.PROPERTIES
                && bytes + size <= WireLimits.PROPERTY_BYTES) {
              values.put(name, value);
              bytes += size;
            }
          });
    }
  }

  /**
   * A server whose hello has come.
   *
   * @param own properties of the connection that this end knows
   */
  LinkedServer(
      Servers servers,
      FarEnd far,
      Map<AmfString, AmfString> own,
      Hello hello,
      LinkSender sender,
      Outlet outlet) {
    this.servers = servers;
    this.address = far.address();
    this.farHost = far.host();
    this.isTarget = far.isTarget();
    this.sender = sender;
    this.outlet = outlet;
    this.publicAddress = hello.addressFrom(farHost);
    properties.add(own);
    properties.add(hello.properties());
  }

  /** The target as configured, without properties; {@code ip:port} of one that joined us. */
  public String address() {
    return address;
  }

  /** Where clients reach it: what it says of itself, else its address and RTMFP port. */
  public String publicAddress() {
    return publicAddress;
  }

  /** Whether we joined it. */
  public boolean isTarget() {
    return isTarget;
  }

  /** A property of the connection, the same at both ends. */
  public Optional<AmfString> property(AmfString name) {
    return Optional.ofNullable(properties.values.get(name));
  }

  /** All properties of the connection, a copy. */
  public Map<AmfString, AmfString> properties() {
    return new LinkedHashMap<>(properties.values);
  }

  /** Whether the link stands; nothing is sent when it does not. */
  public boolean isLinked() {
    return isLinked;
  }

  /** Bytes that wait to be sent. */
  public long queuedBytes() {
    return outlet.queuedBytes();
  }

  /**
   * Calls a function of the other server: no answer, no report of delivery. An empty name and "."
   * are errors, of a longer name than 255 bytes the rest is cut off; both is told as a notice.
   */
  public void send(AmfString handler, List<AmfValue> values) {
    servers.send(List.of(this), handler, values);
  }

  LinkSender sender() {
    return sender;
  }

  Outlet outlet() {
    return outlet;
  }

  void linked(boolean stands) {
    isLinked = stands;
  }

  void renewed(Hello hello) {
    publicAddress = hello.addressFrom(farHost);
    properties.add(hello.properties());
  }
}
