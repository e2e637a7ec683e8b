package cumulus.script.net;

/** A socket of an application: open as long as the application lets it, closed with it. */
abstract sealed class ScriptSocket permits TcpClient, TcpServer, UdpSocket {
  private final Sockets sockets;
  private final String path;

  ScriptSocket(Sockets sockets, String path) {
    this.sockets = sockets;
    this.path = path;
  }

  Sockets sockets() {
    return sockets;
  }

  /** Of the application that made it. */
  String path() {
    return path;
  }

  /** Closes it without telling the script. */
  abstract void drop();

  /** The tick: what could not be done may be possible now. */
  void manage() {}
}
