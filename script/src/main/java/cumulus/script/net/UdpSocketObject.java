package cumulus.script.net;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/** {@code cumulus:createUDPSocket()} (sockets section 4). */
final class UdpSocketObject {
  static final ObjectType<UdpSocket> TYPE =
      ObjectType.<UdpSocket>named("UDPSocket")
          .property("address", (self, call) -> self.address().ifPresent(call::push))
          .property("peerAddress", (self, call) -> self.peerAddress().ifPresent(call::push))
          .method("bind", UdpSocketObject::bind)
          .method("connect", UdpSocketObject::connect)
          .method("send", UdpSocketObject::send)
          .method("close", (self, _) -> self.close())
          .event("onReception")
          .build();

  private UdpSocketObject() {}

  private static void bind(UdpSocket self, Call call) {
    if (!call.isText(1)) {
      call.push("UDPSocket::bind takes a valid address in first argument");
      return;
    }
    try {
      self.bind(call.text(1));
    } catch (SocketProblem e) {
      call.push(e.text());
    }
  }

  private static void connect(UdpSocket self, Call call) {
    if (!call.isText(1)) {
      call.error("UDPSocket::connect takes a valid address in first argument");
      return;
    }
    try {
      self.connect(call.text(1));
    } catch (SocketProblem e) {
      call.error(e.text());
    }
  }

  private static void send(UdpSocket self, Call call) {
    try {
      self.send(call.bytes(1), call.text(2), call::error);
    } catch (SocketProblem e) {
      call.error(e.text());
    }
  }
}
