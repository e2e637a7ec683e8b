package cumulus.script.net;

import cumulus.script.bind.Call;
import cumulus.script.bind.ObjectType;

/** {@code cumulus:createTCPServer()} (sockets section 3). */
final class TcpServerObject {
  static final ObjectType<TcpServer> TYPE =
      ObjectType.<TcpServer>named("TCPServer")
          .property("running", (self, call) -> call.push(self.isRunning()))
          .number("port", TcpServer::port)
          .method("start", TcpServerObject::start)
          .method("stop", (self, _) -> self.stop())
          .event("clientHandler")
          .build();

  private TcpServerObject() {}

  private static void start(TcpServer self, Call call) {
    int port = (int) call.number(1, 0);
    if (port < 1) {
      call.error("TCPServer port have to be superior to 0");
      call.push(false);
      return;
    }
    try {
      self.start(port, call.text(2));
      call.push(true);
    } catch (SocketProblem e) {
      call.error("TCPServer starting error: " + e.text());
      call.push(false);
    }
  }
}
