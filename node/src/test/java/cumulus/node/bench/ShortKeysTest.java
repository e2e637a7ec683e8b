package cumulus.node.bench;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Credentials;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortKeysTest {
  private final ShortKeys keys = new ShortKeys(new SplittableRandom(7));

  @Test
  void exponentsHave64Bits() {
    byte[] exponent = new byte[32];
    Arrays.fill(exponent, (byte) 1);
    keys.nextBytes(exponent);
    assertThat(Arrays.copyOf(exponent, 24)).containsOnly(0);
    assertThat(Arrays.copyOfRange(exponent, 24, 32)).isNotEqualTo(new byte[8]);
  }

  @Test
  void everyClientHasItsOwn() {
    assertThat(Credentials.client(2, keys).peerId())
        .isNotEqualTo(Credentials.client(2, keys).peerId());
  }
}
