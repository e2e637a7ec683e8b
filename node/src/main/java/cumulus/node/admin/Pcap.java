package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Writes a capture file (pcap, big-endian, microseconds) of link type RAW: each packet begins with
 * an IP and a UDP header, made up from the addresses, so that every tool shows who sent what when.
 * What the UDP datagram holds is the RTMFP packet without session id, checksum and encryption.
 *
 * <pre>
 * file    a1b2c3d4 version(2 2) 0(4) 0(4) snaplen(4) linktype(4)
 * packet  seconds(4) micros(4) length(4) length(4) IP UDP payload
 * </pre>
 */
final class Pcap implements Closeable {
  private static final int MAGIC = 0xa1b2c3d4;
  private static final int MAJOR = 2;
  private static final int MINOR = 4;
  private static final int SNAPLEN = 65_535;

  /** LINKTYPE_RAW: begins with an IP header, whose first digit says which. */
  private static final int LINK_TYPE = 101;

  static final int FILE_HEADER = 24;
  static final int PACKET_HEADER = 16;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;
  private static final int UDP = 17;
  private static final int HOPS = 64;

  private final DataOutputStream out;

  Pcap(OutputStream file) throws IOException {
    out = new DataOutputStream(file);
    out.writeInt(MAGIC);
    out.writeShort(MAJOR);
    out.writeShort(MINOR);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(SNAPLEN);
    out.writeInt(LINK_TYPE);
  }

  /** Writes a packet; both addresses are of one kind. */
  void write(Instant at, Address from, Address to, byte[] payload) throws IOException {
    byte[] datagram = datagram(from, to, payload);
    out.writeInt((int) at.getEpochSecond());
    out.writeInt(at.getNano() / 1000);
    out.writeInt(datagram.length);
    out.writeInt(datagram.length);
    out.write(datagram);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private static byte[] datagram(Address from, Address to, byte[] payload) {
    byte[] source = from.bytes();
    byte[] target = to.bytes();
    int udpLength = UDP_HEADER + payload.length;
    boolean isIpv4 = from.isIpv4();
    var packet = ByteBuffer.allocate((isIpv4 ? IPV4_HEADER : IPV6_HEADER) + udpLength);
    if (isIpv4) {
      packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0);
      packet.put((byte) HOPS).put((byte) UDP).putShort((short) 0).put(source).put(target);
      packet.putShort(10, checksum(packet.array(), 0, IPV4_HEADER, 0));
    } else {
      packet.putInt(0x6000_0000).putShort((short) udpLength).put((byte) UDP).put((byte) HOPS);
      packet.put(source).put(target);
    }
    int udp = packet.position();
    packet.putShort((short) from.port()).putShort((short) to.port());
    packet.putShort((short) udpLength).putShort((short) 0).put(payload);
    int addresses = udp - source.length - target.length;
    int pseudo = sum(packet.array(), addresses, udp) + UDP + udpLength;
    packet.putShort(udp + 6, checksum(packet.array(), udp, packet.capacity(), pseudo));
    return packet.array();
  }

  private static short checksum(byte[] bytes, int from, int to, int start) {
    int sum = start + sum(bytes, from, to);
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    int checksum = ~sum & 0xffff;
    return (short) (checksum == 0 ? 0xffff : checksum);
  }

  /** Of 16-bit words; the last may be half. */
  private static int sum(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += (bytes[i] & 0xff) << ((i - from & 1) == 0 ? 8 : 0);
    }
    return sum;
  }
}
