package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CertificateTest {
  private static final Map<String, String> ROW = Vectors.strings("key_agreement");
  private static final String HOST = "0500" + "68726573"; // "hres"

  @Test
  void transportCheck7_fingerprintsEqualTheListedOnes() throws ProtocolException {
    Certificate initiator = certificate(value("initiator_cert_static"));
    assertThat(initiator.isStatic()).isTrue();
    assertThat(initiator.groups()).containsExactly(DhGroup.MODP_2);
    assertThat(initiator.acceptsAncillary()).isFalse();
    assertThat(Vectors.hex(initiator.staticKey(DhGroup.MODP_2).orElseThrow()))
        .isEqualTo(value("initiator_public"));
    assertThat(Vectors.hex(initiator.fingerprint())).isEqualTo(value("initiator_fingerprint"));

    Certificate responder = certificate(value("responder_cert_ephemeral"));
    assertThat(responder.isStatic()).isFalse();
    assertThat(responder.groups()).containsExactly(DhGroup.MODP_2, DhGroup.MODP_5, DhGroup.MODP_14);
    assertThat(responder.acceptsAncillary()).isTrue();
    assertThat(responder.staticKey(DhGroup.MODP_2)).isEmpty();
    assertThat(Vectors.hex(responder.fingerprint())).isEqualTo(value("responder_fingerprint"));
  }

  @Test
  void transportCheck7_bothOrNeitherModeIsRejected() {
    for (String bad :
        new String[] {
          "",
          "010a",
          "021502" + "041d020102", // both
          "041d020102" + "021510",
          "00" + "021502", // a mode behind the Marker does not count
          "021502" + HOST + HOST,
          "041d020102" + "041d020103", // two keys of one group
          "0115", // no group
          "021502" + "05", // truncated
          "021502" + "00" + "05", // truncated behind the Marker
        }) {
      assertThatThrownBy(() -> certificate(bad))
          .as(bad)
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.CERTIFICATE));
    }
  }

  @Test
  void whatStandsBehindTheMarkerDoesNotChangeTheFingerprint() throws ProtocolException {
    Certificate plain = certificate("010a" + "021502");
    Certificate longer = certificate("010a" + "021502" + "00" + "041d020102" + HOST);

    assertThat(longer.fingerprint()).isEqualTo(plain.fingerprint());
    assertThat(longer.isStatic()).isFalse();
    assertThat(longer.hostname()).isEmpty();
    assertThat(longer).isNotEqualTo(plain);
    assertThat(plain)
        .isEqualTo(certificate("010a" + "021502"))
        .hasSameHashCodeAs(certificate("010a" + "021502"));
  }

  @Test
  void unknownGroupsAndOptionsAreIgnored() throws ProtocolException {
    Certificate ephemeral = certificate("021510" + "0215" + "0e" + "04c0010102");
    assertThat(ephemeral.groups()).containsExactly(DhGroup.MODP_14);
    assertThat(ephemeral.supports(DhGroup.MODP_2)).isFalse();

    Certificate unknownKey = certificate("041d100102" + "041d0e0304" + "041d100102");
    assertThat(unknownKey.isStatic()).isTrue();
    assertThat(unknownKey.groups()).containsExactly(DhGroup.MODP_14);
  }

  /** Wanted: fingerprint equal, different or absent x host equal, different, absent x URL. */
  @Test
  void transportCheck8_selectionTruthTable() throws ProtocolException {
    Certificate server = certificate("010a" + HOST + "021502");
    Certificate client = certificate(HOST + "021502");
    Certificate nameless = certificate("010a" + "021502");
    String otherHost = HOST.replaceFirst("73$", "74");
    String url = "020a2f";
    for (Certificate own : List.of(server, client, nameless)) {
      for (String host : new String[] {"", HOST, otherHost}) {
        for (String ancillary : new String[] {"", url}) {
          String rest = host + ancillary;
          String ownPrint = "210f" + Vectors.hex(own.fingerprint());
          assertThat(selects(own, ownPrint + rest)).as(rest).isTrue();
          assertThat(selects(own, "210f" + "33".repeat(32) + rest)).as(rest).isFalse();
        }
      }
    }
    assertThat(selects(server, "")).isFalse();
    assertThat(selects(server, HOST)).isTrue();
    assertThat(selects(server, otherHost)).isFalse();
    assertThat(selects(server, url)).isTrue();
    assertThat(selects(server, HOST + url)).isTrue();
    assertThat(selects(server, otherHost + url)).isFalse();
    assertThat(selects(client, "")).isFalse();
    assertThat(selects(client, HOST)).isTrue();
    assertThat(selects(client, otherHost)).isFalse();
    assertThat(selects(client, url)).isFalse();
    assertThat(selects(client, HOST + url)).isFalse();
    assertThat(selects(nameless, HOST)).isFalse();
    assertThat(selects(nameless, HOST + url)).isFalse();
    assertThat(selects(nameless, url)).isTrue();
  }

  @Test
  void discriminatorsAreMadeAsFlashWritesThem() throws ProtocolException {
    byte[] fingerprint = Vectors.hex(value("initiator_fingerprint"));
    EndpointDiscriminator peer = EndpointDiscriminator.forPeer(fingerprint);
    assertThat(Vectors.hex(peer.encoded())).isEqualTo(value("initiator_epd"));
    assertThat(peer.fingerprint()).hasValue(fingerprint);
    assertThat(peer.ancillary()).isEmpty();

    EndpointDiscriminator url = EndpointDiscriminator.forUrl("rtmfp://127.0.0.1/app");
    assertThat(Vectors.hex(url.encoded()))
        .isEqualTo("160a72746d66703a2f2f3132372e302e302e312f617070");
    EndpointDiscriminator read = EndpointDiscriminator.parse(url.encoded());
    assertThat(read.ancillary()).hasValue("rtmfp://127.0.0.1/app");
    assertThat(read.fingerprint()).isEmpty();
    assertThat(read.hostname()).isEmpty();
    assertThat(EndpointDiscriminator.parse(Vectors.hex("040a617070")).ancillary()).hasValue("app");
  }

  @Test
  void malformedDiscriminatorsAreRejected() {
    for (String bad :
        new String[] {"05", "020f01", "020a61020a61", HOST + HOST, "200f" + "11".repeat(31)}) {
      assertThatThrownBy(() -> EndpointDiscriminator.parse(Vectors.hex(bad)))
          .as(bad)
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.reason).isEqualTo(DropReason.DISCRIMINATOR));
    }
    assertThatThrownBy(() -> EndpointDiscriminator.forPeer(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void orderIsBytewiseUnsignedAndShorterFirst() {
    assertThat(Certificate.compare(Vectors.hex("7f"), Vectors.hex("80"))).isNegative();
    assertThat(Certificate.compare(Vectors.hex("01"), Vectors.hex("0100"))).isNegative();
    assertThat(Certificate.compare(Vectors.hex("02"), Vectors.hex("01ff"))).isPositive();
    assertThat(Certificate.compare(Vectors.hex("0aff"), Vectors.hex("0aff"))).isZero();
  }

  @Test
  void anyDamageIsReadOrRejectedAndNothingElse() {
    var random = new SplittableRandom(7);
    byte[] good = Vectors.hex(value("responder_cert_ephemeral"));
    int rejected = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(Certificate.parse(bytes).fingerprint()).hasSize(32);
      } catch (ProtocolException e) {
        assertThat(e.reason).isEqualTo(DropReason.CERTIFICATE);
        rejected++;
      }
    }
    assertThat(rejected).isBetween(1, 19_999);
  }

  private static boolean selects(Certificate own, String wanted) throws ProtocolException {
    return own.isSelectedBy(EndpointDiscriminator.parse(Vectors.hex(wanted)));
  }

  private static Certificate certificate(String hex) throws ProtocolException {
    return Certificate.parse(Vectors.hex(hex));
  }

  private static String value(String name) {
    return ROW.getOrDefault(name, "");
  }
}
