package cumulus.flash.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cumulus.flash.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AggregateReaderTest {
  private static final String AUDIO = "08 000002 0003e8 00 000000 af01 0000000d";
  private static final String VIDEO = "09 000001 0003fc 00 000000 17 0000000c";

  @Test
  void partsKeepTheirDistanceFromTheFirst() throws MalformedException {
    assertThat(split(5000, AUDIO + VIDEO)).containsExactly("8@5000:af01", "9@5020:17");
  }

  @Test
  void theHighestByteOfATimeComesLast() throws MalformedException {
    assertThat(split(10, "08 000000 ffffff 00 000000 0000000b 08 000000 000001 01 000000"))
        .containsExactly("8@10:", "8@12:");
  }

  @Test
  void timesWrapAround() throws MalformedException {
    assertThat(split(0xffff_fff0L, AUDIO + VIDEO)).containsExactly("8@4294967280:af01", "9@4:17");
    assertThat(split(0, VIDEO + AUDIO)).containsExactly("9@0:17", "8@4294967276:af01");
  }

  @Test
  void theLastBackPointerMayBeMissing() throws MalformedException {
    assertThat(split(0, AUDIO.substring(0, AUDIO.length() - 8))).containsExactly("8@0:af01");
    assertThat(split(0, "")).isEmpty();
  }

  @Test
  void whatIsNotWholeIsMalformed() throws MalformedException {
    byte[] bytes = Hex.bytes(AUDIO);
    for (int length = 1; length < bytes.length - 4; length++) {
      var in = new AggregateReader(0, bytes, 0, length);
      assertThatExceptionOfType(MalformedException.class).isThrownBy(in::next);
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> split(0, "16" + AUDIO.substring(2)))
        .withMessageContaining("aggregate in an aggregate");
  }

  private static List<String> split(long timestampMillis, String hex) throws MalformedException {
    byte[] bytes = Hex.bytes("ffff" + hex);
    var in = new AggregateReader(timestampMillis, bytes, 2, bytes.length - 2);
    var parts = new ArrayList<String>();
    while (in.next()) {
      var body = Arrays.copyOfRange(bytes, in.bodyOffset(), in.bodyOffset() + in.bodyLength());
      parts.add(in.type() + "@" + in.timestampMillis() + ":" + Hex.text(body));
    }
    return parts;
  }
}
