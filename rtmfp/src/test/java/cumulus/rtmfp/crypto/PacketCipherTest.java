package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketCipherTest {
  private static final String HELLO = "09123401000568656c6c6f";

  /** Components of both ends in each mode; far flags first. */
  private static final Map<String, String> MODES =
      Map.of(
          "plain",
          "031a0000" + "021e00",
          "hmac",
          "031a0410",
          "sseq",
          "021e04",
          "both",
          "031a0420" + "021e04");

  private static final Set<DropReason> DAMAGE =
      EnumSet.of(DropReason.CHECKSUM, DropReason.HMAC, DropReason.REPLAY);

  @Test
  void transportCheck3_datagramsAreMadeAndReadByteForByte() throws ProtocolException {
    for (String name : Vectors.object("datagrams").keySet()) {
      Map<String, String> row = Vectors.strings("datagrams", name);
      byte[] plain = Vectors.hex(row.getOrDefault("plain", ""));
      int sessionId = Integer.parseUnsignedInt(row.getOrDefault("session_id", ""), 16);

      byte[] datagram = datagram(cipher(name, true), plain, sessionId);

      assertThat(Vectors.hex(datagram)).as(name).isEqualTo(row.get("datagram"));
      assertThat(Datagram.unscramble(datagram, 0, datagram.length)).isEqualTo(sessionId);
      byte[] opened = new byte[datagram.length];
      long range = cipher(name, false).open(datagram, 4, datagram.length, opened);
      byte[] clear = Arrays.copyOf(opened, (int) range);
      assertThat(Vectors.hex(clear)).as(name).isEqualTo(row.get("clear"));
      assertThat(Vectors.hex(clear).substring(2 * (int) (range >> 32)))
          .startsWith(Vectors.hex(plain));
    }
  }

  /**
   * A flipped bit makes a whole block of the plain text random, and a checksum of 16 bits lets one
   * in 65536 such packets through. Of the 11648 flips in these datagrams one does pass, by any
   * correct implementation; the receiver then sees one block of noise in an otherwise true packet.
   */
  @Test
  void vectorsCheck2_everyFlippedBitOfADatagramIsNoticed() {
    List<String> unnoticed = new ArrayList<>();
    for (String name : Vectors.object("datagrams").keySet()) {
      Map<String, String> row = Vectors.strings("datagrams", name);
      byte[] datagram = Vectors.hex(row.getOrDefault("datagram", ""));
      int sessionId = Integer.parseUnsignedInt(row.getOrDefault("session_id", ""), 16);
      PacketCipher cipher = cipher(name, false);
      for (int bit = 0; bit < 8 * datagram.length; bit++) {
        byte[] damaged = flip(datagram, bit);
        boolean otherSession = Datagram.unscramble(damaged, 0, damaged.length) != sessionId;
        assertThat(otherSession).isEqualTo(bit < 8 * 12);
        try {
          cipher.open(damaged, 4, damaged.length, new byte[damaged.length]);
          if (bit >= 8 * Datagram.SESSION_ID_LENGTH) {
            unnoticed.add(name + " bit " + bit);
          }
        } catch (ProtocolException e) {
          assertThat(e.reason).isEqualTo(DropReason.CHECKSUM);
        }
      }
    }
    assertThat(unnoticed).containsExactly("IIKeying bit 709");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hmac", "sseq", "both"})
  void vectorsCheck2_everyFlippedBitOfASessionPacketIsNoticed(String mode)
      throws ProtocolException {
    Map<String, String> row = Vectors.strings("key_agreement", "modes", mode);
    byte[] packet = Vectors.hex(row.getOrDefault("i2r_packet0_cipher", ""));
    SessionKeys responder =
        SessionKeys.derive(
            DhGroup.MODP_2,
            Vectors.hex(row.getOrDefault("dh_secret", "")),
            Vectors.hex(row.getOrDefault("skrc", "")),
            Vectors.hex(row.getOrDefault("skic", "")));
    PacketCipher cipher = PacketCipher.of(responder);
    for (int bit = 0; bit < 8 * packet.length; bit++) {
      isDamaged(cipher, flip(packet, bit), 0, mode + " bit " + bit);
    }
    // The damaged ones recorded nothing: the true packet still passes.
    assertThat((int) cipher.open(packet, 0, packet.length, new byte[64])).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hmac", "sseq", "both"})
  void everyLengthOfPacketPassesAndFitsThePromise(String mode) throws ProtocolException {
    PacketCipher sender = PacketCipher.of(keys(mode, true));
    PacketCipher receiver = PacketCipher.of(keys(mode, false));
    var random = new SplittableRandom(5);
    for (int length = 1; length <= 200; length++) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);

      byte[] cipher = seal(sender, plain);

      assertThat(cipher.length).isLessThanOrEqualTo(length + sender.overhead() + 15);
      assertThat(sender.maxPlain(length)).isLessThan(length);
      byte[] opened = new byte[cipher.length];
      long range = receiver.open(cipher, 0, cipher.length, opened);
      int start = (int) (range >> 32);
      assertThat(Arrays.copyOfRange(opened, start, start + length)).isEqualTo(plain);
      for (int i = start + length; i < (int) range; i++) {
        assertThat(opened[i]).isEqualTo((byte) 0xff);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "hmac", "sseq", "both"})
  void theLargestPlainPacketFillsTheCipherTextAndNoMore(String mode) {
    for (int limit = 100; limit <= 132; limit++) {
      PacketCipher sender = PacketCipher.of(keys(mode, true));
      int most = sender.maxPlain(limit);

      assertThat(seal(sender, new byte[most]).length).isLessThanOrEqualTo(limit);
      if (mode.equals("plain") || mode.equals("hmac")) {
        assertThat(seal(sender, new byte[most + 1]).length).isGreaterThan(limit);
      }
    }
  }

  @Test
  void numbersOfSeveralBytesGoRoundAndShiftTheParityOfTheChecksum() throws ProtocolException {
    PacketCipher sender = PacketCipher.of(keys("sseq", true));
    PacketCipher receiver = PacketCipher.of(keys("sseq", false));
    byte[] opened = new byte[64];
    for (int i = 0; i < 20_000; i++) {
      byte[] cipher = seal(sender, Vectors.hex(HELLO));
      int start = (int) (receiver.open(cipher, 0, cipher.length, opened) >> 32);
      assertThat(start).isEqualTo(2 + (i < 128 ? 1 : i < 16_384 ? 2 : 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sseq", "both"})
  void repeatedAndReorderedPackets(String mode) throws ProtocolException {
    PacketCipher sender = PacketCipher.of(keys(mode, true));
    PacketCipher receiver = PacketCipher.of(keys(mode, false));
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      packets.add(seal(sender, Vectors.hex(HELLO)));
    }
    byte[] opened = new byte[64];
    for (byte[] packet : packets.reversed()) {
      assertThat((int) receiver.open(packet, 0, packet.length, opened)).isPositive();
    }
    for (byte[] packet : packets) {
      assertThatThrownBy(() -> receiver.open(packet, 0, packet.length, opened))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.REPLAY));
    }
  }

  @Test
  void lengthsThatCannotBeAreRefused() {
    PacketCipher plain = PacketCipher.defaultKey();
    PacketCipher hmac = PacketCipher.of(keys("hmac", false));
    byte[] room = new byte[64];
    for (int length = 0; length <= 100; length++) {
      byte[] cipher = new byte[length];
      boolean wholeBlocks = length > 0 && length % 16 == 0 && length <= room.length;
      assertThatThrownBy(() -> plain.open(cipher, 0, cipher.length, room))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e ->
                  assertThat(e.reason)
                      .isEqualTo(wholeBlocks ? DropReason.CHECKSUM : DropReason.DATAGRAM_LENGTH));
    }
    for (int length = 0; length <= 16; length++) {
      byte[] cipher = new byte[length];
      assertThatThrownBy(() -> hmac.open(cipher, 0, cipher.length, room))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.reason).isEqualTo(DropReason.DATAGRAM_LENGTH));
    }
  }

  @Test
  void anyBytesAreRefusedWithAProtocolExceptionOnly() {
    var random = new SplittableRandom(9);
    PacketCipher[] ciphers = {
      PacketCipher.defaultKey(),
      PacketCipher.of(keys("hmac", false)),
      PacketCipher.of(keys("sseq", false)),
      PacketCipher.of(keys("both", false))
    };
    byte[] room = new byte[96];
    int passed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] cipher = new byte[random.nextInt(128)];
      random.nextBytes(cipher);
      try {
        ciphers[i & 3].open(cipher, 0, cipher.length, room);
        passed++;
      } catch (ProtocolException e) {
        assertThat(e.reason)
            .isIn(
                DropReason.DATAGRAM_LENGTH,
                DropReason.CHECKSUM,
                DropReason.HMAC,
                DropReason.REPLAY);
      }
    }
    // A checksum has 16 bits: of the few thousand of a possible length hardly one may pass.
    assertThat(passed).isLessThanOrEqualTo(1);
  }

  @Test
  void shortDatagramsAreScrambledAsIfFilledWithZeros() {
    byte[] whole = Vectors.hex("00000000" + "0102030405060708");
    for (int length = 4; length <= whole.length; length++) {
      byte[] padded = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
      byte[] exact = Arrays.copyOf(whole, length);

      int scrambled = Datagram.scramble(exact, 0, length, 0x0700_0000);

      assertThat(Datagram.scramble(padded, 0, padded.length, 0x0700_0000)).isEqualTo(scrambled);
      assertThat(Datagram.unscramble(exact, 0, length)).isEqualTo(0x0700_0000);
    }
    assertThat(Datagram.scramble(whole, 0, whole.length, 0)).isEqualTo(0x01020304 ^ 0x05060708);
  }

  private static void isDamaged(PacketCipher cipher, byte[] packet, int from, String name) {
    assertThatThrownBy(() -> cipher.open(packet, from, packet.length, new byte[packet.length]))
        .as(name)
        .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.reason).isIn(DAMAGE));
  }

  /** The default key for startup, the keys of the Flash session for the rest. */
  private static PacketCipher cipher(String datagram, boolean sender) {
    Map<String, String> row = Vectors.strings("datagrams", datagram);
    int mode = Vectors.hex(row.getOrDefault("plain", ""))[0] & 3;
    if (mode == 3) {
      return PacketCipher.defaultKey();
    }
    String secret =
        Vectors.strings("key_agreement", "modes", "plain").getOrDefault("dh_secret", "");
    Map<String, String> flash = Vectors.strings("key_agreement_flash_server");
    byte[] skic = Vectors.hex(flash.getOrDefault("skic", ""));
    byte[] skrc = Vectors.hex(flash.getOrDefault("skrc", ""));
    boolean asInitiator = mode == 1 == sender;
    return PacketCipher.of(
        derive(Vectors.hex(secret), asInitiator ? skic : skrc, asInitiator ? skrc : skic));
  }

  private static SessionKeys keys(String mode, boolean sender) {
    byte[] one = Vectors.hex("110e" + "11".repeat(16) + MODES.get(mode));
    byte[] other = Vectors.hex("110e" + "22".repeat(16) + MODES.get(mode));
    return derive(Vectors.hex("5a".repeat(128)), sender ? one : other, sender ? other : one);
  }

  private static SessionKeys derive(byte[] secret, byte[] near, byte[] far) {
    try {
      return SessionKeys.derive(DhGroup.MODP_2, secret, near, far);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] datagram(PacketCipher cipher, byte[] plain, int sessionId) {
    byte[] sealed = seal(cipher, plain);
    byte[] datagram = new byte[4 + sealed.length];
    System.arraycopy(sealed, 0, datagram, 4, sealed.length);
    Datagram.scramble(datagram, 0, datagram.length, sessionId);
    return datagram;
  }

  private static byte[] seal(PacketCipher cipher, byte[] plain) {
    int from = PacketCipher.HEADROOM;
    byte[] packet = new byte[from + plain.length + PacketCipher.TAILROOM];
    System.arraycopy(plain, 0, packet, from, plain.length);
    byte[] target = new byte[packet.length + 64];
    return Arrays.copyOf(target, cipher.seal(packet, from, from + plain.length, target, 0));
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
    return flipped;
  }
}
