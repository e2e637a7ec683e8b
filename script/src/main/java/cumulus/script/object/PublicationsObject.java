package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;
import cumulus.server.Publication;

/** {@code cumulus.publications}: names that are being published (lua-api section 8). */
public final class PublicationsObject {
  public static final ObjectType<Publications> TYPE =
      ObjectType.<Publications>named("publications")
          .number("count", self -> self.live().size())
          .pairs(PublicationsObject::snapshot)
          .lookup(PublicationsObject::find)
          .build();

  private PublicationsObject() {}

  private static void snapshot(Publications self, Call call) {
    LuaStack stack = call.stack();
    var live = self.live();
    stack.newTable(0, live.size());
    int table = stack.top();
    for (Publication publication : live) {
      call.push(publication.name());
      call.push(PublicationObject.TYPE, self.of(publication));
      stack.rawSet(table);
    }
  }

  private static void find(Publications self, Call call) {
    if (call.count() == 0) {
      call.error("publication name argument missing");
      return;
    }
    self.find(call.text(1)).ifPresent(found -> call.push(PublicationObject.TYPE, found));
  }
}
