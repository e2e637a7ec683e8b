package cumulus.testkit;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Consecutive seeds.
 *
 * @param from the first
 * @param count how many, 1 or more
 */
record SeedRange(long from, int count) {

  SeedRange {
    if (count < 1) {
      throw new IllegalArgumentException("at least one seed must run, not " + count);
    }
  }

  /**
   * The seeds to run: the property {@code seed} wins over the pinned seed, that one over {@code
   * seeds} and {@code seeds.from}, these over the annotated number.
   *
   * @param property gives a property of that name, or an empty string if there is none
   * @throws IllegalArgumentException if a property is not a number
   */
  static SeedRange choose(int annotated, Optional<Long> pinned, UnaryOperator<String> property) {
    var replayed = property.apply("seed");
    if (!replayed.isEmpty()) {
      return new SeedRange(number("seed", replayed), 1);
    }
    if (pinned.isPresent()) {
      return new SeedRange(pinned.get(), 1);
    }
    var count = property.apply("seeds");
    var from = property.apply("seeds.from");
    return new SeedRange(
        from.isEmpty() ? 0 : number("seeds.from", from),
        count.isEmpty() ? annotated : Math.toIntExact(number("seeds", count)));
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-D" + name + " must be a number: " + value, e);
    }
  }

  @Override
  public String toString() {
    return count == 1 ? "seed " + from : "seeds " + from + " to " + (from + count - 1);
  }
}
