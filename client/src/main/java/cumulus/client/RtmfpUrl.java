package cumulus.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Address of a server application: {@code rtmfp://host[:port][/path]}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port UDP, 1 to 65535
 * @param path of the application without leading slash, query included; may be empty
 */
public record RtmfpUrl(String host, int port, String path) {
  /** The port of a URL that names none. */
  public static final int DEFAULT_PORT = 1935;

  private static final String SCHEME = "rtmfp://";
  private static final int MAX_BYTES = 2048;
  private static final int MAX_PORT = 0xffff;

  /** The application and the name of a stream in it. */
  public record OfStream(RtmfpUrl application, String streamName) {}

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException that says what is wrong and what a right URL looks like
   */
  public static RtmfpUrl parse(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw wrong(text.substring(0, 40) + "...", "it has more than " + MAX_BYTES + " bytes");
    }
    if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw wrong(text, "it does not begin with " + SCHEME);
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw wrong(text, "it contains a blank or a control character");
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    int hostEnd = hostEnd(text, authority);
    String host =
        authority.startsWith("[")
            ? authority.substring(1, hostEnd - 1)
            : authority.substring(0, hostEnd);
    if (host.isEmpty()) {
      throw wrong(text, "it names no host");
    }
    return new RtmfpUrl(host, port(text, authority.substring(hostEnd)), path);
  }

  /**
   * Reads a URL whose last path segment is the name of a stream: {@code
   * rtmfp://host[:port]/[app/]streamName}.
   *
   * @throws IllegalArgumentException that says what is wrong and what a right URL looks like
   */
  public static OfStream parseStream(String text) {
    RtmfpUrl url = parse(text);
    int slash = url.path.lastIndexOf('/');
    String name = url.path.substring(slash + 1);
    if (name.isEmpty()) {
      throw wrong(text, "it does not end with the name of a stream");
    }
    String application = slash < 0 ? "" : url.path.substring(0, slash);
    return new OfStream(new RtmfpUrl(url.host, url.port, application), name);
  }

  /** The URL as a server sees it (tcUrl, and the endpoint discriminator of the handshake). */
  @Override
  public String toString() {
    String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String shownPort = port == DEFAULT_PORT ? "" : ":" + port;
    return SCHEME + shownHost + shownPort + "/" + path;
  }

  private static int hostEnd(String text, String authority) {
    if (authority.startsWith("[")) {
      int bracket = authority.indexOf(']');
      if (bracket < 0) {
        throw wrong(text, "the bracket of its IPv6 address is not closed");
      }
      return bracket + 1;
    }
    int colon = authority.indexOf(':');
    if (colon != authority.lastIndexOf(':')) {
      throw wrong(text, "an IPv6 address must stand in brackets");
    }
    return colon < 0 ? authority.length() : colon;
  }

  private static int port(String text, String afterHost) {
    if (afterHost.isEmpty()) {
      return DEFAULT_PORT;
    }
    String digits = afterHost.substring(1);
    if (afterHost.charAt(0) != ':' || !digits.matches("[0-9]{1,5}")) {
      throw wrong(text, "\"" + digits + "\" is no port");
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > MAX_PORT) {
      throw wrong(text, "its port must be 1 to " + MAX_PORT);
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no RTMFP URL: "
            + why
            + ". Write rtmfp://host[:port]/app/streamName, for example"
            + " rtmfp://localhost/live/concert or rtmfp://[::1]:1935/live/concert");
  }
}
