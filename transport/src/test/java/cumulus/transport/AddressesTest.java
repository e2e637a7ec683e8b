package cumulus.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private final Addresses addresses = new Addresses();

  @Test
  void ipv4AndIpv6ConvertBothWays() throws UnknownHostException {
    for (String literal : new String[] {"192.0.2.7", "2001:db8::1:2", "::1", "127.0.0.1"}) {
      var socketAddress = new InetSocketAddress(InetAddress.getByName(literal), 1935);
      Address address = Addresses.of(socketAddress);
      assertThat(address.isIpv4()).isEqualTo(literal.indexOf('.') > 0);
      assertThat(address.port()).isEqualTo(1935);
      assertThat(Addresses.toSocketAddress(address)).isEqualTo(socketAddress);
      assertThat(addresses.intern(socketAddress)).isEqualTo(address);
      assertThat(addresses.find(address)).isEqualTo(socketAddress);
    }
  }

  @Test
  void knownAddressesAreTheSameObjects() throws UnknownHostException {
    var socketAddress = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 40000);
    Address first = addresses.intern(socketAddress);
    var again = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 40000);
    assertThat(addresses.intern(again)).isSameAs(first);
    assertThat(addresses.find(new Address(first.high(), first.low(), 40000)))
        .isSameAs(socketAddress);
  }

  @Test
  void moreAddressesThanSlotsOnlyCostConversions() throws UnknownHostException {
    for (int i = 0; i < 30_000; i++) {
      var socketAddress =
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}), 1024 + i);
      Address address = addresses.intern(socketAddress);
      assertThat(address.toString())
          .isEqualTo("10.0." + (i >> 8 & 255) + "." + (i & 255) + ":" + (1024 + i));
      assertThat(addresses.find(address)).isEqualTo(socketAddress);
    }
  }

  @Test
  void aLinkLocalSenderIsAnsweredOverItsOwnInterface() throws UnknownHostException {
    byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
    var scoped = new InetSocketAddress(java.net.Inet6Address.getByAddress("", linkLocal, 7), 1935);
    Address address = addresses.intern(scoped);
    assertThat(((java.net.Inet6Address) addresses.find(address).getAddress()).getScopeId())
        .isEqualTo(7);
  }
}
