package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import cumulus.testkit.HeapGrowth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes made to hurt: nothing but AmfException comes out, memory follows what came, and none stays.
 */
final class AmfHostileTest {
  /** By hand {@code -Dmutations=1000000}. */
  private static final int MUTATIONS = Integer.getInteger("mutations", 200_000);

  private static final List<AmfStyle> STYLES = List.of(AmfStyle.values());

  @Test
  void flashProfileCheck20_truncatedStringIsMalformed() {
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(() -> readAll(HexFormat.of().parseHex("02000561")))
        .withMessageContaining("truncated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a00000001", "03000161", "0800000000000161", "100000000161"})
  void flashProfileCheck20_depthOf1000IsMalformed(String opening) {
    assertTooDeep(new byte[0], opening);
  }

  @ParameterizedTest
  @ValueSource(strings = {"090301", "0a0b010361", "10030001", "11030001"})
  void flashProfileCheck20_amf3DepthOf1000IsMalformed(String opening) {
    assertTooDeep(new byte[] {0x11}, opening);
  }

  private static void assertTooDeep(byte[] before, String opening) {
    var out = new ByteWriter();
    out.bytes(before);
    for (int i = 0; i < 1000; i++) {
      out.bytes(HexFormat.of().parseHex(opening));
    }
    out.bytes(new byte[3000]);
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(() -> readAll(out.toByteArray()))
        .withMessageContaining("deeper than 512");
  }

  /** What is announced would not fit the heap, or take minutes to clear, a thousand times. */
  @Timeout(20)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a7fffffff", // strict array
        "0affffffff",
        "0c7fffffff", // long string
        "0cffffffff",
        "0f7fffffff", // XML
        "1106ffffffff", // string
        "1107ffffffff", // XML
        "1109ffffffff01", // array
        "110affffffff01", // traits
        "110cffffffff", // ByteArray
        "110dffffffff00", // vectors
        "110effffffff00",
        "110fffffffff00",
        "1110ffffffff0001",
        "1111ffffffff00" // dictionary
      })
  void flashProfileCheck20_hugeCountsCostNothing(String hex) {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(hex), 64);
    for (int i = 0; i < 1000; i++) {
      assertThatExceptionOfType(AmfException.class).isThrownBy(() -> readAll(bytes));
    }
  }

  @Test
  void moreValuesThanTheLimitAreRefused() {
    var limits = new AmfLimits(8, 100, 1000);
    byte[] nulls = new byte[101];
    Arrays.fill(nulls, (byte) 5);
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(() -> new Amf0Reader(nulls, 0, 101, AmfOptions.CLIENT.with(limits)).readAll())
        .withMessageContaining("more than 100 values");
  }

  @Test
  void aTextLongerThanTheLimitIsRefused() {
    var limits = new AmfLimits(8, 100, 1000);
    byte[] text = new byte[2000];
    text[0] = 2;
    text[1] = 4;
    assertThatExceptionOfType(AmfException.class)
        .isThrownBy(() -> new Amf0Reader(text, 0, 2000, AmfOptions.CLIENT.with(limits)).read())
        .withMessageContaining("beyond the limit");
  }

  /** Names chosen to have one hash must not make an object slow. */
  @Test
  void collidingNamesAreReadInTime() throws AmfException {
    var out = new ByteWriter();
    out.u8(3);
    int names = 1 << 15;
    for (int i = 0; i < names; i++) {
      out.u16(30);
      for (int bit = 0; bit < 15; bit++) {
        // 31 * 1 + 31 and 31 * 2 + 0 are the same sum.
        out.u16((i >> bit & 1) == 0 ? 1 << 8 | 31 : 2 << 8);
      }
      out.u8(5);
    }
    out.u16(0);
    out.u8(9);
    var object = (AmfObject) new Amf0Reader(out.array(), 0, out.length()).read();
    assertThat(object.properties()).hasSize(names);
    assertThat(object.properties().keySet().stream().map(AmfString::hashCode).distinct())
        .hasSize(1);
  }

  @Test
  void mutatedValuesThrowNothingElse() {
    List<byte[]> corpus = new ArrayList<>();
    AmfRows.amf0().forEach(row -> corpus.add(row.bytes()));
    AmfRows.amf3().forEach(row -> corpus.add(AmfRows.writeAmf0(row.value(), AmfStyle.PREFER_AMF3)));
    var random = new SplittableRandom(20261122);
    var heap = new HeapGrowth(MUTATIONS);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      heap.step(i);
      byte[] bytes = mutate(random, corpus);
      try {
        List<AmfValue> values = readAll(bytes);
        var out = new ByteWriter();
        var writer =
            new Amf0Writer(out, STYLES.get(i % STYLES.size()), AmfOptions.CLIENT, problem -> {});
        values.forEach(writer::write);
        readAll(out.toByteArray());
        read++;
      } catch (AmfException expected) {
        assertThat(expected.reason()).isNotBlank();
      }
    }
    long grown = heap.bytes();
    System.out.printf("%d AMF values, %d read; heap grew by %d bytes%n", MUTATIONS, read, grown);
    assertThat(grown).as("heap at a quarter and at the end").isLessThan(8 << 20);
    assertThat(read).isBetween(MUTATIONS / 100, MUTATIONS);
  }

  private static byte[] mutate(SplittableRandom random, List<byte[]> corpus) {
    var out = new ByteWriter();
    for (int part = random.nextInt(1, 4); part > 0; part--) {
      out.bytes(corpus.get(random.nextInt(corpus.size())));
    }
    byte[] bytes = out.toByteArray();
    for (int change = random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  private static List<AmfValue> readAll(byte[] bytes) throws AmfException {
    return new Amf0Reader(bytes, 0, bytes.length).readAll();
  }
}
