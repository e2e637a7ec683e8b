package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.trace.DropReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  private static final byte[] ELEVENS = new byte[32];

  static {
    Arrays.fill(ELEVENS, (byte) 0x11);
  }

  private record Row(int type, String value) {}

  private static final Map<String, Row> ROWS =
      Map.of(
          "type 0x0a empty value", new Row(0x0a, ""),
          "marker", new Row(Options.MARKER, ""),
          "type 0x0a value 'rtmfp://127.0.0.1/app'",
              new Row(
                  0x0a, Vectors.hex("rtmfp://127.0.0.1/app".getBytes(StandardCharsets.US_ASCII))),
          "type 0x0f value 32 x 0x11", new Row(0x0f, Vectors.hex(ELEVENS)),
          "type 0x2001 value 01", new Row(0x2001, "01"));

  @Test
  void vectorsCheck1_optionsEncodeAndDecode() throws ProtocolException {
    Map<String, String> vectors = Vectors.strings("option");
    assertThat(vectors.keySet()).isEqualTo(ROWS.keySet());
    for (Map.Entry<String, Row> entry : ROWS.entrySet()) {
      String encoded = vectors.getOrDefault(entry.getKey(), "");
      Row row = entry.getValue();
      var builder = new Options.Builder();

      byte[] written =
          row.type() == Options.MARKER
              ? builder.marker().toBytes()
              : builder.add(row.type(), Vectors.hex(row.value())).toBytes();

      assertThat(Vectors.hex(written)).as(entry.getKey()).isEqualTo(encoded);
      Options options = walk(encoded);
      assertThat(options.next()).isTrue();
      assertThat(options.type()).isEqualTo(row.type());
      assertThat(Vectors.hex(options.value())).isEqualTo(row.value());
      assertThat(options.next()).isFalse();
    }
  }

  @Test
  void sequenceOfOptionsIsWalkedInOrderWithItsOffsets() throws ProtocolException {
    byte[] bytes =
        new Options.Builder()
            .addVlu(0x1d, 300, (byte) 7, (byte) 8)
            .marker()
            .add(0, (byte) 9)
            .toBytes();
    assertThat(Vectors.hex(bytes)).isEqualTo("051d822c0708" + "00" + "020009");
    var options = new Options(bytes, 0, bytes.length, DropReason.KEYING);

    assertThat(options.next()).isTrue();
    assertThat(options.takeVlu()).isEqualTo(300);
    assertThat(options.takeByte()).isEqualTo(7);
    assertThat(options.value()).containsExactly(8);
    assertThat(options.next()).isTrue();
    assertThat(options.type()).isEqualTo(Options.MARKER);
    assertThat(options.start()).isEqualTo(6);
    assertThat(options.next()).isTrue();
    assertThat(options.type()).isZero();
    assertThat(options.valueStart()).isEqualTo(9);
    assertThat(options.valueEnd()).isEqualTo(10);
    assertThat(options.next()).isFalse();
  }

  @Test
  void aLongSequenceMakesTheBuilderGrow() throws ProtocolException {
    var builder = new Options.Builder();
    for (int i = 0; i < 50; i++) {
      builder.add(i, new byte[i]);
    }
    byte[] bytes = builder.toBytes();
    var options = new Options(bytes, 0, bytes.length, DropReason.KEYING);
    for (int i = 0; i < 50; i++) {
      assertThat(options.next()).isTrue();
      assertThat(options.type()).isEqualTo(i);
      assertThat(options.value()).hasSize(i);
    }
    assertThat(options.next()).isFalse();
  }

  @Test
  void whatDoesNotFitIsMalformed() {
    for (String malformed :
        new String[] {
          "01", // no type
          "020a", // shorter than it says
          "0180", // type without end
          "80", // length without end
          "81ffffffffffffffff7f0a", // length of 2^64-1
          "83808080800a", // length of 2^29
        }) {
      assertThatThrownBy(() -> walk(malformed).next())
          .as(malformed)
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.reason).isEqualTo(DropReason.KEYING));
    }
  }

  @Test
  void theEnormousTypeIsReadAsUnknown() throws ProtocolException {
    Options options = walk("0a81ffffffffffffffff");

    assertThatThrownBy(options::next).isInstanceOf(ProtocolException.class);

    Options large = walk("0881ffffffffffff7f");
    assertThat(large.next()).isTrue();
    assertThat(large.type()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void takingMoreThanTheValueHoldsIsMalformed() throws ProtocolException {
    Options options = walk("010a" + "010b");
    assertThat(options.next()).isTrue();

    assertThatThrownBy(options::takeByte).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(options::takeVlu).isInstanceOf(ProtocolException.class);
  }

  private static Options walk(String hex) {
    byte[] bytes = Vectors.hex(hex);
    return new Options(bytes, 0, bytes.length, DropReason.KEYING);
  }
}
