package cumulus.flash.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cumulus.flash.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class GroupspecTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Three specifiers seen in public, two of them of Flash programs. */
  private static final String OSMF =
      "G:010121055e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8010c170e6f72672e"
          + "6f736d662e6e65742e6d756c746963617374210e61b67506b6a5f02187ca24fe590388778040fa3a9c235"
          + "89c58baadd097c12657011b00070ae00000fe814b";

  private static final String ANS =
      "G:01010102010321050a22aade0583f6f26b1d5edef57b27a92dec77fa22f5aef85b364528c2bb979f010d040e"
          + "616e73011b00";

  private static final String VERSION_2 = "G:027f0201010103010c050e74657374011b00";

  private final Map<String, String> vectors = Vectors.section("group");

  @Test
  void netGroupCheck1_hashedTextAndIdOfBothVersions() {
    Groupspec spec = Groupspec.parse(vector("groupspec"));
    assertThat(spec.hashedText()).isEqualTo(vector("hashed_text"));
    assertThat(spec.version()).isEqualTo(1);
    assertThat(HEX.formatHex(spec.groupId())).isEqualTo(vector("group_id_v1"));
    byte[] again = Hashes.sha256(spec.groupId());
    assertThat(HEX.formatHex(again)).isEqualTo(vector("group_id_v2_double_hash"));
  }

  @Test
  void netGroupCheck1_passwordOption() {
    Groupspec spec = Groupspec.named("x").password("password").build();
    assertThat(spec.text()).contains(vector("publish_password_option_for_password"));
    assertThat(spec.isPassword("password")).isTrue();
    assertThat(spec.isPassword("Password")).isFalse();
  }

  @Test
  void netGroupCheck2_theSpecifierOfOsmfParses() {
    Groupspec spec = Groupspec.parse(OSMF);
    assertThat(spec.version()).isEqualTo(1);
    assertThat(spec.name()).isEqualTo("org.osmf.net.multicast");
    assertThat(spec.isUnique()).isTrue();
    assertThat(spec.isMulticastEnabled()).isTrue();
    assertThat(spec.isPostingEnabled()).isFalse();
    assertThat(spec.isServerChannelEnabled()).isTrue();
    assertThat(spec.isPassword("password")).isTrue();
    assertThat(spec.ipMulticastAddress())
        .contains(PeerAddress.ipv4(PeerAddress.UNKNOWN, 0xe00000fe, 33099));
  }

  @Test
  void netGroupCheck2_theSpecifierWithPostingAndReplicationParses() {
    Groupspec spec = Groupspec.parse(ANS);
    assertThat(spec.name()).isEqualTo("ans");
    assertThat(spec.isMulticastEnabled()).isTrue();
    assertThat(spec.isObjectReplicationEnabled()).isTrue();
    assertThat(spec.isPostingEnabled()).isTrue();
    assertThat(spec.isRoutingEnabled()).isFalse();
    assertThat(spec.isServerChannelEnabled()).isFalse();
    assertThat(spec.hasPassword()).isTrue();
    assertThat(spec.isUnique()).isFalse();
    assertThat(spec.ipMulticastAddress()).isEmpty();
    assertThat(spec.options()).extracting(GroupOption::type).contains(0x0d, 0x1b);
  }

  /** The id is what librtmfp prints for it. */
  @Test
  void netGroupCheck2_theSpecifierOfVersion2HasTheTwiceHashedId() {
    Groupspec spec = Groupspec.parse(VERSION_2);
    assertThat(spec.version()).isEqualTo(2);
    assertThat(spec.name()).isEqualTo("test");
    assertThat(HEX.formatHex(spec.groupId()))
        .isEqualTo("763f90e4b524a0e026052bb5696bd143246f26c6eb0b9fa31b0d1ed39a092620");
  }

  @Test
  void netGroupCheck2_whatStandsBehindTheMarkerDoesNotChangeTheId() {
    String group = OSMF.substring(0, OSMF.length() - 16);
    for (String own : List.of("", "070ae00000fe814b", "0142", "05220a0b0c0d", "00", "0142000143")) {
      Groupspec spec = Groupspec.parse(group + own);
      assertThat(spec.groupId()).as(own).isEqualTo(Groupspec.parse(OSMF).groupId());
      assertThat(spec.hashedText()).isEqualTo(group.substring(0, group.length() - 2));
    }
    assertThat(Groupspec.parse(group.substring(0, group.length() - 2)).groupId())
        .isEqualTo(Groupspec.parse(OSMF).groupId());
  }

  @Test
  void theCaseOfDigitsMakesAnotherGroup() {
    Groupspec upper = Groupspec.parse("G:" + OSMF.substring(2).toUpperCase(Locale.ROOT));
    assertThat(upper.name()).isEqualTo("org.osmf.net.multicast");
    assertThat(upper.groupId()).isNotEqualTo(Groupspec.parse(OSMF).groupId());
  }

  @Test
  void theSamplesAreBuiltAgain() {
    var salt = Groupspec.parse(OSMF).options().get(4).value();
    Groupspec osmf =
        Groupspec.named("org.osmf.net.multicast")
            .version1()
            .multicast()
            .serverChannel()
            .password("password")
            .unique(new Given(salt))
            .ipMulticastAddress(PeerAddress.ipv4(PeerAddress.UNKNOWN, 0xe00000fe, 33099))
            .build();
    assertThat(osmf.text()).isEqualTo(OSMF);
    Groupspec version2 = Groupspec.named("test").multicast().posting().serverChannel().build();
    assertThat(version2.text()).isEqualTo(VERSION_2);
    Groupspec ans =
        Groupspec.named("ans")
            .version1()
            .multicast()
            .objectReplication()
            .posting()
            .option(0x0d, new byte[0])
            .build();
    // The password of this one is not known.
    assertThat(ans.text()).isEqualTo(ANS.substring(0, 14) + ANS.substring(14 + 68));
  }

  @Test
  void everyOptionIsFoundInWhatWasBuilt() {
    Groupspec spec =
        Groupspec.named("söme")
            .routing()
            .multicast()
            .objectReplication()
            .posting()
            .serverChannel()
            .password("a")
            .password("b")
            .unique(new SplittableRandom(1))
            .option(0x33, new byte[] {1, 2})
            .ownOption(0x44, new byte[] {3})
            .build();
    assertThat(spec.name()).isEqualTo("söme");
    assertThat(spec.isRoutingEnabled()).isTrue();
    assertThat(spec.isMulticastEnabled()).isTrue();
    assertThat(spec.isObjectReplicationEnabled()).isTrue();
    assertThat(spec.isPostingEnabled()).isTrue();
    assertThat(spec.isServerChannelEnabled()).isTrue();
    assertThat(spec.isUnique()).isTrue();
    assertThat(spec.isPassword("a") && spec.isPassword("b")).isTrue();
    assertThat(spec.options()).extracting(GroupOption::toString).contains("33:0102");
    assertThat(spec.ownOptions()).extracting(GroupOption::toString).containsExactly("44:03");
    assertThat(Groupspec.parse(spec.text())).isEqualTo(spec).hasSameHashCodeAs(spec);
  }

  @Test
  void theTextIsASecretThatIsNotShown() {
    Groupspec spec = Groupspec.parse(VERSION_2);
    assertThat(spec.toString()).contains("test").doesNotContain("027f02");
  }

  @Test
  void whatIsNoSpecifierIsRefusedInOneLine() {
    var cut = OSMF.substring(0, 60);
    for (String text :
        List.of(
            "", "films", "G:", "G:00", "G:0", "G:zz", "g:0101", cut, "G:" + "00".repeat(9000))) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> Groupspec.parse(text))
          .withMessageContaining("groupspec");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Groupspec.named(""));
  }

  private String vector(String name) {
    return vectors.getOrDefault(name, "no vector " + name);
  }

  /** Gives these bytes instead of random ones. */
  private record Given(byte[] bytes) implements RandomGenerator {
    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }

    @Override
    public long nextLong() {
      return 0;
    }
  }
}
