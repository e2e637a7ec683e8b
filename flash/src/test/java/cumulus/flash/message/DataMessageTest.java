package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DataMessageTest {
  private static final String NOTE = "020004 6e6f7465 003ff0000000000000 11 06 03 78";

  @Test
  void flashProfileCheck11_dataOfBothTypesIsReadAlike() throws MalformedException {
    for (DataMessage message :
        List.of(read(MessageType.DATA, NOTE), read(MessageType.DATA_EXTENDED, "00" + NOTE))) {
      assertThat(message.handler()).isEqualTo("note");
      assertThat(message.arguments(AmfOptions.CLIENT))
          .containsExactly(AmfValue.of(1), AmfValue.of("x"));
      assertThat(message.argumentsLength()).isEqualTo(13);
      assertThat(message.amfLength()).isEqualTo(20);
    }
  }

  @Test
  void eachTypeIsWrittenAsTheOtherWithItsBytesUnchanged() throws MalformedException {
    DataMessage message = read(MessageType.DATA_EXTENDED, "00" + NOTE);
    assertThat(write(message, MessageType.DATA)).isEqualTo(("1200000007" + NOTE).replace(" ", ""));
    message = read(MessageType.DATA, NOTE);
    assertThat(write(message, MessageType.DATA_EXTENDED))
        .isEqualTo(("0f0000000700" + NOTE).replace(" ", ""));
  }

  private static String write(DataMessage message, int type) {
    var out = new ByteWriter();
    message.write(out, type, 7);
    return Hex.text(out.toByteArray());
  }

  @Test
  void setDataFrameHoldsTheMessageProper() throws MalformedException {
    DataMessage message = read(MessageType.DATA, "02000d 40736574446174614672616d65" + NOTE);
    assertThat(message.handler()).isEqualTo("@setDataFrame");
    DataMessage inner = message.inner();
    assertThat(inner.handler()).isEqualTo("note");
    assertThat(write(inner, MessageType.DATA)).isEqualTo(("1200000007" + NOTE).replace(" ", ""));
  }

  @Test
  void theArgumentsAreNotLookedAt() throws MalformedException {
    DataMessage message = read(MessageType.DATA, "020001 61 ff ff");
    assertThat(message.argumentsLength()).isEqualTo(2);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> message.arguments(AmfOptions.CLIENT));
    assertThatExceptionOfType(MalformedException.class).isThrownBy(message::inner);
  }

  @Test
  void aWrongFormatOrNameIsMalformed() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.DATA_EXTENDED, "01" + NOTE));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.DATA, "05"));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(MessageType.DATA, ""));
  }

  private static DataMessage read(int type, String hex) throws MalformedException {
    byte[] bytes = Hex.bytes(hex);
    return DataMessage.read(type, bytes, 0, bytes.length);
  }
}
