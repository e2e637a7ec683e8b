package cumulus.script.amf;

import cumulus.flash.amf.Amf3Reader;
import cumulus.flash.amf.Amf3Writer;
import cumulus.flash.amf.AmfException;
import cumulus.flash.amf.AmfExternal;
import cumulus.flash.amf.AmfExternals;
import cumulus.flash.amf.AmfString;
import cumulus.script.ScriptLevel;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads externalizable objects by the functions that scripts give them (amf-lua section 5): for
 * every class, as only its script can tell. One object serves one message.
 */
public final class ScriptExternals implements AmfExternals, AmfExternals.Codec {
  private final ScriptRuntime runtime;
  private final LuaStack stack;
  private final List<Integer> held = new ArrayList<>();

  ScriptExternals(ScriptRuntime runtime, LuaStack stack) {
    this.runtime = runtime;
    this.stack = stack;
  }

  @Override
  public Optional<Codec> find(AmfString className) {
    return Optional.of(this);
  }

  @Override
  public void read(AmfExternal object, Amf3Reader in) throws AmfException {
    runtime.guard().begin("reading the type '" + object.className() + "'");
    int base = stack.top();
    try {
      var input = new ExternalInput(runtime, in);
      boolean isRead = ExternalInput.read(runtime, stack, object.className(), input);
      input.check();
      if (!isRead) {
        throw new AmfException(
            "no __readExternal for the type '" + object.className() + "'", in.input().position());
      }
      int reference = runtime.references().keep(stack);
      held.add(reference);
      object.setContent(new ExternalInput.Read(reference));
    } finally {
      stack.setTop(base);
      runtime.guard().end();
    }
  }

  /** Lets the tables of the objects go: what was read has been given to scripts, or never will. */
  public void end() {
    held.forEach(each -> runtime.references().release(stack, each));
    held.clear();
  }

  /** What scripts write carries its content with it. */
  @Override
  public void write(AmfExternal object, Amf3Writer out) {
    runtime.log(stack, ScriptLevel.WARN, "the type '" + object.className() + "' is written empty");
  }
}
