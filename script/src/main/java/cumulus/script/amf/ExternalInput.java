package cumulus.script.amf;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf3Reader;
import cumulus.flash.amf.Amf3Writer;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfInput;
import cumulus.flash.amf.AmfNothing;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfProblems;
import cumulus.flash.amf.AmfString;
import cumulus.flash.amf.AmfValue;
import cumulus.script.ScriptLevel;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code __readExternal} reads from; valid during that call. */
final class ExternalInput {
  /** The table of an object that was read, by its reference. */
  record Read(int reference) {}

  /** Reads one item of the input. */
  @FunctionalInterface
  interface Item<T> {
    T read(AmfInput in) throws AmfException;
  }

  private final ScriptRuntime runtime;
  private final Amf3Reader in;
  private Optional<AmfException> failure = Optional.empty();

  ExternalInput(ScriptRuntime runtime, Amf3Reader in) {
    this.runtime = runtime;
    this.in = in;
  }

  /**
   * Leaves the table of a new object at the top: shown to the application first, so that it can
   * give the object its functions, then filled by them.
   *
   * @return false, and the log says why, if the object cannot read itself
   */
  static boolean read(
      ScriptRuntime runtime, LuaStack stack, AmfString className, ExternalInput input) {
    byte[] name = className.toByteArray();
    stack.newTable(0, 4);
    stack.push("__type");
    stack.push(name);
    stack.rawSet(-3);
    show(runtime, stack, name);
    int object = stack.top();
    stack.pushKept(runtime.functionSlot("readExternal"));
    stack.copy(object);
    runtime.objects().push(stack, ByteReaderObject.TYPE, input);
    boolean isRead = stack.call(2, 1) && stack.truth(-1);
    if (!isRead) {
      runtime.log(
          stack,
          ScriptLevel.ERROR,
          "Impossible to deserialize the type '"
              + className
              + "' which implements IExternalized without a __readExternal method:"
              + " give it one in onTypedObject");
    }
    stack.setTop(object);
    runtime.objects().end(input);
    return isRead;
  }

  /** Pushes an object whose content was read as one value, by the functions of scripts. */
  static void readAgain(ScriptRuntime runtime, LuaStack stack, AmfExternal external) {
    var bytes = new ByteWriter();
    AmfValue content = external.content() instanceof AmfValue value ? value : AmfNothing.UNDEFINED;
    new Amf3Writer(bytes, AmfOptions.LINK, AmfProblems.NONE).write(content);
    var reader = new Amf3Reader(bytes.array(), 0, bytes.length(), AmfOptions.LINK);
    read(runtime, stack, external.className(), new ExternalInput(runtime, reader));
  }

  /** Shows the typed object at the top to the application that is served. */
  static void show(ScriptRuntime runtime, LuaStack stack, byte[] className) {
    int object = stack.top();
    stack.pushKept(runtime.functionSlot("typedObject"));
    stack.push(className);
    stack.copy(object);
    stack.call(2, 0);
    stack.setTop(object);
  }

  /** Bytes not read yet. */
  int remaining() {
    return in.input().remaining();
  }

  /** Reads an item; empty, and kept as the failure of the whole message, if it is not there. */
  <T> Optional<T> item(Item<T> item) {
    try {
      return Optional.of(item.read(in.input()));
    } catch (AmfException e) {
      failure = Optional.of(e);
      return Optional.empty();
    }
  }

  /** Pushes values of AMF: so many, or all that are left for 0. */
  void values(LuaStack stack, int count) {
    var values = new ArrayList<AmfValue>();
    try {
      while (count == 0 ? remaining() > 0 : values.size() < count) {
        values.add(in.read());
      }
    } catch (AmfException e) {
      failure = Optional.of(e);
    }
    pushAll(runtime, stack, values);
  }

  static void pushAll(ScriptRuntime runtime, LuaStack stack, List<AmfValue> values) {
    var conversion = new AmfToLua(runtime, stack, values);
    try {
      values.forEach(conversion::push);
    } finally {
      conversion.end();
    }
  }

  /** Throws what the script met while reading. */
  void check() throws AmfException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
