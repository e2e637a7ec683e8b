package cumulus.script.amf;

import cumulus.flash.ByteWriter;
import cumulus.flash.amf.Amf0Reader;
import cumulus.flash.amf.Amf0Writer;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.amf.AmfStyle;
import cumulus.flash.amf.AmfValue;
import cumulus.script.ScriptLevel;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.util.ArrayList;
import java.util.List;

/** Values between AMF and Lua, for everything that sends or receives them. */
public final class AmfBridge {
  /** The types that conversions give to scripts, for {@link ScriptRuntime#boot}. */
  public static final List<ObjectType<?>> TYPES =
      List.of(ByteReaderObject.TYPE, ByteWriterObject.TYPE);

  private final ScriptRuntime runtime;

  public AmfBridge(ScriptRuntime runtime) {
    this.runtime = runtime;
  }

  /** Reads so many values of one message from a position on. */
  public List<AmfValue> read(LuaStack stack, int first, int count) {
    var conversion = new LuaToAmf(runtime, stack);
    try {
      var values = new ArrayList<AmfValue>();
      for (int i = 0; i < count; i++) {
        values.add(conversion.read(first + i));
      }
      return values;
    } finally {
      conversion.end();
    }
  }

  /** The arguments of a call from one on, as values of one message. */
  public static List<AmfValue> values(Call call, int first) {
    return new AmfBridge(call.runtime())
        .read(call.stack(), call.position(first), Math.max(0, call.count() - first + 1));
  }

  /** Pushes the values of one message. */
  public void push(LuaStack stack, List<AmfValue> values) {
    ExternalInput.pushAll(runtime, stack, values);
  }

  /**
   * How externalizable objects of one message from a client are read; to be ended when its values
   * have been pushed.
   */
  public ScriptExternals externals(LuaStack stack) {
    return new ScriptExternals(runtime, stack);
  }

  /** {@code cumulus:toAMF} and {@code cumulus:toAMF0}: the arguments as bytes. */
  public void write(Call call, AmfStyle style) {
    List<AmfValue> values = read(call.stack(), call.position(1), call.count());
    var bytes = new ByteWriter();
    var writer =
        new Amf0Writer(
            bytes, style, AmfOptions.LINK, problem -> call.log(ScriptLevel.WARN, problem));
    values.forEach(writer::write);
    call.push(bytes.toByteArray());
  }

  /** {@code cumulus:fromAMF}: all values of the bytes, as far as they can be read. */
  public void read(Call call) {
    byte[] bytes = call.bytes(1);
    var externals = new ScriptExternals(runtime, call.stack());
    var reader = new Amf0Reader(bytes, 0, bytes.length, AmfOptions.LINK.with(externals));
    var values = new ArrayList<AmfValue>();
    try {
      while (reader.hasMore()) {
        values.add(reader.read());
      }
    } catch (AmfException e) {
      call.error("AMF cannot be read: " + e.reason());
    }
    push(call.stack(), values);
    externals.end();
  }
}
