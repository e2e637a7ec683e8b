package cumulus.server;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a peer's addresses is of use to whom. */
final class PeerTest {
  private static final Address OBSERVED = v4("203.0.113.5:5000");
  private static final Address FAR = v4("198.51.100.7:4000");

  @Test
  void addressesThatNobodyCanSendToAndRepeatedOnesAreLeftOut() {
    var peer =
        peer(
            OBSERVED,
            "0.0.0.0:5000",
            "203.0.113.5:5000",
            "192.168.1.5:5000",
            "224.0.0.1:5000",
            "255.255.255.255:5000",
            "169.254.1.1:5000",
            "127.0.0.1:5000",
            "192.168.1.5:5000",
            "[fe80::1%eth0]:5000",
            "[ff02::1]:5000",
            "[::]:5000",
            "[::1]:5000",
            "[2001:db8::5]:5000");
    assertThat(peer.usefulTo(FAR, true))
        .containsExactly(v4("192.168.1.5:5000"), v4("[2001:db8::5]:5000"));
    assertThat(peer.usefulTo(FAR, false)).containsExactly(v4("192.168.1.5:5000"));
  }

  @Test
  void loopbackIsOfUseOnTheSameHost() {
    var peer = peer(OBSERVED, "127.0.0.1:5000", "[::1]:5000");
    assertThat(peer.usefulTo(v4("203.0.113.5:6000"), true)).hasSize(2);
    assertThat(peer.usefulTo(v4("127.0.0.1:6000"), true)).hasSize(2);
    assertThat(peer.usefulTo(FAR, true)).isEmpty();
  }

  @Test
  void ipv6IsOfferedToWhoMayHaveIt() {
    assertThat(peer(OBSERVED).mayHaveIpv6()).isTrue();
    assertThat(peer(OBSERVED, "192.168.1.5:5000").mayHaveIpv6()).isFalse();
    assertThat(peer(OBSERVED, "[2001:db8::5]:5000").mayHaveIpv6()).isTrue();
    assertThat(peer(v4("[2001:db8::5]:5000"), "192.168.1.5:5000").mayHaveIpv6()).isTrue();
  }

  @Test
  void entriesOfSetPeerInfoThatAreNoAddressAreIgnoredAlone() {
    for (String damaged :
        List.of(
            "",
            ":",
            "::",
            "]:5000",
            "[",
            "[]:5",
            "1.2.3:5000",
            "1.2.3.4",
            "1.2.3.4:",
            "1.2.3.4:0",
            "1.2.3.4:65536",
            "1.2.3.4:-5",
            "host.example:5000",
            "[2001:db8:::1]:5",
            "[1.2.3.4]extra:5",
            "1.2.3.4.5:6",
            "99999999999999999999:1",
            "\u0000:1")) {
      assertThat(PeerAddresses.parse(damaged)).as(damaged).isEmpty();
    }
    assertThat(PeerAddresses.parse("[2001:db8:0:1::]:5")).isPresent();
  }

  private static Peer peer(Address observed, String... reported) {
    List<Address> addresses = List.of(reported).stream().map(PeerTest::v4).toList();
    return new Peer(new byte[32], 1, 0, observed, addresses, false);
  }

  private static Address v4(String text) {
    return PeerAddresses.parse(text).orElseThrow();
  }
}
