package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;

/** Who listens to a publication (lua-api section 8). */
public final class ListenersObject {
  public static final ObjectType<ScriptListeners> TYPE =
      ObjectType.<ScriptListeners>named("listeners")
          .number("count", ScriptListeners::count)
          .ipairs(ListenersObject::snapshot)
          .build();

  private ListenersObject() {}

  private static void snapshot(ScriptListeners self, Call call) {
    LuaStack stack = call.stack();
    var all = self.all();
    stack.newTable(all.size(), 0);
    int table = stack.top();
    for (int i = 0; i < all.size(); i++) {
      call.push(ListenerObject.TYPE, all.get(i));
      stack.rawSet(table, i + 1);
    }
  }
}
