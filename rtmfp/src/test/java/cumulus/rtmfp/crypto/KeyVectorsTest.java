package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.ProtocolException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections B and C of the vectors: keys, and the packets made with them. */
final class KeyVectorsTest {
  private static final Map<String, String> PARTIES = Vectors.strings("key_agreement");
  private static final DhKeyPair INITIATOR = pair(DhGroup.MODP_2, "initiator_private");

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hmac", "sseq", "both"})
  void transportCheck4_componentsGiveTheKeysAndNonces(String mode) throws ProtocolException {
    Map<String, String> row = Vectors.strings("key_agreement", "modes", mode);

    SessionKeys initiator = initiatorKeys(row);
    SessionKeys responder = responderKeys(row);

    assertThat(Vectors.hex(initiator.encryptKey())).isEqualTo(row.get("initiator_encrypt_key"));
    assertThat(Vectors.hex(initiator.decryptKey())).isEqualTo(row.get("initiator_decrypt_key"));
    assertThat(Vectors.hex(initiator.nearNonce())).isEqualTo(row.get("initiator_near_nonce"));
    assertThat(Vectors.hex(initiator.farNonce())).isEqualTo(row.get("initiator_far_nonce"));
    boolean hmac = row.containsKey("initiator_hmac_send_key");
    assertThat(initiator.sendHmacLength() != 0).isEqualTo(hmac);
    if (hmac) {
      assertThat(Vectors.hex(initiator.hmacSendKey()))
          .isEqualTo(row.get("initiator_hmac_send_key"));
      assertThat(Vectors.hex(initiator.hmacReceiveKey()))
          .isEqualTo(row.get("initiator_hmac_recv_key"));
    }
    assertMirrored(initiator, responder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hmac", "sseq", "both"})
  void transportCheck4_bothPacketsEachWayAreIdentical(String mode) throws ProtocolException {
    Map<String, String> row = Vectors.strings("key_agreement", "modes", mode);
    PacketCipher initiator = PacketCipher.of(initiatorKeys(row));
    PacketCipher responder = PacketCipher.of(responderKeys(row));
    for (int i = 0; i < 2; i++) {
      exchange(row, "i2r_packet" + i, "09123401000568656c6c6f", initiator, responder);
      exchange(row, "r2i_packet" + i, "0a123401000568656c6c6f", responder, initiator);
    }
  }

  @Test
  void transportCheck4_sharedSecretIsTheListedOne() throws ProtocolException {
    DhKeyPair responder = pair(DhGroup.MODP_2, "responder_private");

    assertThat(Vectors.hex(INITIATOR.publicKey())).isEqualTo(PARTIES.get("initiator_public"));
    assertThat(Vectors.hex(responder.publicKey())).isEqualTo(PARTIES.get("responder_public"));
    String secret =
        Vectors.strings("key_agreement", "modes", "plain").getOrDefault("dh_secret", "");
    assertThat(Vectors.hex(INITIATOR.secret(responder.publicKey()))).isEqualTo(secret);
    assertThat(Vectors.hex(responder.secret(INITIATOR.publicKey()))).isEqualTo(secret);
  }

  @Test
  void vectorsCheck1_flashClientGetsTheComponentAndKeysOfAnAdobeServer() throws ProtocolException {
    Map<String, String> row = Vectors.strings("key_agreement_flash_server");
    respondsWith(row, PARTIES.getOrDefault("responder_private", ""));

    SessionKeys keys = initiatorKeys(row);
    assertThat(Vectors.hex(keys.encryptKey())).isEqualTo(row.get("initiator_encrypt_key"));
    assertThat(Vectors.hex(keys.decryptKey())).isEqualTo(row.get("initiator_decrypt_key"));
    assertThat(Vectors.hex(keys.nearNonce())).isEqualTo(row.get("near_nonce"));
    assertThat(Vectors.hex(keys.farNonce())).isEqualTo(row.get("far_nonce"));
    assertThat(keys.sendHmacLength()).isZero();
    assertThat(keys.receiveHmacLength()).isZero();
    assertThat(keys.sendsSequenceNumbers()).isFalse();
    assertThat(keys.receivesSequenceNumbers()).isFalse();
  }

  @Test
  void vectorsCheck1_ourInitiatorSendsTheFlashForm() throws ProtocolException {
    byte[] salt = new byte[64];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) (0x40 + i);
    }

    InitiatorKeying keying =
        InitiatorKeying.begin(
            Identity.client(INITIATOR, new SplittableRandom(1)),
            KeyingPolicy.DEFAULT,
            server(),
            new FixedBytes(salt));

    assertThat(Vectors.hex(keying.skic()))
        .isEqualTo(Vectors.strings("key_agreement_flash_server").get("skic"));
    assertThat(keying.group()).isEqualTo(DhGroup.MODP_2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"short_public", "short_secret"})
  void transportCheck5_leadingZerosAreStrippedEverywhere(String name) throws ProtocolException {
    Map<String, String> row = Vectors.strings("leading_zero", name);
    DhKeyPair responder =
        new DhKeyPair(
            DhGroup.MODP_2, new BigInteger(row.getOrDefault("responder_private", ""), 16));
    byte[] secret = responder.secret(INITIATOR.publicKey());

    respondsWith(row, row.getOrDefault("responder_private", ""));
    SessionKeys keys = initiatorKeys(row);

    assertThat(responder.publicKey()).hasSize(name.equals("short_public") ? 127 : 128);
    assertThat(secret).hasSize(name.equals("short_secret") ? 127 : 128);
    assertThat(INITIATOR.secret(responder.publicKey())).isEqualTo(secret);
    assertThat(row.getOrDefault("dh_secret", Vectors.hex(secret))).isEqualTo(Vectors.hex(secret));
    assertThat(Vectors.hex(keys.encryptKey())).isEqualTo(row.get("encrypt_key"));
    assertThat(Vectors.hex(keys.decryptKey())).isEqualTo(row.get("decrypt_key"));
  }

