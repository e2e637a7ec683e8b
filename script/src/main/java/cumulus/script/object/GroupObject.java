package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;
import cumulus.server.Client;
import cumulus.server.Group;

/** A NetGroup; its clients are the connected ones, virtual members do not count (README 5). */
public final class GroupObject {
  public static final ObjectType<Group> TYPE =
      ObjectType.<Group>named("group")
          .constant("id", (self, call) -> call.push(Ids.text(self.id())))
          .constant("rawId", (self, call) -> call.push(self.id()))
          .number("size", Group::size)
          .ipairs(GroupObject::snapshot)
          .build();

  private GroupObject() {}

  private static void snapshot(Group self, Call call) {
    LuaStack stack = call.stack();
    stack.newTable(self.size(), 0);
    int table = stack.top();
    int count = 0;
    for (Client client : self.clients()) {
      call.push(ClientObject.TYPE, Clients.of(client));
      stack.rawSet(table, ++count);
    }
  }
}
