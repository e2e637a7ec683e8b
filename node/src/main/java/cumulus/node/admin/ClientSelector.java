package cumulus.node.admin;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which clients somebody means. */
sealed interface ClientSelector {
  /** What {@link #parse} takes, for messages. */
  String FORMS =
      "a client (0.17) or session (5f3a01b2) of ./cumulus status, the beginning of a peer id"
          + " (at least 6 digits), an address (192.0.2.1, with or without :port), or all";

  /** Every client. */
  record All() implements ClientSelector {
    @Override
    public boolean matches(long client, Session session) {
      return true;
    }

    @Override
    public boolean matchesFrom(Address from) {
      return true;
    }
  }

  /** One client by its number. */
  record ByNumber(long number) implements ClientSelector {
    @Override
    public boolean matches(long client, Session session) {
      return client == number;
    }

    @Override
    public boolean isLasting() {
      return false;
    }
  }

  /** Hexadecimal digits: a session id has eight, a peer id begins with them. */
  record ByDigits(String digits) implements ClientSelector {
    @Override
    public boolean matches(long client, Session session) {
      return text(session).equals(digits)
          || HexFormat.of().formatHex(session.peerId()).startsWith(digits);
    }
  }

  /** Who comes from a host, from any of its ports if the port is 0. */
  record ByAddress(Address address) implements ClientSelector {
    @Override
    public boolean matches(long client, Session session) {
      return matchesFrom(session.farAddress());
    }

    @Override
    public boolean matchesFrom(Address from) {
      return from.sameHost(address) && (address.port() == 0 || address.port() == from.port());
    }
  }

  boolean matches(long client, Session session);

  /** True if a source without a session is meant too. */
  default boolean matchesFrom(Address from) {
    return false;
  }

  /** True if it can match sessions that open later. */
  default boolean isLasting() {
    return true;
  }

  /** A session id as traces and status show it. */
  static String text(Session session) {
    return HexFormat.of().toHexDigits(session.nearId());
  }

  /**
   * Reads what somebody wrote.
   *
   * @throws AdminException when it is none of {@link #FORMS}
   */
  static ClientSelector parse(String text) throws AdminException {
    if (text.equals("all")) {
      return new All();
    }
    Matcher number = Pattern.compile("(\\d{1,3})\\.(\\d{1,15})").matcher(text);
    if (number.matches()) {
      return new ByNumber(
          ClientNumber.of(Integer.parseInt(number.group(1)), Long.parseLong(number.group(2))));
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.matches("[0-9a-f]{6,64}")) {
      return new ByDigits(lower);
    }
    Matcher v4 = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)(?::(\\d{1,5}))?").matcher(text);
    if (v4.matches()) {
      return address(text, v4);
    }
    Matcher v6 =
        Pattern.compile("\\[?([0-9a-f:.]*:[0-9a-f:.]*)(?:]|](?::(\\d{1,5})))?").matcher(lower);
    if (v6.matches()) {
      return address(text, v6);
    }
    throw unknown(text);
  }

  private static ClientSelector address(String text, Matcher parts) throws AdminException {
    try {
      int port = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
      byte[] host = InetAddress.ofLiteral(parts.group(1)).getAddress();
      return new ByAddress(Address.of(host, port));
    } catch (IllegalArgumentException e) {
      throw unknown(text);
    }
  }

  private static AdminException unknown(String text) {
    return new AdminException("\"" + text + "\" names no client: write " + FORMS);
  }
}
