package cumulus.links.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.flash.amf.AmfString;
import cumulus.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state machine of one end, driven by tables of frames. */
class LinkCoreTest {
  /** HMAC-SHA256 of what the specification says, computed with another program. */
  private static final String ACCEPTORS_PROOF =
      "b015caaf603c5b2c07fb0cda2855b47681f8dfe80ab21763ca57d3f59c302a4f";

  private static final String INITIATORS_PROOF =
      "7c2cde989d55f67947ce1ba17aa004705df2faae6eea1e8d4c80444a7f6f3fa8";

  private static final Hello PEER = new Hello("peer:1935", 0, Map.of());

  private static byte[] nonce(int fill) {
    var nonce = new byte[Secret.NONCE_BYTES];
    Arrays.fill(nonce, (byte) fill);
    return nonce;
  }

  private static LinkCore end(Role role, Optional<String> secret, int nonce) {
    return new LinkCore(role, TestLinks.HELLO, secret.map(Secret::of), nonce(nonce));
  }

  /** Lets two ends talk until nothing is left to say; answers who is linked, or why not. */
  private static List<String> talk(LinkCore initiator, LinkCore acceptor) {
    var said = new ArrayList<String>();
    List<Frame> toAcceptor = initiator.start();
    List<Frame> toInitiator = acceptor.start();
    while (!toAcceptor.isEmpty() || !toInitiator.isEmpty()) {
      List<Frame> answers = hear(acceptor, toAcceptor, "acceptor ", said);
      toAcceptor = hear(initiator, toInitiator, "initiator ", said);
      toInitiator = answers;
    }
    return said;
  }

  private static List<Frame> hear(LinkCore end, List<Frame> frames, String who, List<String> said) {
    var answers = new ArrayList<Frame>();
    try {
      for (Frame frame : frames) {
        switch (end.receive(Bytes.payload(frame))) {
          case Received.Answer answer -> answers.addAll(answer.frames());
          case Received.Linked _ -> said.add(who + "linked");
          case Received other -> said.add(who + other);
        }
      }
    } catch (LinkException e) {
      said.add(who + e.reason());
    }
    return answers;
  }

  @Test
  void withoutSecretEachSideIsLinkedByTheOthersHello() {
    assertThat(
            talk(end(Role.INITIATOR, Optional.empty(), 1), end(Role.ACCEPTOR, Optional.empty(), 2)))
        .containsExactlyInAnyOrder("acceptor linked", "initiator linked");
  }

  @Test
  void multiServerCheck23_equalSecretsLink() {
    assertThat(
            talk(
                end(Role.INITIATOR, Optional.of("s3cret"), 1),
                end(Role.ACCEPTOR, Optional.of("s3cret"), 2)))
        .containsExactlyInAnyOrder("acceptor linked", "initiator linked");
  }

