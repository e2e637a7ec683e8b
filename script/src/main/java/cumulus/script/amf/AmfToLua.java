package cumulus.script.amf;

import cumulus.flash.amf.AmfArray;
import cumulus.flash.amf.AmfBoolean;
import cumulus.flash.amf.AmfByteArray;
import cumulus.flash.amf.AmfDate;
import cumulus.flash.amf.AmfDictionary;
import cumulus.flash.amf.AmfEcmaArray;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfInteger;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfNumber;
import cumulus.flash.amf.AmfObject;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.flash.amf.AmfVector;
import cumulus.flash.amf.AmfXml;
import cumulus.script.ScriptLevel;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes values of Lua from those of AMF (amf-lua section 3). One object pushes the values of one
 * message: what is the same there is the same table.
 */
final class AmfToLua {
  /** Values that one level leaves on the stack, and a call. */
  private static final int ROOM = 12;

  private static final int NOT_KEPT = 0;

  private final ScriptRuntime runtime;
  private final LuaStack stack;

  /** Containers that occur more than once, with the number of the table made of them. */
  private final IdentityHashMap<AmfValue, Integer> shared;

  AmfToLua(ScriptRuntime runtime, LuaStack stack, List<AmfValue> values) {
    this.runtime = runtime;
    this.stack = stack;
    this.shared = SharedValues.of(values);
  }

  /** Pushes one of the values. */
  void push(AmfValue value) {
    if (!stack.hasRoom(ROOM)) {
      runtime.log(stack, ScriptLevel.ERROR, "a value nested too deep for Lua is read as nil");
      stack.pushNil();
      return;
    }
    switch (value) {
      case AmfNothing _ -> stack.pushNil();
      case AmfBoolean truth -> stack.push(truth.value());
      case AmfNumber number -> stack.push(number.value());
      case AmfInteger integer -> stack.push((double) integer.value());
      case AmfString text -> stack.push(text.toByteArray());
      case AmfXml xml -> stack.push(xml.text().toByteArray());
      case AmfByteArray _, AmfDate _, AmfObject _, AmfEcmaArray _, AmfArray _ -> container(value);
      case AmfVector _, AmfDictionary _, AmfExternal _ -> container(value);
    }
  }

  /** Lets go what was kept for values that occur more than once. */
  void end() {
    for (int reference : shared.values()) {
      if (reference != NOT_KEPT) {
        runtime.references().release(stack, reference);
      }
    }
    shared.clear();
  }

  private void container(AmfValue value) {
    Integer reference = shared.get(value);
    if (reference != null && reference != NOT_KEPT) {
      runtime.references().push(stack, reference);
      return;
    }
    switch (value) {
      case AmfByteArray bytes -> {
        begin(value, 0, 1);
        field("__raw", bytes.toByteArray());
      }
      case AmfDate date -> {
        begin(value, 0, DateTable.FIELDS);
        DateTable.fill(stack, date.millis());
      }
      case AmfObject object -> object(object);
      case AmfEcmaArray array -> {
        begin(array, 0, array.properties().size());
        associative(array.properties(), 0);
      }
      case AmfArray array -> {
        begin(array, array.dense().size(), array.properties().size());
        associative(array.properties(), array.dense().size());
        for (int i = 0; i < array.dense().size(); i++) {
          push(array.dense().get(i));
          stack.rawSet(-2, i + 1);
        }
      }
      case AmfVector vector -> {
        begin(vector, vector.size(), 0);
        for (int i = 0; i < vector.size(); i++) {
          push(vector.get(i));
          stack.rawSet(-2, i + 1);
        }
      }
      case AmfDictionary dictionary -> dictionary(dictionary);
      case AmfExternal external -> external(external);
      case AmfNothing _, AmfBoolean _, AmfNumber _ -> throw new IllegalArgumentException();
      case AmfInteger _, AmfString _, AmfXml _ -> throw new IllegalArgumentException();
    }
  }

  /** Pushes the table that is to be filled. */
  private void begin(AmfValue value, int elements, int names) {
    stack.newTable(elements, names);
    keep(value);
  }

  private void keep(AmfValue value) {
    if (shared.containsKey(value)) {
      stack.copy(-1);
      shared.put(value, runtime.references().keep(stack));
    }
  }

  private void object(AmfObject object) {
    begin(object, 0, object.properties().size() + 1);
    object
        .properties()
        .forEach(
            (name, value) -> {
              stack.push(name.toByteArray());
              push(value);
              stack.rawSet(-3);
            });
    byte[] className = object.className().toByteArray();
    if (className.length > 0) {
      field("__type", className);
      ExternalInput.show(runtime, stack, className);
    }
  }

  private void field(String name, byte[] text) {
    stack.push(name);
    stack.push(text);
    stack.rawSet(-3);
  }

  /**
   * Names of an array: only if nothing else is in it and the numbers among them are exactly 0 to
   * n-1, or 1 to n, they are its elements; else a decimal number is a number key.
   */
  private void associative(Map<AmfString, AmfValue> properties, int dense) {
    var numbers = new NumericNames(properties.keySet());
    int shift = dense == 0 && numbers.isSequence() ? 1 - numbers.smallest() : 0;
    properties.forEach(
        (name, value) -> {
          if (NumericNames.isNumber(name)) {
            stack.push(NumericNames.number(name) + shift);
          } else {
            stack.push(name.toByteArray());
          }
          push(value);
          stack.rawSet(-3);
        });
  }

  private void dictionary(AmfDictionary dictionary) {
    begin(dictionary, 0, dictionary.entries().size() + 1);
    int count = 0;
    for (AmfDictionary.Entry entry : dictionary.entries()) {
      boolean isKey =
          !entry.key().isNothing()
              && !(entry.key() instanceof AmfNumber(double number) && Double.isNaN(number));
      if (isKey) {
        push(entry.key());
        push(entry.value());
        stack.rawSet(-3);
        count++;
      } else {
        runtime.log(stack, ScriptLevel.WARN, "a Dictionary's entry without a key is left out");
      }
    }
    stack.push("__size");
    stack.push((double) count);
    stack.rawSet(-3);
    if (dictionary.weak()) {
      stack.pushKept(runtime.functionSlot("weakKeys"));
      stack.insert(-2);
      stack.call(1, 1);
    }
  }

  private void external(AmfExternal external) {
    if (external.content() instanceof ExternalInput.Read(int reference)) {
      runtime.references().push(stack, reference);
    } else {
      ExternalInput.readAgain(runtime, stack, external);
    }
    keep(external);
  }
}
