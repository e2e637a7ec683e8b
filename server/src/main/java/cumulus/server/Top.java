package cumulus.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Picks the largest of many without sorting them all: what is shown to people has a bound. */
final class Top {
  private record Ranked<T>(T item, long first, long second) {}

  private Top() {}

  /**
   * The {@code most} items whose first figure is largest, the second one deciding between equal
   * ones; largest first.
   */
  static <T> List<T> of(
      Collection<? extends T> all,
      int most,
      ToLongFunction<? super T> first,
      ToLongFunction<? super T> second) {
    Comparator<Ranked<T>> order =
        Comparator.<Ranked<T>>comparingLong(Ranked::first).thenComparingLong(Ranked::second);
    var kept = new PriorityQueue<>(order);
    for (T item : all) {
      kept.add(new Ranked<>(item, first.applyAsLong(item), second.applyAsLong(item)));
      if (kept.size() > most) {
        kept.remove();
      }
    }
    var sorted = new ArrayList<Ranked<T>>(kept);
    sorted.sort(order.reversed());
    return sorted.stream().map(Ranked::item).toList();
  }
}
