package cumulus.rtmfp.crypto;

import cumulus.rtmfp.Params;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ephemeral key pairs made while nobody waits for one, so that a handshake costs one modular
 * exponentiation instead of two. Each is given out once. Of a group that is used, as many are kept
 * as were asked for so far, at most {@link Params#KEY_PAIRS_AHEAD}: who has few clients spends
 * nothing on many. Confined to one thread; only {@link Order#run} may run elsewhere.
 */
public final class KeyPairPool {
  /** Pairs to be made. {@link #run} is to be called once, on any thread. */
  public static final class Order implements Runnable {
    private final DhGroup group;
    private final List<BigInteger> exponents;
    private final List<DhKeyPair> made = new ArrayList<>();

    private Order(DhGroup group, List<BigInteger> exponents) {
      this.group = group;
      this.exponents = exponents;
    }

    @Override
    public void run() {
      exponents.forEach(exponent -> made.add(new DhKeyPair(group, exponent)));
    }
  }

  private static final class Shelf {
    final ArrayDeque<DhKeyPair> ready = new ArrayDeque<>();
    int wanted;

    int missing() {
      return wanted - ready.size();
    }
  }

  private final RandomGenerator random;
  private final Map<DhGroup, Shelf> shelves = new EnumMap<>(DhGroup.class);
  private @Nullable Order underWay;

  /** An empty pool. */
  public KeyPairPool(RandomGenerator random) {
    this.random = random;
  }

  RandomGenerator random() {
    return random;
  }

  /** A pair that nobody else gets: one that is ready, or one that is computed when asked for. */
  Supplier<DhKeyPair> take(DhGroup group) {
    Shelf shelf = shelves.computeIfAbsent(group, _ -> new Shelf());
    shelf.wanted = Math.min(shelf.wanted + 1, Params.KEY_PAIRS_AHEAD);
    @Nullable DhKeyPair ready = shelf.ready.pollFirst();
    if (ready != null) {
      return () -> ready;
    }
    BigInteger exponent = DhKeyPair.exponent(random);
    return () -> new DhKeyPair(group, exponent);
  }

  /** Pairs that are ready. */
  public int size(DhGroup group) {
    return shelves.getOrDefault(group, new Shelf()).ready.size();
  }

  /** What is to be made now, a few pairs at a time; empty while an order is under way. */
  public Optional<Order> nextOrder() {
    if (underWay != null) {
      return Optional.empty();
    }
    for (Map.Entry<DhGroup, Shelf> each : shelves.entrySet()) {
      int count = Math.min(each.getValue().missing(), Params.KEY_PAIRS_AT_ONCE);
      if (count > 0) {
        List<BigInteger> exponents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          exponents.add(DhKeyPair.exponent(random));
        }
        underWay = new Order(each.getKey(), exponents);
        return Optional.of(underWay);
      }
    }
    return Optional.empty();
  }

  /** Takes in what was made: all of it, or less if {@link Order#run} failed. */
  public void complete(Order order) {
    underWay = null;
    shelves.computeIfAbsent(order.group, _ -> new Shelf()).ready.addAll(order.made);
    order.made.clear();
  }
}
