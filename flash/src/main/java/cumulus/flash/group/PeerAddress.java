package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;

/**
 * A UDP address in a message between peers (rtmfp-transport section 1.3). IPv4 is held in its
 * mapped form, ::ffff:a.b.c.d.
 *
 * <pre> 80 for IPv6 | origin(1)    4 or 16 bytes    port(2) </pre>
 *
 * @param origin who says so: see the constants
 * @param high address bytes 0 to 7
 * @param low address bytes 8 to 15
 * @param port 0 to 65535
 */
public record PeerAddress(int origin, long high, long low, int port) {
  /** Nothing is known of where it comes from. */
  public static final int UNKNOWN = 0;

  /** An interface of the peer, as the peer itself says. */
  public static final int REPORTED = 1;

  /** Where a far end saw packets of the peer come from. */
  public static final int OBSERVED = 2;

  /** A server that introduces to the peer. */
  public static final int INTRODUCER = 3;

  private static final int IPV6 = 0x80;
  private static final long MAPPED = 0x0000_ffff_0000_0000L;

  public PeerAddress {
    if (origin < UNKNOWN || origin > INTRODUCER || port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("origin " + origin + ", port " + port);
    }
  }

  /** The IPv4 address of these four bytes, big-endian in an {@code int}. */
  public static PeerAddress ipv4(int origin, int bytes, int port) {
    return new PeerAddress(origin, 0, MAPPED | bytes & 0xffff_ffffL, port);
  }

  /** True for IPv4, mapped or not. */
  public boolean isIpv4() {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
  }

  /** True where nothing can be sent to: the address or the port is 0. */
  public boolean isUnspecified() {
    return port == 0 || high == 0 && (low == 0 || low == MAPPED);
  }

  static PeerAddress read(GroupReader in) throws MalformedException {
    int flags = in.u8();
    int origin = flags & INTRODUCER;
    if ((flags & IPV6) == 0) {
      return ipv4(origin, (int) in.u32(), in.u16());
    }
    long high = in.u32() << 32 | in.u32();
    long low = in.u32() << 32 | in.u32();
    return new PeerAddress(origin, high, low, in.u16());
  }

  void write(ByteWriter out) {
    if (isIpv4()) {
      out.u8(origin);
      out.u32(low);
    } else {
      out.u8(IPV6 | origin);
      out.u64(high);
      out.u64(low);
    }
    out.u16(port);
  }
}
