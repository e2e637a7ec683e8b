package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class IdentityTest {
  @Test
  void serverCertificateIsTheFixedSeventySevenBytes() {
    byte[] random = new byte[64];
    for (int i = 0; i < random.length; i++) {
      random[i] = (byte) (0x80 + i);
    }
    Certificate certificate = Identity.server(new FixedBytes(random)).certificate();

    assertThat(certificate.encoded()).hasSize(77);
    assertThat(Vectors.hex(certificate.encoded()))
        .isEqualTo(Vectors.strings("key_agreement").get("responder_cert_ephemeral"));
  }

  @Test
  void clientCertificateIsOneOptionWithAKeyOfFullLength() {
    // 5555...8c54 gives a public key of 127 bytes: it must be thrown away.
    byte[] exponents =
        Vectors.hex(
            Vectors.strings("leading_zero", "short_public").get("responder_private")
                + Vectors.strings("key_agreement").get("initiator_private"));

    Identity identity = Identity.client(DhGroup.MODP_2, new FixedBytes(exponents));

    assertThat(identity.certificate().encoded()).hasSize(132);
    assertThat(Vectors.hex(identity.certificate().encoded()))
        .isEqualTo(Vectors.strings("key_agreement").get("initiator_cert_static"));
    assertThat(identity.staticKey(DhGroup.MODP_2)).isPresent();
    assertThat(identity.staticKey(DhGroup.MODP_14)).isEmpty();
  }

  @Test
  void staticServerListsItsKeysInTheOrderGiven() {
    Identity identity =
        Identity.staticServer(
            List.of(DhGroup.MODP_14, DhGroup.MODP_2, DhGroup.MODP_14), new SplittableRandom(4));

    assertThat(identity.certificate().groups()).containsExactly(DhGroup.MODP_14, DhGroup.MODP_2);
    assertThat(identity.certificate().isStatic()).isTrue();
    assertThat(identity.certificate().acceptsAncillary()).isTrue();
    assertThat(identity.certificate().staticKey(DhGroup.MODP_2))
        .hasValue(identity.staticKey(DhGroup.MODP_2).orElseThrow().publicKey());
    assertThatThrownBy(() -> Identity.staticServer(List.of(), new SplittableRandom(4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
