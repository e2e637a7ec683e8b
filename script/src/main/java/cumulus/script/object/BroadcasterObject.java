package cumulus.script.object;

import cumulus.flash.amf.AmfString;
import cumulus.links.LinkedServer;
import cumulus.script.amf.AmfBridge;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;
import cumulus.script.lua.LuaStack;
import cumulus.script.lua.LuaType;
import java.util.Optional;
import java.util.function.Function;

/** Linked servers of one side: {@code servers.initiators} or {@code servers.targets}. */
public final class BroadcasterObject {
  public static final ObjectType<ScriptServers.Members> TYPE =
      members("broadcaster", Function.<ScriptServers.Members>identity()).build();

  private BroadcasterObject() {}

  /** A type with what every collection of servers has. */
  static <T> ObjectType.Builder<T> members(String name, Function<T, ScriptServers.Members> of) {
    return ObjectType.<T>named(name)
        .number("count", self -> of.apply(self).list().size())
        .ipairs((self, call) -> snapshot(of.apply(self), call))
        .method("broadcast", (self, call) -> broadcast(of.apply(self), call))
        .lookup((self, call) -> find(of.apply(self), call));
  }

  /** The name in the first argument; an error of the call if none can be sent. */
  static Optional<AmfString> handler(Call call) {
    byte[] name = call.bytes(1);
    if (name.length == 0 || name.length == 1 && name[0] == '.') {
      call.error("handler of one sending server message can't be null or equal to '.'");
      return Optional.empty();
    }
    return Optional.of(AmfString.copyOf(name, 0, name.length));
  }

  private static void snapshot(ScriptServers.Members self, Call call) {
    LuaStack stack = call.stack();
    stack.newTable(self.list().size(), 0);
    int table = stack.top();
    int count = 0;
    for (LinkedServer server : self.list()) {
      call.push(ServerObject.TYPE, server);
      stack.rawSet(table, ++count);
    }
  }

  private static void broadcast(ScriptServers.Members self, Call call) {
    handler(call)
        .ifPresent(
            name -> self.get().ifPresent(to -> to.broadcast(name, AmfBridge.values(call, 2))));
  }

  /** By place from 1, or by either address. */
  private static void find(ScriptServers.Members self, Call call) {
    self.get()
        .flatMap(
            members -> {
              if (call.type(1) != LuaType.NUMBER) {
                return members.find(call.text(1));
              }
              double place = call.number(1, 0);
              return place == (int) place ? members.at((int) place) : Optional.empty();
            })
        .ifPresent(found -> call.push(ServerObject.TYPE, found));
  }
}