  @ParameterizedTest
  @CsvSource({"MODP_5, ephemeral_group5", "MODP_14, ephemeral_group14"})
  void transportCheck6_largerGroupsWithEphemeralKeys(DhGroup group, String section)
      throws ProtocolException {
    Map<String, String> row = Vectors.strings(section);
    DhKeyPair initiator = pair(group, "initiator_private");
    DhKeyPair responder = pair(group, "responder_private");
    byte[] skic = ephemeral(initiator);
    byte[] skrc = ephemeral(responder);
    assertThat(skic).hasSize(number(row, "skic_len"));
    assertThat(sha256(skic)).isEqualTo(row.get("skic_sha256"));
    assertThat(sha256(skrc)).isEqualTo(row.get("skrc_sha256"));

    byte[] secret = initiator.secret(responder.publicKey());
    KeyAgreement job =
        new InitiatorKeying(KeyingPolicy.DEFAULT, server(), initiator, skic).finish(skrc);
    job.run();

    assertThat(secret).hasSize(number(row, "secret_len"));
    assertThat(sha256(secret)).isEqualTo(row.get("secret_sha256"));
    assertThat(responder.secret(initiator.publicKey())).isEqualTo(secret);
    assertThat(Vectors.hex(job.keys().encryptKey())).isEqualTo(row.get("initiator_encrypt_key"));
    assertThat(Vectors.hex(job.keys().decryptKey())).isEqualTo(row.get("initiator_decrypt_key"));
    assertMirrored(job.keys(), SessionKeys.derive(group, secret, skrc, skic));
  }

  /** Our responder, given the private key, writes the listed component byte for byte. */
  private static void respondsWith(Map<String, String> row, String exponent)
      throws ProtocolException {
    byte[] skic =
        Vectors.hex(Vectors.strings("key_agreement_flash_server").getOrDefault("skic", "missing"));
    KeyAgreement job =
        KeyAgreement.respond(
            Identity.server(new FixedBytes(new byte[64])),
            KeyingPolicy.DEFAULT,
            Identity.client(INITIATOR, new SplittableRandom(1)).certificate(),
            skic,
            new KeyPairPool(new FixedBytes(Vectors.hex(exponent))));
    assertThat(job.failed()).isTrue();
    job.run();

    assertThat(job.failed()).isFalse();
    assertThat(Vectors.hex(job.skrc())).isEqualTo(row.get("skrc"));
    assertMirrored(initiatorKeys(row), job.keys());
  }

