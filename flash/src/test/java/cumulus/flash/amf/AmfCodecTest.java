package cumulus.flash.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.amf.AmfRows.Row;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the tables, in every direction. */
final class AmfCodecTest {
  static List<Row> amf0() {
    return AmfRows.amf0();
  }

  static List<Row> amf3() {
    return AmfRows.amf3();
  }

  @ParameterizedTest
  @MethodSource("amf0")
  void amf0IsReadAndWritten(Row row) throws AmfException {
    AmfValue read = AmfRows.readAmf0(row.bytes());
    assertThat(AmfRows.text(read)).isEqualTo(AmfRows.text(row.value()));
    String hex = AmfRows.hex(row.bytes());
    assertThat(AmfRows.hex(AmfRows.writeAmf0(row.value(), AmfStyle.AMF0_ONLY))).isEqualTo(hex);
    assertThat(AmfRows.hex(AmfRows.writeAmf0(read, AmfStyle.AMF0_ONLY))).isEqualTo(hex);
  }

  @ParameterizedTest
  @MethodSource("amf3")
  void amf3IsReadAndWritten(Row row) throws AmfException {
    AmfValue read = AmfRows.readAmf3(row.bytes());
    assertThat(AmfRows.text(read)).isEqualTo(AmfRows.text(row.value()));
    String hex = AmfRows.hex(row.bytes());
    assertThat(AmfRows.hex(AmfRows.writeAmf3(row.value()))).isEqualTo(hex);
    assertThat(AmfRows.hex(AmfRows.writeAmf3(read))).isEqualTo(hex);
  }

  @ParameterizedTest
  @MethodSource("amf0")
  void truncatedAmf0IsRefusedAtEveryByte(Row row) {
    for (int length = 0; length < row.bytes().length; length++) {
      byte[] part = Arrays.copyOf(row.bytes(), length);
      assertThatExceptionOfType(AmfException.class).isThrownBy(() -> AmfRows.readAmf0(part));
    }
  }

  @ParameterizedTest
  @MethodSource("amf3")
  void truncatedAmf3IsRefusedAtEveryByte(Row row) {
    for (int length = 0; length < row.bytes().length; length++) {
      byte[] part = Arrays.copyOf(row.bytes(), length);
      assertThatExceptionOfType(AmfException.class).isThrownBy(() -> AmfRows.readAmf3(part));
    }
  }

  @ParameterizedTest
  @MethodSource("amf3")
  void everyAmf3ValueCanStandInAmf0(Row row) throws AmfException {
    byte[] written = AmfRows.writeAmf0(row.value(), AmfStyle.PREFER_AMF3);
    assertThat(AmfRows.text(AmfRows.readAmf0(written))).isEqualTo(AmfRows.text(row.value()));
  }

  @ParameterizedTest
  @MethodSource("amf0")
  void positionIsBehindEachValue(Row row) throws AmfException {
    byte[] bytes = row.bytes();
    var twice = new byte[3 + 2 * bytes.length];
    System.arraycopy(bytes, 0, twice, 3, bytes.length);
    twice[3 + bytes.length] = 5;
    var in = new Amf0Reader(twice, 3, bytes.length + 1);
    in.read();
    assertThat(in.position()).isEqualTo(3 + bytes.length);
    assertThat(in.read()).isEqualTo(AmfNothing.NULL);
    assertThat(in.hasMore()).isFalse();
  }
}
