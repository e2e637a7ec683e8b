package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChecksumTest {
  @Test
  void transportCheck2_everyRow() {
    for (Map.Entry<String, String> row : Vectors.strings("checksum").entrySet()) {
      byte[] bytes = Vectors.hex(row.getKey());

      assertThat(Checksum.of(bytes, 0, bytes.length))
          .as(row.getKey())
          .isEqualTo(Integer.parseInt(row.getValue(), 16));
    }
  }

  @Test
  void transportCheck2_everyLengthAndOffsetAgreesWithTheDefinition() {
    byte[] bytes = new byte[100];
    new SplittableRandom(2).nextBytes(bytes);
    for (int from = 0; from < 10; from++) {
      for (int to = from; to <= bytes.length; to++) {
        assertThat(Checksum.of(bytes, from, to)).isEqualTo(byDefinition(bytes, from, to));
      }
    }
  }

  @Test
  void aLargePacketOfOnesDoesNotOverflow() {
    byte[] bytes = new byte[65_536];
    Arrays.fill(bytes, (byte) 0xff);

    assertThat(Checksum.of(bytes, 0, bytes.length)).isZero();
    assertThat(Checksum.of(bytes, 0, bytes.length - 1))
        .isEqualTo(byDefinition(bytes, 0, bytes.length - 1));
  }

  @Test
  void partsSummedApartGiveTheChecksumOfTheWhole() {
    byte[] bytes = new byte[60];
    new SplittableRandom(3).nextBytes(bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      long head = Checksum.partial(bytes, 0, cut);
      long tail = Checksum.partial(bytes, cut, bytes.length);

      assertThat(Checksum.fold(head + ((cut & 1) == 0 ? tail : Checksum.swapped(tail))))
          .as("cut at %d", cut)
          .isEqualTo(Checksum.of(bytes, 0, bytes.length));
    }
  }

  private static int byDefinition(byte[] bytes, int from, int to) {
    int sum = 0;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
    if (at < to) {
      sum += bytes[at] & 0xff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }
}
