package cumulus.flash.amf;

import cumulus.flash.ByteWriter;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What the AMF0 and the AMF3 writer of one message share: depth and limits, the containers that are
 * open (a cycle leads back to one of them), and the reference tables of AMF3.
 *
 * <p>A value that cannot be written fails as a whole: the first failure is kept here, everything
 * nested then does nothing, and the outermost call takes back what was written.
 */
final class WriteState {
  final ByteWriter out;
  final AmfOptions options;
  final AmfProblems problems;

  /** AMF0 containers being written, with their index. */
  final IdentityHashMap<AmfValue, Integer> openAmf0 = new IdentityHashMap<>();

  /** Containers counted by AMF0 references so far. */
  int amf0Count;

  /** AMF3 objects that can be referred to, with their index: all, or only the open ones. */
  private final IdentityHashMap<AmfValue, Integer> amf3Objects = new IdentityHashMap<>();

  private final Map<AmfString, Integer> strings = new HashMap<>();
  private final Map<Object, Integer> traits = new HashMap<>();
  private int amf3Count;
  private int amf3Values;
  private boolean referencing;

  private Failure failure = Failure.NONE;
  private int depth;
  private int elements;
  private int start;

  /** Why the value being written cannot be written. */
  enum Failure {
    NONE(""),
    CYCLE("it contains itself"),
    TOO_DEEP("it is nested too deep"),
    TOO_LARGE("it is too large"),
    TOO_MANY("it has too many values");

    final String reason;

    Failure(String reason) {
      this.reason = reason;
    }
  }

  /** A point to return to. */
  record Mark(int length, int amf0Count, int amf3Count, int amf3Values) {}

  WriteState(ByteWriter out, AmfOptions options, AmfProblems problems) {
    this.out = out;
    this.options = options;
    this.problems = problems;
  }

  /** Starts an outermost value. */
  Mark begin() {
    start = out.length();
    elements = 0;
    return new Mark(out.length(), amf0Count, amf3Count, amf3Values);
  }

  /** Takes back all since the mark and forgets the failure. */
  void rollback(Mark mark) {
    out.truncate(mark.length);
    amf0Count = mark.amf0Count;
    amf3Count = mark.amf3Count;
    amf3Values = mark.amf3Values;
    elements = 0;
    depth = 0;
    failure = Failure.NONE;
    openAmf0.clear();
    clearTables();
  }

  Failure failure() {
    return failure;
  }

  boolean failed() {
    return failure != Failure.NONE;
  }

  void fail(Failure why) {
    if (failure == Failure.NONE) {
      failure = why;
    }
  }

  boolean isOutermost() {
    return depth == 0;
  }

  /** Counts one value or name, as a reader does; false if nothing more is to be written. */
  boolean element() {
    if (++elements > options.limits().maxElements()) {
      fail(Failure.TOO_MANY);
    }
    return fits(0);
  }

  /** Whether so many bytes more may be written; false also after a failure. */
  boolean fits(long bytes) {
    if (out.length() - start + bytes > options.limits().maxBytes()) {
      fail(Failure.TOO_LARGE);
    }
    return !failed();
  }

  boolean enter() {
    if (++depth > options.limits().maxDepth()) {
      fail(Failure.TOO_DEEP);
    }
    return !failed();
  }

  void leave() {
    depth--;
  }

  /** Starts an AMF3 value; only the first of a message refers to what was written (README 19). */
  void beginAmf3() {
    referencing = amf3Values++ == 0;
    if (options.tables() == AmfOptions.Tables.PER_VALUE) {
      amf3Count = 0;
    }
  }

  void endAmf3() {
    clearTables();
  }

  /** The index of an AMF3 object to refer to, -1 if it is to be written (and counted). */
  int objectReference(AmfValue object) {
    Integer index = amf3Objects.get(object);
    if (index != null) {
      return index;
    }
    if (openAmf0.containsKey(object)) {
      fail(Failure.CYCLE);
    }
    amf3Objects.put(object, amf3Count++);
    return -1;
  }

  /** Ends an AMF3 object: outside the first value only open ones are referred to. */
  void closeObject(AmfValue object) {
    if (!referencing) {
      amf3Objects.remove(object);
    }
  }

  /** The index of a text to refer to, -1 if it is to be written. */
  int stringReference(AmfString text) {
    return text.isEmpty() || !referencing ? -1 : reference(strings, text);
  }

  /** The index of traits to refer to, -1 if they are to be written. */
  int traitsReference(Object key) {
    return options.traitReferences() && referencing ? reference(traits, key) : -1;
  }

  private static <K> int reference(Map<K, Integer> table, K key) {
    Integer index = table.putIfAbsent(key, table.size());
    return index == null ? -1 : index;
  }

  private void clearTables() {
    amf3Objects.clear();
    strings.clear();
    traits.clear();
    referencing = false;
  }
}
