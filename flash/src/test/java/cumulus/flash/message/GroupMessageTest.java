package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupMessageTest {
  private static final String ID = "ab".repeat(32);

  @Test
  void theOldFormCarriesText() throws MalformedException {
    String text = "G:" + "0".repeat(200);
    String hex = "01814b10" + Hex.text(text.getBytes(StandardCharsets.US_ASCII));
    GroupMessage message = read(hex);
    assertThat(message.kind()).isEqualTo(GroupMessage.Kind.JOIN_BY_TEXT);
    assertThat(new String(message.identity(), StandardCharsets.US_ASCII)).isEqualTo(text);
    assertThat(Hex.text(message.toByteArray())).isEqualTo(hex);
  }

  @Test
  void anyOtherKindIsReadAsAnId() throws MalformedException {
    GroupMessage message = read("012177" + ID);
    assertThat(message.kind()).isEqualTo(GroupMessage.Kind.JOIN);
    assertThat(Hex.text(message.identity())).isEqualTo(ID);
  }

  @Test
  void whatIsNotWholeIsMalformed() {
    for (String hex :
        List.of(
            "",
            "01",
            "0121",
            "012115",
            "0100",
            "012115" + "ab".repeat(31),
            "012015" + "ab".repeat(31),
            "0b" + "ab".repeat(31),
            "02" + ID,
            "01ffffffffff7f15")) {
      assertThatExceptionOfType(MalformedException.class).as(hex).isThrownBy(() -> read(hex));
    }
  }

  @Test
  void idsHave32Bytes() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> GroupMessage.member(new byte[31]));
  }

  private static GroupMessage read(String hex) throws MalformedException {
    byte[] bytes = Hex.bytes(hex);
    return GroupMessage.read(bytes, 0, bytes.length);
  }
}
