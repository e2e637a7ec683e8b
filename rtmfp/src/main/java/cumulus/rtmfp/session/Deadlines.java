package cumulus.rtmfp.session;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by when they next want to run: a binary heap. A session whose time moves later keeps its
 * place until it comes up, so that the alarm that every packet pushes on costs nothing.
 */
final class Deadlines {
  static final long NEVER = Long.MAX_VALUE;

  private @Nullable SessionCore[] heap = new @Nullable SessionCore[64];
  private int size;

  Deadlines() {}

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first one is due; only if not empty. */
  long firstNanos() {
    return at(0).heapNanos;
  }

  /** Makes sure that a session runs at this time or before. */
  void wakeAt(SessionCore session, long nanos) {
    if (session.heapIndex < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      session.heapNanos = nanos;
      place(session, size++);
      up(session.heapIndex);
    } else if (nanos - session.heapNanos < 0) {
      session.heapNanos = nanos;
      up(session.heapIndex);
    }
  }

  /** Takes the first one out. */
  SessionCore removeFirst() {
    SessionCore first = at(0);
    remove(first);
    return first;
  }

  void remove(SessionCore session) {
    int hole = session.heapIndex;
    if (hole < 0) {
      return;
    }
    session.heapIndex = -1;
    SessionCore moved = at(--size);
    heap[size] = null;
    if (moved != session) {
      place(moved, hole);
      up(hole);
      down(moved.heapIndex);
    }
  }

  private void up(int from) {
    int index = from;
    SessionCore session = at(index);
    while (index > 0) {
      int parent = index - 1 >>> 1;
      if (session.heapNanos - at(parent).heapNanos >= 0) {
        break;
      }
      place(at(parent), index);
      index = parent;
    }
    place(session, index);
  }

  private void down(int from) {
    int index = from;
    SessionCore session = at(index);
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).heapNanos - at(child).heapNanos < 0) {
        child++;
      }
      if (at(child).heapNanos - session.heapNanos >= 0) {
        break;
      }
      place(at(child), index);
      index = child;
    }
    place(session, index);
  }

  private void place(SessionCore session, int index) {
    heap[index] = session;
    session.heapIndex = index;
  }

  private SessionCore at(int index) {
    return Objects.requireNonNull(heap[index], "hole in the heap");
  }
}
