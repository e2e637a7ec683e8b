package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UserControlTest {
  record Row(String payload, UserControl event) {}

  static List<Row> rows() {
    return List.of(
        new Row("0000 00000005", new UserControl.StreamBegin(5)),
        new Row("0001 ffffffff", new UserControl.StreamEof(0xffff_ffffL)),
        new Row("0002 00000005", new UserControl.StreamDry(5)),
        new Row("0003 00000005 000003e8", new UserControl.SetBufferLength(5, 1000)),
        new Row("0004 00000005", new UserControl.StreamIsRecorded(5)),
        new Row("0006 80000000", new UserControl.PingRequest(0x8000_0000L)),
        new Row("0007 80000000", new UserControl.PingResponse(0x8000_0000L)),
        new Row("001f 00000005", new UserControl.BufferEmpty(5)),
        new Row("0020 00000005", new UserControl.BufferReady(5)),
        new Row("0022 00000008 00000003", new UserControl.FlowSync(8, 3)),
        new Row("0029 00003a98 00002710", new UserControl.SetKeepalive(15000, 10000)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachEventIsReadAndWritten(Row row) throws MalformedException {
    byte[] payload = Hex.bytes(row.payload);
    assertThat(UserControl.read(payload, 0, payload.length)).isEqualTo(row.event);
    assertThat(Hex.text(row.event.toByteArray())).isEqualTo("0400000000" + Hex.text(payload));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void truncatedEventsAreMalformed(Row row) {
    byte[] payload = Hex.bytes(row.payload);
    for (int length = 0; length < payload.length; length++) {
      int part = length;
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> UserControl.read(payload, 0, part));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void furtherBytesArePassedOver(Row row) throws MalformedException {
    byte[] payload = Hex.bytes("ff" + row.payload + "ffff");
    assertThat(UserControl.read(payload, 1, payload.length - 1)).isEqualTo(row.event);
  }

  @Test
  void unknownEventsKeepTheirData() throws MalformedException {
    byte[] payload = Hex.bytes("0102 aabbcc");
    var unknown = (UserControl.Unknown) UserControl.read(payload, 0, payload.length);
    assertThat(unknown.event()).isEqualTo(0x102);
    assertThat(unknown.data()).isEqualTo(Hex.bytes("aabbcc"));
    assertThat(Hex.text(unknown.toByteArray())).isEqualTo("04000000000102aabbcc");
  }
}
