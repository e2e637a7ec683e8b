package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.crypto.CookieJar.Verdict;
import cumulus.testkit.VirtualClock;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CookieJarTest {
  private static final Address ALICE = Address.ipv4(0xc0000281, 50_001);
  private static final Address BOB =
      Address.of(Vectors.hex("20010db8000100000000000000000002"), 50_001);

  private final VirtualClock clock = new VirtualClock();
  private final CookieJar jar = new CookieJar(new SplittableRandom(1));

  @Test
  void goodForItsAddressOverItsWholeLife() {
    for (Address address : new Address[] {ALICE, BOB}) {
      byte[] cookie = jar.issue(clock.nanos(), address);
      assertThat(cookie).hasSize(64);

      assertThat(jar.check(clock.nanos(), cookie, address)).isEqualTo(Verdict.GOOD);
      clock.advance(Duration.ofSeconds(95));
      assertThat(jar.check(clock.nanos(), cookie, address)).isEqualTo(Verdict.GOOD);
    }
  }

  @Test
  void ofAnotherAddressIsToldApart() {
    byte[] cookie = jar.issue(clock.nanos(), ALICE);

    assertThat(jar.check(clock.nanos(), cookie, Address.ipv4(0xc0000281, 50_002)))
        .isEqualTo(Verdict.OTHER_ADDRESS);
    assertThat(jar.check(clock.nanos(), cookie, Address.ipv4(0xc0000282, 50_001)))
        .isEqualTo(Verdict.OTHER_ADDRESS);
    assertThat(jar.check(clock.nanos(), cookie, BOB)).isEqualTo(Verdict.OTHER_ADDRESS);
  }

  @Test
  void transportCheck12_olderThanItsLifeIsStale() {
    byte[] cookie = jar.issue(clock.nanos(), ALICE);
    clock.advance(Duration.ofSeconds(95).plusNanos(1));

    assertThat(jar.check(clock.nanos(), cookie, ALICE)).isEqualTo(Verdict.STALE_OR_FORGED);
    assertThat(jar.check(clock.nanos(), cookie, BOB)).isEqualTo(Verdict.STALE_OR_FORGED);
  }

  @Test
  void transportCheck12_anyFlippedBitIsNeverGood() {
    byte[] cookie = jar.issue(clock.nanos(), ALICE);
    for (int bit = 0; bit < 8 * cookie.length; bit++) {
      byte[] damaged = cookie.clone();
      damaged[bit >> 3] ^= (byte) (0x80 >> (bit & 7));

      // A damaged address proof is that of some other address, as far as anybody can tell.
      assertThat(jar.check(clock.nanos(), damaged, ALICE))
          .as("bit %d", bit)
          .isEqualTo(bit < 8 * 32 ? Verdict.STALE_OR_FORGED : Verdict.OTHER_ADDRESS);
    }
  }

  @Test
  void transportCheck12_ofAnotherBootIsForged() {
    byte[] cookie = new CookieJar(new SplittableRandom(2)).issue(clock.nanos(), ALICE);

    assertThat(jar.check(clock.nanos(), cookie, ALICE)).isEqualTo(Verdict.STALE_OR_FORGED);
  }

  @Test
  void ofAnotherLengthIsForged() {
    assertThat(jar.check(clock.nanos(), new byte[0], ALICE)).isEqualTo(Verdict.STALE_OR_FORGED);
    assertThat(jar.check(clock.nanos(), new byte[65], ALICE)).isEqualTo(Verdict.STALE_OR_FORGED);
  }

  @Test
  void jarsOfOneKeyAcceptEachOthersCookiesWithAnInstantOfSkew() {
    byte[] key = CookieJar.newKey(new SplittableRandom(3));
    var one = new CookieJar(key);
    var other = new CookieJar(key);
    byte[] cookie = one.issue(clock.nanos() + 1_000_000, ALICE);

    assertThat(other.check(clock.nanos(), cookie, ALICE)).isEqualTo(Verdict.GOOD);
    byte[] ofTheFuture = one.issue(clock.nanos() + 2_000_000_000L, ALICE);
    assertThat(other.check(clock.nanos(), ofTheFuture, ALICE)).isEqualTo(Verdict.STALE_OR_FORGED);
    assertThatThrownBy(() -> new CookieJar(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void clockThatWrapsAroundIsNoMatter() {
    byte[] cookie = jar.issue(Long.MAX_VALUE, ALICE);

    assertThat(jar.check(Long.MIN_VALUE + 1_000, cookie, ALICE)).isEqualTo(Verdict.GOOD);
  }
}
