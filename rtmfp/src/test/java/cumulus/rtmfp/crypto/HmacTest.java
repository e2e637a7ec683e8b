package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class HmacTest {
  @Test
  void agreesWithThePlatformForEveryLengthOfKeyAndMessage() throws GeneralSecurityException {
    var random = new SplittableRandom(6);
    Mac mac = Mac.getInstance("HmacSHA256");
    for (int length = 1; length <= 140; length++) {
      byte[] key = new byte[length];
      byte[] message = new byte[140 - length];
      random.nextBytes(key);
      random.nextBytes(message);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      var ours = new Hmac(key);

      assertThat(ours.of(message)).isEqualTo(mac.doFinal(message));
      assertThat(ours.of(key)).as("used again").isEqualTo(mac.doFinal(key));
    }
  }
}
