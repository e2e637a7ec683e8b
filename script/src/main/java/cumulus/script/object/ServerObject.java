package cumulus.script.object;

import cumulus.flash.amf.AmfString;
import cumulus.links.LinkedServer;
import cumulus.script.amf.AmfBridge;
import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/**
 * A linked server (multi-server section 3). Functions that scripts attach to it can be called from
 * the other side; other names are properties of the connection.
 */
public final class ServerObject {
  public static final ObjectType<LinkedServer> TYPE =
      ObjectType.<LinkedServer>named("server")
          .constant("address", (self, call) -> call.push(self.address()))
          .property("publicAddress", (self, call) -> call.push(self.publicAddress()))
          .constant("isTarget", (self, call) -> call.push(self.isTarget()))
          .method("send", ServerObject::send)
          .dynamic(ServerObject::property)
          .build();

  private ServerObject() {}

  private static void send(LinkedServer self, Call call) {
    BroadcasterObject.handler(call).ifPresent(name -> self.send(name, AmfBridge.values(call, 2)));
  }

  private static void property(LinkedServer self, Call call) {
    byte[] name = call.bytes(1);
    self.property(AmfString.copyOf(name, 0, name.length))
        .ifPresent(value -> call.push(value.toByteArray()));
  }
}
