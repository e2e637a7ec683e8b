package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;
import cumulus.server.Group;
import java.util.Optional;

/** {@code cumulus.groups}: NetGroups that have a member (lua-api section 7). */
public final class GroupsObject {
  public static final ObjectType<ScriptGroups> TYPE =
      ObjectType.<ScriptGroups>named("groups")
          .number("count", ScriptGroups::count)
          .pairs(GroupsObject::snapshot)
          .method("join", GroupsObject::join)
          .lookup(GroupsObject::find)
          .build();

  private GroupsObject() {}

  private static void snapshot(ScriptGroups self, Call call) {
    LuaStack stack = call.stack();
    stack.newTable(0, self.count());
    int table = stack.top();
    for (Group group : self.all()) {
      call.push(Ids.text(group.id()));
      call.push(GroupObject.TYPE, group);
      stack.rawSet(table);
    }
  }

  private static void find(ScriptGroups self, Call call) {
    Ids.read(call, 1, "group")
        .flatMap(self::find)
        .ifPresent(found -> call.push(GroupObject.TYPE, found));
  }

  private static void join(ScriptGroups self, Call call) {
    Optional<byte[]> peer = Ids.read(call, 1, "peer");
    Optional<byte[]> group = Ids.read(call, 2, "group");
    if (peer.isPresent() && group.isPresent()) {
      call.push(MemberObject.TYPE, self.join(peer.get(), group.get()));
    }
  }
}
