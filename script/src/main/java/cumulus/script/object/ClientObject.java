package cumulus.script.object;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/** A connected client (lua-api section 5); functions that scripts attach are its methods. */
public final class ClientObject {
  public static final ObjectType<ScriptClient> TYPE =
      ObjectType.<ScriptClient>named("client")
          .constant("id", (self, call) -> call.push(Ids.text(self.client().peerId())))
          .constant("rawId", (self, call) -> call.push(self.client().peerId()))
          .property("address", (self, call) -> call.push(self.client().address().toString()))
          .constant("path", (self, call) -> call.push(self.path()))
          .constant("pageUrl", (self, call) -> call.push(Urls.encoded(info(self).pageUrl())))
          .constant("swfUrl", (self, call) -> call.push(Urls.encoded(info(self).swfUrl())))
          .constant("flashVersion", (self, call) -> call.push(info(self).flashVersion()))
          .number("ping", ClientObject::ping)
          .number("elapsedFromReception", self -> self.client().figures().silentMillis())
          .property("writer", ClientObject::writer)
          .event("onManage")
          .dynamic(ClientObject::parameter)
          .build();

  private ClientObject() {}

  private static cumulus.server.ConnectInfo info(ScriptClient self) {
    return self.client().connectInfo();
  }

  private static double ping(ScriptClient self) {
    return Math.rint(self.client().figures().pingMillis());
  }

  private static void writer(ScriptClient self, Call call) {
    call.push(FlowWriterObject.TYPE, self.writer());
    if (self.isOver()) {
      call.end(self.writer()); // its table was never asked for while it could write
    }
  }

  /** A parameter of the connection's URL. */
  private static void parameter(ScriptClient self, Call call) {
    String value = info(self).query().get(call.text(1));
    if (value != null) {
      call.push(value);
    }
  }
}
