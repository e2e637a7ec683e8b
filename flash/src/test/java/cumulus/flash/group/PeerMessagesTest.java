package cumulus.flash.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.MalformedException;
import cumulus.flash.Vectors;
import cumulus.flash.message.MessageType;
import cumulus.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every message between members: vectors, round trips, and what damage does. */
final class PeerMessagesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final PeerAddress V4 = PeerAddress.ipv4(PeerAddress.OBSERVED, 0xc0000281, 50001);
  private static final PeerAddress V6 =
      new PeerAddress(PeerAddress.REPORTED, 0x20010db800010000L, 2, 50002);

  private final Map<String, String> vectors = Vectors.section("group");
  private final PeerId peer = PeerId.of(HEX.parseHex(vector("peer_id")));
  private final Groupspec group = Groupspec.parse(vector("groupspec"));

  @Test
  void netGroupCheck1_groupAddress() {
    assertThat(GroupAddress.of(peer)).hasToString(vector("group_address"));
  }

  @Test
  void netGroupCheck1_proofAndAdmission() throws MalformedException {
    byte[] farNonce =
        HEX.parseHex(Vectors.section("key_agreement_flash_server").getOrDefault("far_nonce", ""));
    assertThat(HEX.formatHex(group.proof(farNonce)))
        .isEqualTo(vector("proof_for_key_agreement_flash_server_initiator"));
    byte[] message = Admission.to(peer, group, farNonce).toByteArray();
    assertThat(HEX.formatHex(message)).isEqualTo(vector("peer_connect_message"));
    Admission read = Admission.read(message);
    assertThat(read.isValid(peer, group, farNonce)).isTrue();
    assertThat(read.toByteArray()).isEqualTo(message);
  }

  @Test
  void anAdmissionIsForOneReceiverOneSessionAndOneGroup() throws MalformedException {
    var nonce = new byte[32];
    Admission read = Admission.read(Admission.to(peer, group, nonce).toByteArray());
    assertThat(read.isValid(PeerId.of(new byte[32]), group, nonce)).isFalse();
    assertThat(read.isValid(peer, group, new byte[] {1})).isFalse();
    assertThat(read.isValid(peer, Groupspec.named("test").build(), nonce)).isFalse();
  }

  @Test
  void theGroupIdOfAnAdmissionMayBeInCapitals() throws MalformedException {
    var nonce = new byte[32];
    byte[] message = Admission.to(peer, group, nonce).toByteArray();
    for (int i = 3; i < 3 + 64; i++) {
      message[i] = (byte) Character.toUpperCase(message[i]);
    }
    assertThat(Admission.read(message).isValid(peer, group, nonce)).isTrue();
  }

  @Test
  void netGroupCheck1_fragmentMap() throws MalformedException {
    String expected = vector("fragments_map_last_20_have_all_but_17_from_11");
    assertThat(HEX.formatHex(FragmentMap.message(20, 11, id -> id != 17))).isEqualTo(expected);
    FragmentMap map = FragmentMap.read(HEX.parseHex(expected));
    assertThat(map.last()).isEqualTo(20);
    for (long id = 0; id < 24; id++) {
      assertThat(map.has(id)).as("fragment " + id).isEqualTo(id >= 11 && id <= 20 && id != 17);
    }
  }

  @Test
  void netGroupCheck1_mediaOffer() throws MalformedException {
    var offer = new MediaOffer("live", StreamKey.of(peer.bytes()), 8000, 100, 2500, false);
    assertThat(HEX.formatHex(offer.toByteArray())).isEqualTo(vector("media_info_stream_live"));
    assertThat(MediaOffer.isEnd(offer.toByteArray())).isFalse();
    assertThat(MediaOffer.read(offer.toByteArray())).isEqualTo(offer);
  }

  @Test
  void netGroupCheck1_fragmentAndRequests() throws MalformedException {
    String expected = vector("fragment_whole_id_300_video_ts_1000");
    byte[] body = HEX.parseHex("1701000000");
    Fragment fragment = Fragment.of(300, MessageType.VIDEO, 1000, body, 0, body.length, 0);
    assertThat(HEX.formatHex(fragment.message())).isEqualTo(expected);
    Fragment read = Fragment.read(HEX.parseHex(expected));
    assertThat(read.id()).isEqualTo(300);
    assertThat(read.type()).isEqualTo(MessageType.VIDEO);
    assertThat(read.timestampMillis()).isEqualTo(1000);
    assertThat(read.isStart() && read.isEnd()).isTrue();
    assertThat(HEX.formatHex(MediaRequests.push(0x08))).isEqualTo(vector("push_mask_bit_3"));
    assertThat(HEX.formatHex(MediaRequests.pull(300))).isEqualTo(vector("pull_id_300"));
    assertThat(MediaRequests.readPush(HEX.parseHex("2308"))).isEqualTo(0x08);
    assertThat(MediaRequests.readPull(HEX.parseHex("2b822c"))).isEqualTo(300);
  }

  @Test
  void aRequestWithTheLargestOfferStillHasAnEnd() throws MalformedException {
    byte[] end = MediaOffer.end(Long.MAX_VALUE);
    assertThat(MediaOffer.isEnd(end)).isTrue();
    assertThat(MediaOffer.readEnd(end)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aMessageIsCutAndItsPiecesSayWhatTheyAre() throws MalformedException {
    var payload = new byte[300 * Fragment.SLICE_BYTES + 1];
    new SplittableRandom(1).nextBytes(payload);
    int pieces = Fragment.pieces(payload.length);
    assertThat(pieces).isEqualTo(301);
    var joined = new ByteArrayOutputStream();
    for (int i = 0; i < pieces; i++) {
      byte[] message =
          Fragment.of(7 + i, MessageType.VIDEO, 5, payload, 0, payload.length, i).message();
      Fragment piece = Fragment.read(message);
      assertThat(piece.id()).isEqualTo(7 + i);
      assertThat(piece.isStart()).isEqualTo(i == 0);
      assertThat(piece.isEnd()).isEqualTo(i == pieces - 1);
      joined.write(message, piece.payloadOffset(), piece.payloadLength());
    }
    assertThat(joined.toByteArray()).isEqualTo(payload);
    assertThat(Fragment.pieces(0)).isEqualTo(1);
    assertThat(Fragment.pieces(Fragment.SLICE_BYTES)).isEqualTo(1);
  }

  /** Trap 13. */
  @Test
  void aFirstPieceMayLackItsCount() throws MalformedException {
    for (String hex :
        List.of("3005" + "0a" + "09" + "00000064" + "aa", "3005" + "09" + "00000064" + "aa")) {
      Fragment piece = Fragment.read(HEX.parseHex(hex));
      assertThat(piece.type()).isEqualTo(MessageType.VIDEO);
      assertThat(piece.timestampMillis()).isEqualTo(100);
      assertThat(piece.payloadLength()).isEqualTo(1);
    }
    Fragment counted = Fragment.read(HEX.parseHex("3005" + "08" + "09" + "00000064"));
    assertThat(counted.type()).isEqualTo(MessageType.VIDEO);
  }

  @Test
  void aReportRoundTrips() throws MalformedException {
    var members =
        List.of(
            new GroupReport.Heard(peer, 0, List.of(V4, V6)),
            new GroupReport.Heard(PeerId.of(new byte[32]), 299, List.of()));
    var report = new GroupReport(Optional.of(V4), List.of(V6, V4), members);
    assertThat(GroupReport.read(report.toByteArray())).isEqualTo(report);
    var empty = new GroupReport(Optional.empty(), List.of(), List.of());
    assertThat(GroupReport.read(empty.toByteArray())).isEqualTo(empty);
  }

  @Test
  void aReportMayHaveFlagsAndPlainLengths() throws MalformedException {
    // 19 addresses of 7 bytes and the type: 134 = 86 hex, written as one byte.
    String addresses = "86" + "0a" + "02c0000281c351".repeat(19);
    String record = "22210f" + vector("peer_id") + "05" + addresses + "00";
    GroupReport report =
        GroupReport.read(
            HEX.parseHex("0a" + "0107" + "080d02c0000281c351" + addresses + "00" + record));
    assertThat(report.recipient()).contains(V4);
    assertThat(report.addresses()).hasSize(GroupReport.MAX_ADDRESSES).containsOnly(V4);
    assertThat(report.members()).hasSize(1);
    assertThat(report.members().getFirst().secondsSince()).isEqualTo(5);
  }

  @Test
  void aReportOfManyMembersIsCutAtTheLimit() throws MalformedException {
    var members = new ArrayList<GroupReport.Heard>();
    for (int i = 0; i < 100; i++) {
      members.add(new GroupReport.Heard(peer, i, List.of(V6)));
    }
    var report = new GroupReport(Optional.empty(), List.of(), members);
    assertThat(GroupReport.read(report.toByteArray()).members()).hasSize(GroupReport.MAX_MEMBERS);
  }

  @Test
  void theRingWraps() {
    var zero = new GroupAddress(0, 0, 0, 0);
    var last = new GroupAddress(-1, -1, -1, -1);
    assertThat(last.distanceTo(zero)).isEqualTo(new GroupAddress(0, 0, 0, 1));
    assertThat(zero.distanceTo(last)).isEqualTo(last);
    assertThat(zero.plusFraction(1)).isEqualTo(new GroupAddress(Long.MIN_VALUE, 0, 0, 0));
    assertThat(zero.plusFraction(1).ofRing()).isEqualTo(0.5);
    assertThat(zero.plusFraction(256)).isEqualTo(new GroupAddress(0, 0, 0, 1));
    assertThat(last.plusFraction(256)).isEqualTo(zero);
    assertThat(last.plusFraction(192)).isEqualTo(new GroupAddress(0, 0, 0, -1));
    assertThat(last.plusFraction(100)).isEqualTo(new GroupAddress(0, (1L << 28) - 1, -1, -1));
    assertThat(zero.compareTo(last)).isNegative();
  }

  /** In any two places: the way there and the way back make the ring. */
  @Seeds(200)
  void distancesAddUpToTheRing(long seed) {
    var random = new SplittableRandom(seed);
    var one = new GroupAddress(random.nextLong(), seed % 3 - 1, seed % 5 - 2, random.nextLong());
    var other = new GroupAddress(random.nextLong(), seed % 4 - 1, seed % 7 - 2, random.nextLong());
    var there = one.distanceTo(other);
    var back = other.distanceTo(one);
    assertThat(back.distanceTo(new GroupAddress(0, 0, 0, 0))).isEqualTo(there);
  }

  /** Whatever arrives, a message is read or malformed. */
  @Seeds(100)
  void netGroupCheck12_damagedMessagesAreMalformedAndNothingElse(long seed) {
    var random = new SplittableRandom(seed);
    for (byte[] sample : samples()) {
      for (int length = 0; length < sample.length; length++) {
        readAll(Arrays.copyOf(sample, length));
      }
      for (int i = 0; i < 20; i++) {
        byte[] damaged = sample.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        readAll(damaged);
      }
      var noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      readAll(noise);
    }
  }

  @Test
  void whatIsNotWholeIsMalformed() {
    for (String hex : List.of("01", "014100", "01" + "2101" + "00".repeat(32), "02")) {
      assertThatExceptionOfType(MalformedException.class)
          .as(hex)
          .isThrownBy(() -> Admission.read(HEX.parseHex(hex)));
    }
    for (String hex : List.of("", "40", "2001", "20010700000000", "2001090000", "10", "00")) {
      assertThatExceptionOfType(MalformedException.class)
          .as(hex)
          .isThrownBy(() -> Fragment.read(HEX.parseHex(hex)));
    }
    for (String hex : List.of("0a", "0a22", "0a00" + "22210f00", "0a00" + "0100")) {
      assertThatExceptionOfType(MalformedException.class)
          .as(hex)
          .isThrownBy(() -> GroupReport.read(HEX.parseHex(hex)));
    }
    for (String hex : List.of("22", "2280", "22ffffffffffffffffffff7f")) {
      assertThatExceptionOfType(MalformedException.class)
          .as(hex)
          .isThrownBy(() -> FragmentMap.read(HEX.parseHex(hex)));
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> MediaOffer.read(HEX.parseHex("21" + "0201".repeat(20))));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> MediaRequests.readPush(HEX.parseHex("23")));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> MediaRequests.readPull(HEX.parseHex("2b")));
  }

  @Test
  void aMapGoesNoFurtherBackThanTheLimit() throws MalformedException {
    byte[] longest = FragmentMap.message(1_000_000, 0, id -> true);
    assertThat(longest).hasSizeLessThan(FragmentMap.MAX_BYTES + 12);
    FragmentMap map = FragmentMap.read(longest);
    assertThat(map.first()).isEqualTo(1_000_000 - 8L * FragmentMap.MAX_BYTES);
    assertThat(map.has(map.first())).isTrue();
    assertThat(map.has(map.first() - 1)).isFalse();
    assertThat(map.has(-5)).isFalse();
  }

  private List<byte[]> samples() {
    var payload = new byte[2000];
    return List.of(
        Admission.to(peer, group, new byte[32]).toByteArray(),
        new GroupReport(
                Optional.of(V4), List.of(V6), List.of(new GroupReport.Heard(peer, 7, List.of(V4))))
            .toByteArray(),
        new MediaOffer("live", StreamKey.of(peer.bytes()), 8000, 100, 2500, true).toByteArray(),
        MediaOffer.end(9),
        FragmentMap.message(200, 1, id -> id % 3 == 0),
        MediaRequests.push(3),
        MediaRequests.pull(300),
        Fragment.of(1, MessageType.AUDIO, 2, payload, 0, 30, 0).message(),
        Fragment.of(1, MessageType.VIDEO, 2, payload, 0, 2000, 0).message(),
        Fragment.of(2, MessageType.VIDEO, 2, payload, 0, 2000, 1).message());
  }

  private interface Reader {
    void read(byte[] message) throws MalformedException;
  }

  private static void readAll(byte[] message) {
    List<Reader> readers =
        List.of(
            Admission::read,
            GroupReport::read,
            bytes -> {
              if (bytes.length > 0) {
                var _ =
                    MediaOffer.isEnd(bytes) ? MediaOffer.readEnd(bytes) : MediaOffer.read(bytes);
                FragmentMap.read(bytes);
                MediaRequests.readPush(bytes);
                MediaRequests.readPull(bytes);
              }
            },
            Fragment::read);
    for (Reader reader : readers) {
      try {
        reader.read(message);
      } catch (MalformedException expected) {
        assertThat(expected.reason()).isNotEmpty();
      }
    }
  }

  private String vector(String name) {
    return vectors.getOrDefault(name, "");
  }
}
