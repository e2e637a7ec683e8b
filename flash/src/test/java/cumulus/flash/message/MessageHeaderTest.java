package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.flash.ByteWriter;
import org.junit.jupiter.api.Test;

final class MessageHeaderTest {
  @Test
  void timestampsAreUnsigned() {
    var out = new ByteWriter();
    MessageHeader.write(out, MessageType.VIDEO, 0xfedc_ba98L);
    var put = new byte[6];
    MessageHeader.put(put, 1, MessageType.VIDEO, 0xfedc_ba98L);
    assertThat(Hex.text(out.toByteArray())).isEqualTo("09fedcba98");
    assertThat(Hex.text(put)).isEqualTo("0009fedcba98");
    assertThat(MessageHeader.timestampMillis(put, 1)).isEqualTo(0xfedc_ba98L);
    assertThat(MessageHeader.type(put, 1)).isEqualTo(MessageType.VIDEO);
  }

  @Test
  void typesAreSortedIntoKinds() {
    for (int type = 0; type < 256; type++) {
      assertThat(MessageType.isCommand(type)).isEqualTo(type == 17 || type == 20);
      assertThat(MessageType.isData(type)).isEqualTo(type == 15 || type == 18);
      assertThat(MessageType.isExtended(type)).isEqualTo(type == 15 || type == 17);
      assertThat(MessageType.isMedia(type))
          .isEqualTo(type == 8 || type == 9 || type == 15 || type == 18);
    }
  }
}
