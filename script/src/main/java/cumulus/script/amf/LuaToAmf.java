package cumulus.script.amf;

import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfBoolean;
import cumulus.flash.amf.AmfByteArray;
import cumulus.flash.amf.AmfDate;
import cumulus.flash.amf.AmfDictionary;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfExternalContent;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNamed;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfTraits;
import cumulus.flash.amf.AmfValue;
import cumulus.script.ScriptLevel;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import cumulus.script.lua.LuaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes values of AMF from those of Lua (amf-lua section 2). One object reads the values of one
 * message: a table met twice in it is the same value twice, so that cycles stay cycles.
 */
final class LuaToAmf {
  /** Tables inside each other; deeper ones make the whole value null. */
  private static final int MAX_DEPTH = 512;

  /** Values that one level leaves on the stack, and what taking a table apart needs. */
  private static final int ROOM = 16;

  private static final AmfString TYPE = AmfString.of("__type");
  private static final AmfString SIZE = AmfString.of("__size");

  private final ScriptRuntime runtime;
  private LuaStack stack;
  private final Map<Long, AmfValue> known = new HashMap<>();
  private final List<Integer> anchors = new ArrayList<>();
  private int depth;
  private boolean isTooDeep;

  LuaToAmf(ScriptRuntime runtime, LuaStack stack) {
    this.runtime = runtime;
    this.stack = stack;
  }

  /** Reads the value at a position; what cannot be said in AMF is logged and becomes null. */
  AmfValue read(int position) {
    AmfValue value = value(position);
    if (depth == 0 && isTooDeep) {
      isTooDeep = false;
      runtime.log(
          stack,
          ScriptLevel.ERROR,
          "a table nested deeper than " + MAX_DEPTH + " levels is written as null");
      return AmfNothing.NULL;
    }
    return value;
  }

  /** Lets go what had to be held so that no two tables are taken for one. */
  void end() {
    anchors.forEach(each -> runtime.references().release(stack, each));
    anchors.clear();
  }

  private AmfValue value(int position) {
    LuaType type = stack.type(position);
    return switch (type) {
      case NONE, NIL -> AmfNothing.NULL;
      case BOOLEAN -> AmfBoolean.of(stack.truth(position));
      case NUMBER -> number(stack.number(position));
      case STRING -> text(position);
      case TABLE -> table(position);
      case FUNCTION, USERDATA, LIGHT_USERDATA, THREAD, CDATA -> {
        warn("Impossible to encode the '" + type.text() + "' type in a AMF format");
        yield AmfNothing.NULL;
      }
    };
  }

  private static AmfValue number(double number) {
    int integer = (int) number;
    var small = new AmfInteger(integer);
    return integer == number && small.fits() ? small : new AmfNumber(number);
  }

  private AmfString text(int position) {
    byte[] bytes = stack.bytes(position);
    return AmfString.copyOf(bytes, 0, bytes.length);
  }

  private AmfValue table(int position) {
    long identity = stack.identity(position);
    AmfValue met = known.get(identity);
    if (met != null) {
      return met;
    }
    if (depth == MAX_DEPTH || !stack.hasRoom(ROOM)) {
      isTooDeep = true;
      return AmfNothing.NULL;
    }
    depth++;
    int base = stack.top();
    stack.copy(position);
    try {
      return contents(identity, base + 1);
    } finally {
      stack.setTop(base);
      depth--;
    }
  }

  /** Reads the table at a position, which may leave values above it. */
  private AmfValue contents(long identity, int table) {
    stack.pushKept(runtime.functionSlot("amfTable"));
    stack.copy(table);
    if (!stack.call(1, 9)) {
      runtime.log(
          stack, ScriptLevel.ERROR, "a table is written as null: " + stack.text(stack.top()));
      return AmfNothing.NULL;
    }
    int rest = table + 1;
    var parts = parts(table + 1);
    stack.insert(rest);
    stack.setTop(rest);
    if (parts.simple != AmfNothing.UNDEFINED) {
      known.put(identity, parts.simple);
      return parts.simple;
    }
    if (parts.isDictionary) {
      return dictionary(identity, parts, table, rest);
    }
    if (parts.type.isPresent()) {
      AmfString type = parts.type.get();
      return parts.writesItself
          ? external(identity, type, table)
          : object(identity, AmfTraits.named(type), parts, rest);
    }
    return parts.border == 0 && hasName(parts, rest)
        ? object(identity, AmfTraits.ANONYMOUS, parts, rest)
        : array(identity, parts, table, rest);
  }

  private boolean hasName(Parts parts, int rest) {
    for (int i = 1; i < parts.restCount; i += 2) {
      stack.rawGet(rest, i);
      boolean isName = stack.type(-1) == LuaType.STRING;
      stack.pop(1);
      if (isName) {
        return true;
      }
    }
    return false;
  }

