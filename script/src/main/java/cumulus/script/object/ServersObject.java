package cumulus.script.object;

import cumulus.script.bind.ObjectType;

/** {@code cumulus.servers}: all linked servers, and those of each side (multi-server section 3). */
public final class ServersObject {
  public static final ObjectType<ScriptServers> TYPE =
      BroadcasterObject.members("servers", ScriptServers::all)
          .constant(
              "initiators", (self, call) -> call.push(BroadcasterObject.TYPE, self.initiators()))
          .constant("targets", (self, call) -> call.push(BroadcasterObject.TYPE, self.targets()))
          .build();

  private ServersObject() {}
}
