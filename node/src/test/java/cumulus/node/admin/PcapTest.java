package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PcapTest {
  private static String written(Address from, Address to, byte[] payload) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var pcap = new Pcap(out)) {
      pcap.write(Instant.ofEpochSecond(0x65000000L, 123_456_789), from, to, payload);
    }
    return HexFormat.of().formatHex(out.toByteArray());
  }

  @Test
  void aPacketOfIpv4IsWrittenByteForByte() throws IOException {
    Address from = Address.ipv4(0xc0000201, 5000);
    Address to = Address.ipv4(0xc0000202, 1935);
    assertThat(written(from, to, new byte[] {(byte) 0x8d, 1, 2}))
        .isEqualTo(
            // magic, version, zone, accuracy, longest packet, link type
            "a1b2c3d4"
                + "00020004"
                + "00000000"
                + "00000000"
                + "0000ffff"
                + "00000065"
                // seconds, microseconds, lengths
                + ("65000000" + "0001e240" + "0000001f" + "0000001f")
                // IPv4: 20 + 8 + 3 bytes, 64 hops, UDP, checksum, addresses
                + ("4500001f" + "00000000" + "4011f6ca" + "c0000201" + "c0000202")
                // UDP: ports, length, checksum
                + ("1388078f" + "000bd1bb")
                + "8d0102");
  }

  @Test
  void aPacketOfIpv6HasItsOwnHeaderAndAChecksumThatHolds() throws IOException {
    byte[] host = HexFormat.of().parseHex("20010db8000000000000000000000001");
    Address from = Address.of(host, 5000);
    Address to = Address.of(new byte[16], 1935);
    byte[] packet = HexFormat.of().parseHex(written(from, to, new byte[] {5, 6, 7}).substring(80));
    assertThat(HexFormat.of().formatHex(packet, 0, 8)).isEqualTo("60000000" + "000b1140");
    assertThat(HexFormat.of().formatHex(packet, 8, 24)).isEqualTo(HexFormat.of().formatHex(host));
    assertThat(packet).hasSize(40 + 8 + 3);
    long sum = 17 + 11;
    for (int i = 8; i < packet.length; i++) {
      sum += (long) (packet[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    assertThat(sum % 0xffff).as("with the checksum in it").isZero();
  }
}