  @Test
  void multiServerCheck23_differentSecretsDoNotLinkAndEachSideSaysWhyOnce() {
    assertThat(
            talk(
                end(Role.INITIATOR, Optional.of("s3cret"), 1),
                end(Role.ACCEPTOR, Optional.of("other"), 2)))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("its secret is not ours", "servers.secret"));
  }

  @Test
  void multiServerCheck23_aSecretOnOneSideOnlyDoesNotLink() {
    assertThat(
            talk(
                end(Role.INITIATOR, Optional.of("s3cret"), 1),
                end(Role.ACCEPTOR, Optional.empty(), 2)))
        .containsExactlyInAnyOrder(
            "acceptor it asks for a secret and none is set here: set the same servers.secret on"
                + " both servers, or none",
            "initiator it sent its hello without proof of the secret: set the same servers.secret"
                + " on both servers, or none");
    assertThat(
            talk(
                end(Role.INITIATOR, Optional.empty(), 1),
                end(Role.ACCEPTOR, Optional.of("s3cret"), 2)))
        .hasSize(2)
        .noneMatch(line -> line.contains("linked"));
  }

  @Test
  void multiServerCheck23_theFramesOfTheProofAreThoseOfTheSpecification() throws LinkException {
    LinkCore acceptor = end(Role.ACCEPTOR, Optional.of("s3cret"), 0x22);
    assertThat(Bytes.of(acceptor.start()))
        .isEqualTo(Bytes.hex("00000025 | 04 61757468 | " + "22".repeat(32)));
    byte[] nonceFrame = Bytes.hex("04 61757468 | " + "11".repeat(32));
    var answer = (Received.Answer) acceptor.receive(nonceFrame);
    assertThat(Bytes.of(answer.frames()))
        .isEqualTo(Bytes.hex("00000022 | 00 01 | " + ACCEPTORS_PROOF));
    byte[] proof = Bytes.hex("00 01 | " + INITIATORS_PROOF);
    var hello = (Received.Answer) acceptor.receive(proof);
    assertThat(Bytes.of(hello.frames())).isEqualTo(Bytes.hex("00000005 | 00 00 | 00 078f"));
  }

  @Test
  void multiServerCheck23_replayedNoncesAndProofsDoNotLink() throws LinkException {
    // What a true initiator said to this acceptor once ...
    LinkCore initiator = end(Role.INITIATOR, Optional.of("s3cret"), 1);
    LinkCore acceptor = end(Role.ACCEPTOR, Optional.of("s3cret"), 2);
    Frame recordedNonce = initiator.start().getFirst();
    var proof = (Received.Answer) initiator.receive(Bytes.payload(acceptor.start().getFirst()));
    Frame recordedProof = proof.frames().getFirst();
    // ... said again to it after its restart.
    LinkCore restarted = end(Role.ACCEPTOR, Optional.of("s3cret"), 3);
    var answer = (Received.Answer) restarted.receive(Bytes.payload(recordedNonce));
    assertThat(answer.frames()).hasSize(1).allMatch(frame -> frame.body().length == 32);
    assertThatThrownBy(() -> restarted.receive(Bytes.payload(recordedProof)))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("its secret is not ours");
  }

  @Test
  void multiServerCheck23_aMirrorDoesNotLink() throws LinkException {
    LinkCore acceptor = end(Role.ACCEPTOR, Optional.of("s3cret"), 2);
    Frame nonce = acceptor.start().getFirst();
    var answer = (Received.Answer) acceptor.receive(Bytes.payload(nonce));
    assertThatThrownBy(() -> acceptor.receive(Bytes.payload(answer.frames().getFirst())))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("its secret is not ours");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 00 00 078f            | without proof of the secret",
        "02 6869                  | did not prove the secret",
        "01 2e 00                 | did not prove the secret",
        "04 61757468 1111         | its nonce has 2 bytes",
        "00 07                    | sent no hello but something else",
        "''                       | sent no hello but something else",
        "05 61                    | sent no hello but something else",
      })
  void multiServerCheck23_nothingElseIsTakenForANonce(String payload, String reason) {
    LinkCore acceptor = end(Role.ACCEPTOR, Optional.of("s3cret"), 2);
    assertThatThrownBy(() -> acceptor.receive(Bytes.hex(payload)))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void multiServerCheck21_beforeTheProofAKibibyteIsTheLimit() throws LinkException {
    LinkCore acceptor = end(Role.ACCEPTOR, Optional.of("s3cret"), 2);
    assertThat(acceptor.maxPayload(1 << 24)).isEqualTo(1024);
    acceptor.receive(Bytes.hex("04 61757468 | " + "11".repeat(32)));
    assertThat(acceptor.maxPayload(1 << 24)).isEqualTo(1024);
    assertThat(TestLinks.fresh().maxPayload(1 << 24)).isEqualTo(WireLimits.HELLO_BYTES);
    assertThat(TestLinks.linked().maxPayload(1 << 24)).isEqualTo(1 << 24);
  }

  @Test
  void messagesBeforeTheHelloHaveNoEffectButTheirNamesCount() throws LinkException {
    LinkCore core = TestLinks.fresh();
    assertThat(core.receive(Bytes.hex("02 6869 | 05"))).isEqualTo(new Received.TooEarly());
    assertThat(core.receive(Bytes.hex("01 2e | 00"))).isEqualTo(new Received.TooEarly());
    assertThat(core.receive(Bytes.hex("00 00 | 00 078f"))).isInstanceOf(Received.Linked.class);
    assertThat(core.receive(Bytes.hex("00 01 | 05")))
        .isInstanceOfSatisfying(
            Received.Call.class, call -> assertThat(call.name()).hasToString("hi"));
    assertThat(core.receive(Bytes.hex("00 02 | 00 02 2f61")))
        .isEqualTo(new Received.Applications(List.of("", "/a")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 05                    | handler number 5 where 1 names have come",
        "00 ffffffff07            | handler number 2147483647",
        "00 ffffffffff            | a number of more than 31 bits",
        "00                       | the frame ends too early",
        "''                       | the frame ends too early",
        "09 6162                  | a text of 9 bytes where 2 are left",
        "00 00                    | the frame ends too early",
        "00 00 01 05 61           | a text of 5 bytes where 1 are left",
        "01 2e 05 61              | a text of 5 bytes where 1 are left",
      })
  void multiServerCheck20_whatCannotBeUnderstoodIsDroppedAndTheLinkGoesOn(
      String payload, String reason) throws LinkException {
    LinkCore core = TestLinks.linked();
    core.receive(Bytes.hex("02 6869"));
    assertThat(core.receive(Bytes.hex(payload)))
        .isInstanceOfSatisfying(
            Received.Damaged.class, damaged -> assertThat(damaged.reason()).startsWith(reason));
    assertThat(core.receive(Bytes.hex("00 01"))).isInstanceOf(Received.Call.class);
  }

  @Test
  void aSecondHelloRenewsTheFirst() throws LinkException {
    LinkCore core = TestLinks.linked();
    assertThat(core.receive(Bytes.payload(new LinkSender().hello(PEER))))
        .isEqualTo(new Received.Renewed(PEER));
  }

  @Test
  void afterTheHelloAuthIsANameLikeAnyOther() throws LinkException {
    assertThat(TestLinks.linked().receive(Bytes.hex("04 61757468 05")))
        .isInstanceOf(Received.Call.class);
  }

  @Test
  void aNameSentInFullAgainCountsOnce() throws LinkException {
    LinkCore core = TestLinks.linked();
    core.receive(Bytes.hex("01 61"));
    core.receive(Bytes.hex("01 61"));
    core.receive(Bytes.hex("01 62"));
    assertThat(core.receive(Bytes.hex("00 02")))
        .isInstanceOfSatisfying(
            Received.Call.class, call -> assertThat(call.name()).hasToString("b"));
  }

  @Test
  void namesWithoutEndEndTheLink() throws LinkException {
    LinkCore core = TestLinks.linked();
    for (int i = 0; i < WireLimits.NAMES; i++) {
      core.receive(
          Bytes.payload(new LinkSender().call(AmfString.of("n" + i), new byte[0]).orElseThrow()));
    }
    assertThatThrownBy(() -> core.receive(Bytes.hex("03 6f6e65")))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("different handler names");
  }

  @Test
  void anAnnouncementOfTooManyApplicationsIsDropped() throws LinkException {
    var payload = new byte[2 + WireLimits.PATHS + 1];
    payload[0] = 1;
    payload[1] = '.';
    assertThat(TestLinks.linked().receive(payload)).isInstanceOf(Received.Damaged.class);
  }

  /** Random bytes, and true frames with one byte changed: nothing but a reason comes out. */
  @Seeds(2_000)
  void anyBytesAreUnderstoodDroppedOrEndTheLink(long seed) {
    var random = new SplittableRandom(seed);
    LinkCore core =
        random.nextBoolean() ? end(Role.ACCEPTOR, Optional.of("s"), 1) : TestLinks.fresh();
    var sender = new LinkSender();
    try {
      for (int i = 0; i < 50; i++) {
        core.receive(payload(random, sender));
      }
    } catch (LinkException e) {
      assertThat(e.reason()).startsWith("it ");
    }
  }

  private static byte[] payload(SplittableRandom random, LinkSender sender) {
    byte[] payload =
        switch (random.nextInt(4)) {
          case 0 -> {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            yield bytes;
          }
          case 1 -> Bytes.payload(sender.hello(PEER));
          case 2 -> Bytes.payload(sender.applications(List.of("", "/chat")));
          default ->
              Bytes.payload(
                  sender
                      .call(AmfString.of("n" + random.nextInt(5)), Bytes.hex("11 04 01"))
                      .orElseThrow());
        };
    if (payload.length > 0 && random.nextInt(3) > 0) {
      payload[random.nextInt(payload.length)] = (byte) random.nextInt();
    }
    return payload;
  }
}
