package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;

/** {@code cumulus.clients}: who is connected (lua-api section 5). */
public final class ClientsObject {
  public static final ObjectType<Clients> TYPE =
      ObjectType.<Clients>named("clients")
          .number("count", self -> self.all().size())
          .pairs(ClientsObject::snapshot)
          .lookup(ClientsObject::find)
          .build();

  private ClientsObject() {}

  private static void snapshot(Clients self, Call call) {
    LuaStack stack = call.stack();
    stack.newTable(0, self.all().size());
    int table = stack.top();
    for (ScriptClient client : self.all()) {
      call.push(Ids.text(client.client().peerId()));
      call.push(ClientObject.TYPE, client);
      stack.rawSet(table);
    }
  }

  private static void find(Clients self, Call call) {
    Ids.read(call, 1, "client")
        .flatMap(self::find)
        .ifPresent(found -> call.push(ClientObject.TYPE, found));
  }
}