  private AmfValue object(long identity, AmfTraits traits, Parts parts, int rest) {
    var object = new AmfObject(traits);
    known.put(identity, object);
    boolean hasElements = parts.border > 0;
    for (int i = 1; i < parts.restCount; i += 2) {
      stack.rawGet(rest, i);
      LuaType type = stack.type(-1);
      if (type == LuaType.STRING) {
        named(object, text(stack.top()), rest, i + 1);
      } else if (type == LuaType.NUMBER) {
        hasElements = true;
      } else {
        warnOfKey(type);
      }
      stack.pop(1);
    }
    if (hasElements) {
      warn("Impossible to encode this array element in an AMF object format");
    }
    return object;
  }

  private AmfValue array(long identity, Parts parts, int table, int rest) {
    var array = new AmfArray();
    known.put(identity, array);
    for (int i = 1; i <= parts.border; i++) {
      stack.rawGet(table, i);
      array.dense().add(value(stack.top()));
      stack.pop(1);
    }
    for (int i = 1; i < parts.restCount; i += 2) {
      stack.rawGet(rest, i);
      LuaType type = stack.type(-1);
      if (type == LuaType.STRING || type == LuaType.NUMBER) {
        named(array, text(stack.top()), rest, i + 1);
      } else {
        warnOfKey(type);
      }
      stack.pop(1);
    }
    return array;
  }

  private void named(AmfNamed target, AmfString name, int rest, int element) {
    if (!name.equals(TYPE)) {
      stack.rawGet(rest, element);
      target.properties().put(name, value(stack.top()));
      stack.pop(1);
    }
  }

  private AmfValue dictionary(long identity, Parts parts, int table, int rest) {
    var dictionary = new AmfDictionary(parts.isWeak);
    known.put(identity, dictionary);
    for (int i = 1; i <= parts.border; i++) {
      stack.rawGet(table, i);
      dictionary.put(number(i), value(stack.top()));
      stack.pop(1);
    }
    for (int i = 1; i < parts.restCount; i += 2) {
      stack.rawGet(rest, i);
      AmfValue key = value(stack.top());
      stack.pop(1);
      if (!key.equals(SIZE)) {
        stack.rawGet(rest, i + 1);
        dictionary.put(key, value(stack.top()));
        stack.pop(1);
      }
    }
    return dictionary;
  }

  private AmfValue external(long identity, AmfString type, int table) {
    var external = new AmfExternal(type);
    var content = new AmfExternalContent();
    external.setContent(content);
    known.put(identity, external);
    var output = new ExternalOutput(content, this);
    stack.pushKept(runtime.functionSlot("writeExternal"));
    stack.copy(table);
    runtime.objects().push(stack, ByteWriterObject.TYPE, output);
    if (!stack.call(2, 0)) {
      runtime.log(stack, ScriptLevel.ERROR, "__writeExternal: " + stack.text(stack.top()));
    }
    runtime.objects().end(output);
    return external;
  }

  /**
   * Reads a value that a script writes while its table is being read; the script may do so from
   * another Lua thread. The value is held until {@link #end}.
   */
  AmfValue readInside(LuaStack at, int position) {
    LuaStack outer = stack;
    stack = at;
    try {
      if (at.type(position) == LuaType.TABLE) {
        at.copy(position);
        anchors.add(runtime.references().keep(at));
      }
      return value(position);
    } finally {
      stack = outer;
    }
  }

  private void warnOfKey(LuaType type) {
    warn("Impossible to encode this table key of type " + type.text() + " in an AMF object format");
  }

  private void warn(String text) {
    runtime.log(stack, ScriptLevel.WARN, text);
  }

  /** Reads the results of {@code host.amfTable} but the last. */
  private Parts parts(int first) {
    AmfValue simple = AmfNothing.UNDEFINED;
    if (stack.isText(first)) {
      simple = new AmfByteArray(stack.bytes(first));
    } else if (stack.isNumber(first + 1)) {
      simple = new AmfDate((double) (long) stack.number(first + 1));
    }
    return new Parts(
        simple,
        stack.type(first + 2) == LuaType.NUMBER,
        stack.isText(first + 3) ? Optional.of(text(first + 3)) : Optional.empty(),
        stack.truth(first + 4),
        stack.truth(first + 5),
        (int) stack.number(first + 6),
        (int) stack.number(first + 7));
  }

  /**
   * What a table is made of.
   *
   * @param simple a ByteArray or a Date, undefined if it is neither
   * @param type name of its class
   * @param writesItself whether it has a function {@code __writeExternal}
   * @param isWeak whether its keys are held weakly
   * @param border length of its dense part
   * @param restCount keys and values of all other entries
   */
  private record Parts(
      AmfValue simple,
      boolean isDictionary,
      Optional<AmfString> type,
      boolean writesItself,
      boolean isWeak,
      int border,
      int restCount) {}
}
