package cumulus.script.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;

/** One TCP connection of a script. What the system does not take at once waits here. */
final class TcpConnection implements SocketWaiter.Watched {
  /** Bytes that may wait to be sent. */
  static final int MAX_WAITING_BYTES = 16 << 20;

  private static final int READ_BYTES = 1 << 16;

  private final SocketChannel channel;
  private final Owner owner;
  private final SocketWaiter.Wait wait;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private Optional<SocketAddress> local = Optional.empty();
  private Optional<SocketAddress> remote = Optional.empty();
  private int waitingBytes;
  private boolean isClosed;

  /** Who is told. */
  interface Owner {
    void received(TcpConnection from, byte[] bytes);

    /** The far end has closed, or the connection has failed; it is closed. */
    void ended(TcpConnection which, Optional<String> error);
  }

  private TcpConnection(SocketChannel channel, SocketWaiter waiter, Owner owner)
      throws IOException {
    this.channel = channel;
    this.owner = owner;
    this.wait = waiter.add(channel, 0, this);
  }

  /** Begins to connect; what the far end answers is told later. */
  static TcpConnection open(SocketAddress to, SocketWaiter waiter, Owner owner) throws IOException {
    SocketChannel channel = SocketChannel.open();
    var connection = new TcpConnection(channel, waiter, owner);
    try {
      if (channel.connect(to)) {
        connection.established();
      } else {
        connection.wait.more(SelectionKey.OP_CONNECT);
      }
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  /** Takes what a server accepted. */
  static TcpConnection accepted(SocketChannel channel, SocketWaiter waiter, Owner owner)
      throws IOException {
    var connection = new TcpConnection(channel, waiter, owner);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection.established();
      return connection;
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  /** Empty until the far end has answered. */
  Optional<String> localAddress() {
    return local.map(HostPort::text);
  }

  Optional<String> remoteAddress() {
    return remote.map(HostPort::text);
  }

  /** Sends, now or when the system takes it; the text of a failure, after which it is useless. */
  Optional<String> send(byte[] bytes) {
    waiting.add(ByteBuffer.wrap(bytes));
    waitingBytes += bytes.length;
    try {
      if (local.isPresent() && waiting.size() == 1) {
        flush();
      }
    } catch (IOException e) {
      return Optional.of(SocketProblem.reason(e));
    }
    return waitingBytes > MAX_WAITING_BYTES
        ? Optional.of("more than " + MAX_WAITING_BYTES + " bytes wait to be sent")
        : Optional.empty();
  }

  /** Closes it and tells nobody. */
  void close() {
    isClosed = true;
    waiting.clear();
    wait.close();
  }

  @Override
  public void ready(int operations) {
    if (isClosed) {
      return;
    }
    try {
      if ((operations & SelectionKey.OP_CONNECT) != 0 && channel.finishConnect()) {
        established();
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        flush();
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        read();
      }
    } catch (IOException e) {
      end(Optional.of(SocketProblem.reason(e)));
    }
  }

  private void established() throws IOException {
    local = Optional.of(channel.getLocalAddress());
    remote = Optional.of(channel.getRemoteAddress());
    flush();
    wait.more(SelectionKey.OP_READ);
  }

  private void flush() throws IOException {
    while (!waiting.isEmpty()) {
      waitingBytes -= channel.write(waiting.peek());
      if (waiting.peek().hasRemaining()) {
        wait.more(SelectionKey.OP_WRITE);
        return;
      }
      waiting.remove();
    }
  }

  private void read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    if (channel.read(buffer) < 0) {
      end(Optional.empty());
      return;
    }
    if (buffer.position() > 0) {
      var bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
      owner.received(this, bytes);
    }
    if (!isClosed) {
      wait.more(SelectionKey.OP_READ);
    }
  }

  private void end(Optional<String> error) {
    close();
    owner.ended(this, error);
  }
}
