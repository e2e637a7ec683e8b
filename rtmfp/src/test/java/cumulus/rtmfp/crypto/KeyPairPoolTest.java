package cumulus.rtmfp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Params;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class KeyPairPoolTest {
  private final KeyPairPool pool = new KeyPairPool(new SplittableRandom(1));
  private int orders;

  private void make() {
    for (Optional<KeyPairPool.Order> order = pool.nextOrder();
        order.isPresent();
        order = pool.nextOrder()) {
      assertThat(pool.nextOrder()).as("one order at a time").isEmpty();
      order.get().run();
      pool.complete(order.get());
      orders++;
    }
  }

  private static String publicKey(Supplier<DhKeyPair> pair) {
    return HexFormat.of().formatHex(pair.get().publicKey());
  }

  @Test
  void noPairIsGivenTwice() {
    List<String> given = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 8; i++) {
        given.add(publicKey(pool.take(DhGroup.MODP_2)));
      }
      make();
    }
    assertThat(given).hasSize(32).doesNotHaveDuplicates();
  }

  @Test
  void asManyAreMadeAsWereAskedFor() {
    make();
    assertThat(orders).as("nobody asked for any").isZero();
    pool.take(DhGroup.MODP_2);
    pool.take(DhGroup.MODP_2);
    pool.take(DhGroup.MODP_14);
    make();
    assertThat(pool.size(DhGroup.MODP_2)).isEqualTo(2);
    assertThat(pool.size(DhGroup.MODP_14)).isEqualTo(1);
    assertThat(pool.size(DhGroup.MODP_5)).isZero();
    DhKeyPair ready = pool.take(DhGroup.MODP_14).get();
    assertThat(ready.group()).isEqualTo(DhGroup.MODP_14);
    assertThat(pool.size(DhGroup.MODP_14)).isZero();
    make();
    assertThat(pool.size(DhGroup.MODP_14)).as("what was taken, and one more").isEqualTo(2);
  }

  @Test
  void aPairThatWasReadyIsNotComputedAgain() {
    pool.take(DhGroup.MODP_2);
    make();
    Supplier<DhKeyPair> ready = pool.take(DhGroup.MODP_2);
    assertThat(ready.get()).isSameAs(ready.get());
  }

  @Test
  void theirNumberIsBounded() {
    for (int i = 0; i < 3 * Params.KEY_PAIRS_AHEAD; i++) {
      pool.take(DhGroup.MODP_2);
    }
    make();
    assertThat(pool.size(DhGroup.MODP_2)).isEqualTo(Params.KEY_PAIRS_AHEAD);
    assertThat(orders).isEqualTo(Params.KEY_PAIRS_AHEAD / Params.KEY_PAIRS_AT_ONCE);
  }

  @Test
  void anOrderThatFailedIsGivenAgain() {
    pool.take(DhGroup.MODP_2);
    pool.complete(pool.nextOrder().orElseThrow());
    assertThat(pool.size(DhGroup.MODP_2)).isZero();
    make();
    assertThat(pool.size(DhGroup.MODP_2)).isEqualTo(1);
  }
}
