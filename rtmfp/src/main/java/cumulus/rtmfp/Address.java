package cumulus.rtmfp;

/**
 * A UDP address as a value of our own: 16 address bytes and a port. IPv4 is held in its mapped form
 * (::ffff:a.b.c.d) and always written as IPv4, also when the kernel reported it mapped (a
 * dual-stack socket does). An {@code InetSocketAddress} never enters the core: it costs an
 * allocation a packet.
 *
 * @param high address bytes 0 to 7, big-endian
 * @param low address bytes 8 to 15, big-endian
 * @param port 0 to 65535
 */
public record Address(long high, long low, int port) {
  private static final long MAPPED = 0x0000_ffff_0000_0000L;

  public Address {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
  }

  /** The address with these four bytes, big-endian in an {@code int}. */
  public static Address ipv4(int bytes, int port) {
    return new Address(0, MAPPED | bytes & 0xffff_ffffL, port);
  }

  /**
   * The address with these 4 or 16 bytes.
   *
   * @throws IllegalArgumentException for any other length
   */
  public static Address of(byte[] bytes, int port) {
    return switch (bytes.length) {
      case 4 -> ipv4((int) read(bytes, 0, 4), port);
      case 16 -> new Address(read(bytes, 0, 8), read(bytes, 8, 8), port);
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /** True for IPv4, mapped or not. */
  public boolean isIpv4() {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
  }

  /** True for 127.0.0.0/8 and ::1. */
  public boolean isLoopback() {
    return isIpv4() ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
  }

  /** True for 0.0.0.0 and ::, or port 0: nothing can be sent there. */
  public boolean isUnspecified() {
    return port == 0 || high == 0 && (low == 0 || low == MAPPED);
  }

  /** True for multicast of both families and the broadcast address: no single host is there. */
  public boolean isMulticast() {
    return isIpv4() ? (low >>> 28 & 0xf) == 0xe || (int) low == -1 : high >>> 56 == 0xff;
  }

  /** True for 169.254.0.0/16 and fe80::/10: they mean something on one wire only. */
  public boolean isLinkLocal() {
    return isIpv4() ? (low >>> 16 & 0xffff) == 0xa9fe : high >>> 54 == 0x3fa;
  }

  /**
   * True where nobody outside of one's own network can send: RFC 1918, RFC 4193, loopback and
   * link-local.
   */
  public boolean isPrivate() {
    if (isLoopback() || isLinkLocal()) {
      return true;
    }
    if (!isIpv4()) {
      return high >>> 57 == 0x7e;
    }
    int v4 = (int) low;
    return v4 >>> 24 == 10 || v4 >>> 20 == 0xac1 || v4 >>> 16 == 0xc0a8;
  }

  /** True if both have the same IP address, ports ignored. */
  public boolean sameHost(Address other) {
    return high == other.high && low == other.low;
  }

  /** The same IP address with another port. */
  public Address withPort(int other) {
    return other == port ? this : new Address(high, low, other);
  }

  /** 4 bytes for IPv4, else 16. */
  public byte[] bytes() {
    byte[] bytes = new byte[isIpv4() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      int fromEnd = bytes.length - 1 - i;
      bytes[i] = (byte) (fromEnd < 8 ? low >>> 8 * fromEnd : high >>> 8 * (fromEnd - 8));
    }
    return bytes;
  }

  /**
   * {@code 192.0.2.1:1935}, or {@code [2001:db8:0:0:0:0:0:1]:1935} with all eight groups (old peers
   * cannot expand "::").
   */
  @Override
  public String toString() {
    if (isIpv4()) {
      int v4 = (int) low;
      return (v4 >>> 24)
          + "."
          + (v4 >>> 16 & 0xff)
          + "."
          + (v4 >>> 8 & 0xff)
          + "."
          + (v4 & 0xff)
          + ":"
          + port;
    }
    var text = new StringBuilder("[");
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? high : low;
      text.append(i == 0 ? "" : ":").append(Long.toHexString(half >>> 48 - 16 * (i & 3) & 0xffff));
    }
    return text.append("]:").append(port).toString();
  }

  private static long read(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }
}
