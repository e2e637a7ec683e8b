package cumulus.rtmfp.wire;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from {@code long} to objects that does not box its keys (open addressing, linear
 * probing, deletion by shifting back). Not for hostile keys by itself: keys are mixed with a salt.
 */
public final class LongTable<T> {
  private static final int INITIAL = 2;

  private final long salt;
  private long[] keys = new long[INITIAL];
  private @Nullable Object[] values = new @Nullable Object[INITIAL];
  private int size;

  public LongTable(long salt) {
    this.salt = salt;
  }

  public int size() {
    return size;
  }

  /** The value of a key, or {@code absent}. */
  @SuppressWarnings("unchecked")
  public T getOrDefault(long key, T absent) {
    Object value = values[slot(key)];
    return value == null ? absent : (T) value;
  }

  /** The value of a key. */
  @SuppressWarnings("unchecked")
  public Optional<T> find(long key) {
    return Optional.ofNullable((T) values[slot(key)]);
  }

  /** The value of a key that the table contains. */
  @SuppressWarnings("unchecked")
  public T get(long key) {
    return (T) Objects.requireNonNull(values[slot(key)], "no such key");
  }

  public boolean contains(long key) {
    return values[slot(key)] != null;
  }

  public void put(long key, T value) {
    int slot = slot(key);
    if (values[slot] == null) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = slot(key);
      }
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  public void remove(long key) {
    int hole = slot(key);
    if (values[hole] == null) {
      return;
    }
    size--;
    int mask = keys.length - 1;
    for (int next = hole + 1 & mask; values[next] != null; next = next + 1 & mask) {
      int home = home(keys[next]);
      // An entry may fill the hole unless its home lies behind the hole.
      if ((next - home & mask) >= (next - hole & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
    }
    values[hole] = null;
  }

  /** Every value, in no order. The table must not change meanwhile. */
  @SuppressWarnings("unchecked")
  public void forEach(Consumer<? super T> action) {
    for (Object value : values) {
      if (value != null) {
        action.accept((T) value);
      }
    }
  }

  /** True if some value satisfies the condition. */
  @SuppressWarnings("unchecked")
  public boolean anyMatch(Predicate<? super T> condition) {
    for (Object value : values) {
      if (value != null && condition.test((T) value)) {
        return true;
      }
    }
    return false;
  }

  public void clear() {
    Arrays.fill(values, null);
    size = 0;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = home(key);
    while (values[slot] != null && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private int home(long key) {
    long mixed = (key ^ salt) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & keys.length - 1;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new @Nullable Object[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
