package cumulus.script.net;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/** {@code cumulus:createTCPClient()} (sockets section 2). */
final class TcpClientObject {
  static final ObjectType<TcpClient> TYPE =
      ObjectType.<TcpClient>named("TCPClient")
          .property("connected", (self, call) -> call.push(self.isConnected()))
          .property("address", (self, call) -> self.address().ifPresent(call::push))
          .property("peerAddress", (self, call) -> self.peerAddress().ifPresent(call::push))
          .property("error", (self, call) -> self.error().ifPresent(call::push))
          .method("connect", TcpClientObject::connect)
          .method("disconnect", (self, _) -> self.disconnect())
          .method("send", TcpClientObject::send)
          .event("onReception")
          .event("onDisconnection")
          .build();

  private TcpClientObject() {}

  private static void connect(TcpClient self, Call call) {
    self.connect(call.text(1), (int) call.number(2, 0)).ifPresent(call::push);
  }

  private static void send(TcpClient self, Call call) {
    byte[] data = call.bytes(1);
    if (!self.isConnected()) {
      call.error("TCPClient not connected");
    } else if (data.length > 0) {
      self.send(data).ifPresent(call::push);
    }
  }
}
