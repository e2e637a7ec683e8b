package cumulus.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The other end of a TCP connection of a script: it reads all that comes. */
final class TcpPeer implements AutoCloseable {
  static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ServerSocket server;
  private final CompletableFuture<Socket> socket = new CompletableFuture<>();
  private final CountDownLatch readers = new CountDownLatch(1);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private volatile boolean isAtEnd;

  private TcpPeer(ServerSocket server) {
    this.server = server;
  }

  /** A server for one connection; it reads only after {@link #read}. */
  static TcpPeer listening() throws IOException {
    var peer = new TcpPeer(new ServerSocket());
    peer.server.setReceiveBufferSize(4096);
    peer.server.bind(new InetSocketAddress(LOOPBACK, 0));
    Thread.ofVirtual().start(peer::accept);
    return peer;
  }

  /** A client of a port of this machine, which reads at once. */
  static TcpPeer connected(int port) throws IOException {
    var peer = new TcpPeer(new ServerSocket());
    peer.socket.complete(new Socket(LOOPBACK, port));
    Thread.ofVirtual().start(peer::readAll);
    return peer.read();
  }

  /** A port of this machine on which nobody listens. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return server.getLocalPort();
  }

  String localAddress() {
    return "127.0.0.1:" + socket.join().getLocalPort();
  }

  boolean isAccepted() {
    return socket.isDone() && !socket.isCompletedExceptionally();
  }

  TcpPeer read() {
    readers.countDown();
    return this;
  }

  TcpPeer send(String text) {
    try {
      socket.join().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String received() {
    synchronized (received) {
      return received.toString(StandardCharsets.UTF_8);
    }
  }

  /** True once the script has closed. */
  boolean isAtEnd() {
    return isAtEnd;
  }

  @Override
  public void close() {
    leave();
  }

  void leave() {
    try {
      server.close();
      if (isAccepted()) {
        socket.join().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      socket.complete(server.accept());
      readAll();
    } catch (IOException e) {
      socket.completeExceptionally(e);
    }
  }

  private void readAll() {
    try {
      readers.await();
      var in = socket.join().getInputStream();
      var bytes = new byte[8192];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        synchronized (received) {
          received.write(bytes, 0, n);
        }
      }
    } catch (IOException | InterruptedException _) {
      // An end as any other.
    }
    isAtEnd = true;
  }
}
