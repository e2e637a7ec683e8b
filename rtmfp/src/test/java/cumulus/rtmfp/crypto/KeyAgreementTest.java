package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class KeyAgreementTest {
  private static final KeyingPolicy STRICT = new KeyingPolicy(true, true, 16);

  private final RandomGenerator random = new SplittableRandom(1);
  private final Identity server = Identity.server(random);
  private final Identity client = Identity.client(DhGroup.MODP_2, random);
  private final String select = "021d02" + "110e" + "42".repeat(16);

  @Test
  void everyPairOfIdentitiesAgrees() throws ProtocolException {
    Identity staticServer = Identity.staticServer(List.of(DhGroup.MODP_14, DhGroup.MODP_2), random);
    Identity large = Identity.client(DhGroup.MODP_5, random);
    List<Identity> all = List.of(server, client, staticServer, large);
    int agreed = 0;
    for (Identity near : all) {
      for (Identity far : all) {
        if (near.certificate().groups().stream().anyMatch(far.certificate()::supports)) {
          agree(near, KeyingPolicy.DEFAULT, far, KeyingPolicy.DEFAULT);
          agreed++;
        } else {
          assertThatThrownBy(
                  () ->
                      InitiatorKeying.begin(near, KeyingPolicy.DEFAULT, far.certificate(), random))
              .isInstanceOf(ProtocolException.class);
        }
      }
    }
    assertThat(agreed).isEqualTo(12);
  }

  @Test
  void initiatorTakesTheFirstOfItsGroupsThatBothHave() throws ProtocolException {
    Identity near = Identity.staticServer(List.of(DhGroup.MODP_14, DhGroup.MODP_2), random);

    assertThat(
            InitiatorKeying.begin(near, KeyingPolicy.DEFAULT, server.certificate(), random).group())
        .isEqualTo(DhGroup.MODP_14);
    assertThat(
            InitiatorKeying.begin(near, KeyingPolicy.DEFAULT, client.certificate(), random).group())
        .isEqualTo(DhGroup.MODP_2);
  }

  @Test
  void staticResponderAnswersInTheFormOfFlashPeers() throws ProtocolException {
    Identity peer = Identity.client(DhGroup.MODP_2, random);

    byte[] skrc = respond(peer, KeyingPolicy.DEFAULT, select).skrc();

    assertThat(skrc).hasSize(73);
    assertThat(Vectors.hex(skrc)).startsWith("031a0000021e00410e");
  }

  @Test
  void transportCheck9_requestsOfStockInitiatorsAreAnsweredAndUsedBothWays()
      throws ProtocolException {
    KeyAgreement job = respond(server, KeyingPolicy.DEFAULT, select + "031a0710" + "021e07");

    assertThat(Vectors.hex(job.skrc())).startsWith("031a0210021e02");
    assertThat(job.keys().sendHmacLength()).isEqualTo(16);
    assertThat(job.keys().receiveHmacLength()).isEqualTo(16);
    assertThat(job.keys().sendsSequenceNumbers()).isTrue();
    assertThat(job.keys().receivesSequenceNumbers()).isTrue();
  }

  @Test
  void farEndThatAlwaysSendsIsBelievedWhateverWeAnswer() throws ProtocolException {
    KeyAgreement job = respond(server, KeyingPolicy.DEFAULT, select + "031a040c" + "021e04");

    assertThat(Vectors.hex(job.skrc())).startsWith("031a0000021e00");
    assertThat(job.keys().sendHmacLength()).isZero();
    assertThat(job.keys().receiveHmacLength()).isEqualTo(12);
    assertThat(job.keys().sendsSequenceNumbers()).isFalse();
    assertThat(job.keys().receivesSequenceNumbers()).isTrue();
  }

  @Test
  void strictResponderAsksOrRefuses() throws ProtocolException {
    KeyAgreement job = respond(server, STRICT, select + "031a020a" + "021e02");

    assertThat(Vectors.hex(job.skrc())).startsWith("031a0100021e01");
    assertThat(job.keys().receiveHmacLength()).isEqualTo(10);
    assertThat(job.keys().sendHmacLength()).isZero();
    assertThat(job.keys().receivesSequenceNumbers()).isTrue();
    refused(DropReason.NEGOTIATION, STRICT, select + "021e02");
    refused(DropReason.NEGOTIATION, STRICT, select + "031a020a");
    refused(DropReason.NEGOTIATION, STRICT, select + "031a0100" + "021e02");
  }

  @Test
  void strictEndsAgreeWithEachOther() throws ProtocolException {
    SessionKeys keys = agree(client, STRICT, server, STRICT);

    assertThat(keys.sendHmacLength()).isEqualTo(10);
    assertThat(keys.receiveHmacLength()).isEqualTo(16);
    assertThat(keys.sendsSequenceNumbers()).isTrue();
    assertThat(keys.receivesSequenceNumbers()).isTrue();
  }

  @Test
  void strictInitiatorSetsRequestAndRefusesAnAnswerWithoutOffer() throws ProtocolException {
    InitiatorKeying keying = InitiatorKeying.begin(client, STRICT, server.certificate(), random);
    assertThat(Vectors.hex(keying.skic())).endsWith("031a030a" + "021e03");
    String key = Vectors.hex(DhKeyPair.generate(DhGroup.MODP_2, random).publicKey());

    assertThatThrownBy(() -> keying.finish(Vectors.hex("031a0000021e00" + "81020d02" + key)))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.NEGOTIATION));
  }

  @Test
  void hmacLengthsOutOfRangeAreRefused() {
    for (String option : new String[] {"031a0203", "031a0221", "031a0200", "031a000a", "021a02"}) {
      assertThatThrownBy(() -> respond(server, KeyingPolicy.DEFAULT, select + option))
          .as(option)
          .isInstanceOf(ProtocolException.class);
    }
    assertThatThrownBy(() -> new KeyingPolicy(false, false, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyingPolicy(false, false, 33))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void choicesThatDoNotFitTheCertificateAreRefused() {
    for (String skic :
        new String[] {
          "", // no choice
          "021d0e", // a group the certificate has no key of
          "021d10", // a group that is none of ours
          select + select.substring(0, 6), // twice
          select + "83808080800a", // malformed
          "81020d02" + "a5".repeat(128), // ephemeral key of a static initiator
          select + "81020d02" + "a5".repeat(128), // both
        }) {
      refused(DropReason.KEYING, KeyingPolicy.DEFAULT, skic);
    }
  }

  @Test
  void ephemeralInitiatorMayUseAnyListedGroupAndNoOther() throws ProtocolException {
    byte[] certificate = Vectors.hex("02150e");
    Certificate onlyLarge = Certificate.parse(certificate);
    byte[] small = ephemeralKey(DhGroup.MODP_2);
    byte[] large = ephemeralKey(DhGroup.MODP_14);

    KeyAgreement job =
        KeyAgreement.respond(
            server, KeyingPolicy.DEFAULT, onlyLarge, large, new KeyPairPool(random));
    job.run();

    assertThat(job.failed()).isFalse();
    assertThatThrownBy(
            () ->
                KeyAgreement.respond(
                    server, KeyingPolicy.DEFAULT, onlyLarge, small, new KeyPairPool(random)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void publicKeysOutOfRangeAreRefusedBeforeAnyExponentiation() throws ProtocolException {
    Certificate bad = Certificate.parse(Vectors.hex("031d0201"));
    byte[] skic = Vectors.hex(select);

    assertThatThrownBy(
            () ->
                KeyAgreement.respond(
                    server, KeyingPolicy.DEFAULT, bad, skic, new KeyPairPool(random)))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.KEYING));
    InitiatorKeying keying =
        InitiatorKeying.begin(client, KeyingPolicy.DEFAULT, server.certificate(), random);
    for (String skrc :
        new String[] {
          "030d0201", // out of range
          "81020d05" + "a5".repeat(128), // of another group
          "410e" + "42".repeat(64), // none
        }) {
      assertThatThrownBy(() -> keying.finish(Vectors.hex(skrc)))
          .as(skrc)
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.KEYING));
    }
  }

  @Test
  void resultsAreNotReadyBeforeTheRun() throws ProtocolException {
    KeyAgreement job =
        KeyAgreement.respond(
            server,
            KeyingPolicy.DEFAULT,
            client.certificate(),
            Vectors.hex(select),
            new KeyPairPool(random));

    assertThatThrownBy(job::keys).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(job::skrc).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answersWithTheirOptionsInAnyOrderAreUnderstood() throws ProtocolException {
    InitiatorKeying keying =
        InitiatorKeying.begin(client, KeyingPolicy.DEFAULT, server.certificate(), random);
    String key = Vectors.hex(DhKeyPair.generate(DhGroup.MODP_2, random).publicKey());

    KeyAgreement job = keying.finish(Vectors.hex("021e03" + "81020d02" + key + "031a030c"));
    job.run();

    assertThat(job.keys().sendHmacLength()).isEqualTo(10);
    assertThat(job.keys().receiveHmacLength()).isZero();
    assertThat(job.keys().sendsSequenceNumbers()).isTrue();
    assertThat(job.keys().receivesSequenceNumbers()).isFalse();
  }

  private SessionKeys agree(
      Identity initiator, KeyingPolicy initiatorPolicy, Identity responder, KeyingPolicy policy)
      throws ProtocolException {
    InitiatorKeying keying =
        InitiatorKeying.begin(initiator, initiatorPolicy, responder.certificate(), random);
    KeyAgreement far =
        KeyAgreement.respond(
            responder, policy, initiator.certificate(), keying.skic(), new KeyPairPool(random));
    far.run();
    KeyAgreement near = keying.finish(far.skrc());
    near.run();
    assertThat(near.keys().encryptKey()).isEqualTo(far.keys().decryptKey());
    assertThat(near.keys().decryptKey()).isEqualTo(far.keys().encryptKey());
    assertThat(near.keys().sendHmacLength()).isEqualTo(far.keys().receiveHmacLength());
    assertThat(near.keys().receiveHmacLength()).isEqualTo(far.keys().sendHmacLength());
    return near.keys();
  }

  private KeyAgreement respond(Identity near, KeyingPolicy policy, String skic)
      throws ProtocolException {
    KeyAgreement job =
        KeyAgreement.respond(
            near, policy, client.certificate(), Vectors.hex(skic), new KeyPairPool(random));
    job.run();
    return job;
  }

  private void refused(DropReason reason, KeyingPolicy policy, String skic) {
    assertThatThrownBy(() -> respond(server, policy, skic))
        .as(skic)
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.reason).isEqualTo(reason));
  }

  private byte[] ephemeralKey(DhGroup group) {
    return new Options.Builder()
        .addVlu(
            KeyingComponent.EPHEMERAL_KEY,
            group.id(),
            DhKeyPair.generate(group, random).publicKey())
        .toBytes();
  }
}
