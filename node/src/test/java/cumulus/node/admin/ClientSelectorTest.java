package cumulus.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.Address;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSelectorTest {
  private static final long CLIENT = ClientNumber.of(1, 17);
  private static final String PEER_ID = "0123456789abcdef".repeat(4);

  private static FakeSession session(Address address) {
    return new FakeSession(0x5f3a01b2, HexFormat.of().parseHex(PEER_ID), address);
  }

  @ParameterizedTest
  @CsvSource({
    "all, true",
    "1.17, true",
    "1.18, false",
    "0.17, false",
    "5f3a01b2, true",
    "5F3A01B2, true",
    "5f3a01b3, false",
    "012345, true",
    "0123456789abcdef0123456789abcdef, true",
    "123456, false",
    "192.0.2.1, true",
    "192.0.2.1:5000, true",
    "192.0.2.1:5001, false",
    "192.0.2.2, false",
    "::1, false",
  })
  void whoIsMeant(String text, boolean isMeant) throws AdminException {
    var session = session(Address.of(new byte[] {(byte) 192, 0, 2, 1}, 5000));
    assertThat(ClientSelector.parse(text).matches(CLIENT, session.session)).isEqualTo(isMeant);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, true",
    "[2001:db8::1], true",
    "[2001:db8::1]:5000, true",
    "[2001:DB8:0:0:0:0:0:1]:5000, true",
    "[2001:db8::1]:5001, false",
    "2001:db8::2, false",
  })
  void whoIsMeantByAnAddressOfIpv6(String text, boolean isMeant) throws AdminException {
    byte[] host = HexFormat.of().parseHex("20010db8000000000000000000000001");
    var session = session(Address.of(host, 5000));
    assertThat(ClientSelector.parse(text).matches(CLIENT, session.session)).isEqualTo(isMeant);
  }

  @Test
  void sourcesWithoutASessionAreMeantByAddressesOnly() throws AdminException {
    Address from = Address.of(new byte[] {(byte) 192, 0, 2, 1}, 5000);
    assertThat(ClientSelector.parse("all").matchesFrom(from)).isTrue();
    assertThat(ClientSelector.parse("192.0.2.1").matchesFrom(from)).isTrue();
    assertThat(ClientSelector.parse("192.0.2.3").matchesFrom(from)).isFalse();
    assertThat(ClientSelector.parse("5f3a01b2").matchesFrom(from)).isFalse();
    assertThat(ClientSelector.parse("1.17").matchesFrom(from)).isFalse();
    assertThat(ClientSelector.parse("1.17").isLasting()).isFalse();
    assertThat(ClientSelector.parse("192.0.2.1").isLasting()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "12345",
        "1.2.3",
        "1.2.3.4.5",
        "300.1.1.1",
        "192.0.2.1:99999",
        "1.2.3.4:",
        ":::",
        "g123456",
        "host.example"
      })
  void nonsenseIsRefusedWithTheFormsThatAreTaken(String text) {
    assertThatThrownBy(() -> ClientSelector.parse(text))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("\"" + text + "\" names no client")
        .hasMessageContaining("0.17");
  }

  @Test
  void numbersAreWrittenAsTheyAreRead() throws AdminException {
    assertThat(ClientNumber.text(CLIENT)).isEqualTo("1.17");
    assertThat(ClientSelector.parse(ClientNumber.text(CLIENT)))
        .isEqualTo(new ClientSelector.ByNumber(CLIENT));
  }
}
