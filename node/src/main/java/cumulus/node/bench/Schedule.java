package cumulus.node.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who is due when: a binary heap. Who becomes due later than it was keeps its place until that
 * comes up, so that a time that every packet pushes on costs nothing.
 */
final class Schedule<T extends Schedule.Entry> {
  /** Somebody with a time, in one schedule at most. */
  abstract static class Entry {
    int place = -1;

    /** Where it stands in the heap: never later than it is due. */
    long lookNanos;

    /** When it has something to do. */
    abstract long dueNanos();
  }

  private final List<T> heap = new ArrayList<>();

  /** When somebody may be due; {@code otherwise} if that is earlier or there is nobody. */
  long nextNanos(long otherwise) {
    if (heap.isEmpty() || heap.getFirst().lookNanos - otherwise >= 0) {
      return otherwise;
    }
    return heap.getFirst().lookNanos;
  }

  /** Enters it, or takes note that its time has changed. */
  void update(T each) {
    long dueNanos = each.dueNanos();
    if (each.place < 0) {
      heap.add(each);
      each.lookNanos = dueNanos;
      up(each, heap.size() - 1);
    } else if (dueNanos - each.lookNanos < 0) {
      each.lookNanos = dueNanos;
      up(each, each.place);
    }
  }

  /** Takes out who is due, one after the other; the action may enter it again, for later. */
  void drain(long nowNanos, Consumer<T> action) {
    while (!heap.isEmpty() && heap.getFirst().lookNanos - nowNanos <= 0) {
      T first = heap.getFirst();
      if (first.dueNanos() - nowNanos <= 0) {
        remove(first);
        action.accept(first);
      } else {
        first.lookNanos = first.dueNanos();
        down(first, 0);
      }
    }
  }

  /** Takes it out, if it is in. */
  void remove(T each) {
    int hole = each.place;
    if (hole < 0) {
      return;
    }
    each.place = -1;
    T last = heap.removeLast();
    if (hole < heap.size()) {
      up(last, hole);
      down(last, last.place);
    }
  }

  private void up(T each, int from) {
    int at = from;
    while (at > 0) {
      T parent = heap.get(at - 1 >>> 1);
      if (each.lookNanos - parent.lookNanos >= 0) {
        break;
      }
      put(parent, at);
      at = at - 1 >>> 1;
    }
    put(each, at);
  }

  private void down(T each, int from) {
    int at = from;
    while (2 * at + 1 < heap.size()) {
      int child = 2 * at + 1;
      if (child + 1 < heap.size()
          && heap.get(child + 1).lookNanos - heap.get(child).lookNanos < 0) {
        child++;
      }
      if (heap.get(child).lookNanos - each.lookNanos >= 0) {
        break;
      }
      put(heap.get(child), at);
      at = child;
    }
    put(each, at);
  }

  private void put(T each, int at) {
    heap.set(at, each);
    each.place = at;
  }
}
