package cumulus.rtmfp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.crypto.Vectors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VluVectorsTest {
  @Test
  void transportCheck1_everyRowEncodesAndDecodes() throws ProtocolException {
    for (Map.Entry<String, String> row : Vectors.strings("vlu").entrySet()) {
      long value = Long.parseUnsignedLong(row.getKey());
      byte[] encoded = Vectors.hex(row.getValue());
      byte[] target = new byte[Vlu.MAX_LENGTH];

      int end = Vlu.write(target, 0, value);

      assertThat(Arrays.copyOf(target, end)).as(row.getKey()).isEqualTo(encoded);
      assertThat(Vlu.length(value)).isEqualTo(encoded.length);
      assertThat(Vlu.skip(encoded, 0, encoded.length)).isEqualTo(encoded.length);
      assertThat(Vlu.value(encoded, 0, encoded.length)).isEqualTo(value);
    }
  }

  @Test
  void transportCheck1_formsThatAreNotMinimalDecode() throws ProtocolException {
    for (Map.Entry<String, String> row : Vectors.strings("vlu_noncanonical").entrySet()) {
      byte[] encoded = Vectors.hex(row.getKey());

      assertThat(Vlu.skip(encoded, 0, encoded.length)).isEqualTo(encoded.length);
      assertThat(Vlu.value(encoded, 0, encoded.length)).isEqualTo(Long.parseLong(row.getValue()));
    }
  }

  @Test
  void transportCheck1_elevenBytesSaturateAndDoNotOverflow() throws ProtocolException {
    byte[] overlong = Vectors.hex("ffffffffffffffffffff7f");

    assertThat(Vlu.skip(overlong, 0, overlong.length)).isEqualTo(11);
    assertThat(Vlu.value(overlong, 0, overlong.length)).isEqualTo(-1L);
  }

  @Test
  void aNumberWithoutItsLastByteIsMalformed() {
    assertThatThrownBy(() -> Vlu.skip(Vectors.hex("8181"), 0, 2))
        .isInstanceOf(ProtocolException.class);
  }
}