  private static SessionKeys initiatorKeys(Map<String, String> row) throws ProtocolException {
    String skic =
        row.getOrDefault(
            "skic", Vectors.strings("key_agreement_flash_server").getOrDefault("skic", "missing"));
    byte[] skrc = Vectors.hex(row.getOrDefault("skrc", "missing"));
    KeyAgreement job =
        new InitiatorKeying(KeyingPolicy.DEFAULT, server(), INITIATOR, Vectors.hex(skic))
            .finish(skrc);
    job.run();
    assertThat(job.skrc()).isEqualTo(skrc);
    return job.keys();
  }

  private static SessionKeys responderKeys(Map<String, String> row) throws ProtocolException {
    return SessionKeys.derive(
        DhGroup.MODP_2,
        pair(DhGroup.MODP_2, "responder_private").secret(INITIATOR.publicKey()),
        Vectors.hex(row.getOrDefault("skrc", "missing")),
        Vectors.hex(row.getOrDefault("skic", "missing")));
  }

  private static void exchange(
      Map<String, String> row,
      String name,
      String plain,
      PacketCipher sender,
      PacketCipher receiver)
      throws ProtocolException {
    byte[] packet = new byte[PacketCipher.HEADROOM + 11 + PacketCipher.TAILROOM];
    System.arraycopy(Vectors.hex(plain), 0, packet, PacketCipher.HEADROOM, 11);
    byte[] cipher = new byte[80];
    int length = sender.seal(packet, PacketCipher.HEADROOM, PacketCipher.HEADROOM + 11, cipher, 5);
    assertThat(Vectors.hex(cipher).substring(10, 10 + 2 * length))
        .isEqualTo(row.get(name + "_cipher"));

    byte[] opened = new byte[32];
    long range = receiver.open(cipher, 5, 5 + length, opened);

    String clear = row.getOrDefault(name + "_clear", "");
    assertThat(Vectors.hex(opened)).startsWith(clear);
    assertThat((int) range).isEqualTo(clear.length() / 2);
    assertThat(clear.substring(2 * (int) (range >> 32))).startsWith(plain);
  }

  private static void assertMirrored(SessionKeys one, SessionKeys other) {
    assertThat(other.encryptKey()).isEqualTo(one.decryptKey());
    assertThat(other.decryptKey()).isEqualTo(one.encryptKey());
    assertThat(other.hmacSendKey()).isEqualTo(one.hmacReceiveKey());
    assertThat(other.hmacReceiveKey()).isEqualTo(one.hmacSendKey());
    assertThat(other.nearNonce()).isEqualTo(one.farNonce());
    assertThat(other.farNonce()).isEqualTo(one.nearNonce());
    assertThat(other.sendHmacLength()).isEqualTo(one.receiveHmacLength());
    assertThat(other.receiveHmacLength()).isEqualTo(one.sendHmacLength());
    assertThat(other.sendsSequenceNumbers()).isEqualTo(one.receivesSequenceNumbers());
    assertThat(other.receivesSequenceNumbers()).isEqualTo(one.sendsSequenceNumbers());
  }

  private static byte[] ephemeral(DhKeyPair pair) {
    return new Options.Builder()
        .addVlu(KeyingComponent.EPHEMERAL_KEY, pair.group().id(), pair.publicKey())
        .toBytes();
  }

  private static Certificate server() throws ProtocolException {
    return Certificate.parse(
        Vectors.hex(PARTIES.getOrDefault("responder_cert_ephemeral", "missing")));
  }

  private static DhKeyPair pair(DhGroup group, String exponent) {
    return new DhKeyPair(group, new BigInteger(PARTIES.getOrDefault(exponent, "missing"), 16));
  }

  private static int number(Map<String, String> row, String name) {
    return Integer.parseInt(row.getOrDefault(name, "missing"));
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = Hmac.sha256();
    return Vectors.hex(digest.digest(bytes));
  }
}
