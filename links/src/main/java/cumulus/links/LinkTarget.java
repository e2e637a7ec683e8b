package cumulus.links;

import cumulus.flash.amf.AmfString;
import cumulus.links.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server to join, from {@code servers.targets}: {@code host:port?name=value&...}. One that cannot
 * be used says why; it is reported at each attempt and never joined.
 *
 * @param address {@code host:port} as written
 * @param host name or address, without brackets
 * @param port 0 if there is none
 * @param properties of the connection, the same on both sides; unchangeable
 * @param problem what is wrong with the text, and what helps
 */
public record LinkTarget(
    String address,
    String host,
    int port,
    Map<AmfString, AmfString> properties,
    Optional<String> problem) {
  private static final int MAX_PORT = 0xffff;
  private static final int HEX = 16;
  private static final int ESCAPE_CHARS = 3;

  /** Copies the properties. */
  public LinkTarget {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** Reads a list separated by {@code ;}; blanks and empty entries are ignored. */
  public static List<LinkTarget> parseAll(String list) {
    var targets = new ArrayList<LinkTarget>();
    for (String entry : list.split(";", -1)) {
      if (!entry.isBlank()) {
        targets.add(parse(entry.strip()));
      }
    }
    return List.copyOf(targets);
  }

  /** Reads one entry of the list, without blanks around it. */
  public static LinkTarget parse(String entry) {
    int query = entry.indexOf('?');
    String address = (query < 0 ? entry : entry.substring(0, query)).strip();
    Map<AmfString, AmfString> properties =
        query < 0 ? Map.of() : properties(entry.substring(query + 1));
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (isBracketed) {
      host = host.substring(1, host.length() - 1);
    }
    int port = colon < 0 ? 0 : port(address.substring(colon + 1));
    Optional<String> problem = Optional.empty();
    if (host.isEmpty() || port == 0 || (host.indexOf(':') >= 0 && !isBracketed)) {
      problem =
          Optional.of(
              "\""
                  + address
                  + "\" is no host:port (an IPv6 address stands in brackets): correct"
                  + " servers.targets");
    } else if (isTooLarge(properties)) {
      problem =
          Optional.of(
              "it has more than "
                  + WireLimits.PROPERTIES
                  + " properties or "
                  + WireLimits.PROPERTY_BYTES
                  + " bytes of them: shorten servers.targets");
    }
    return new LinkTarget(address, host, port, properties, problem);
  }

  /** A port from 1 to 65535; 0 if the text is none. */
  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= MAX_PORT ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isTooLarge(Map<AmfString, AmfString> properties) {
    int bytes =
        properties.entrySet().stream()
            .mapToInt(property -> property.getKey().length() + property.getValue().length())
            .sum();
    return properties.size() > WireLimits.PROPERTIES || bytes > WireLimits.PROPERTY_BYTES;
  }

  private static Map<AmfString, AmfString> properties(String query) {
    var properties = new LinkedHashMap<AmfString, AmfString>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      AmfString name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        properties.put(name, equals < 0 ? AmfString.EMPTY : decode(pair.substring(equals + 1)));
      }
    }
    return properties;
  }

  /** Percent-decodes into bytes; "+" is a space, and what is no escape stays as it is. */
  private static AmfString decode(String text) {
    var bytes = new ByteArrayOutputStream();
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < from.length; i++) {
      int high = i + 2 < from.length ? Character.digit(from[i + 1], HEX) : -1;
      int low = i + 2 < from.length ? Character.digit(from[i + 2], HEX) : -1;
      if (from[i] == '%' && high >= 0 && low >= 0) {
        bytes.write(high * HEX + low);
        i += ESCAPE_CHARS - 1;
      } else {
        bytes.write(from[i] == '+' ? ' ' : from[i]);
      }
    }
    return AmfString.copyOf(bytes.toByteArray(), 0, bytes.size());
  }
}
