package cumulus.script.net;

import cumulus.script.ScriptLevel;
import cumulus.script.app.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A TCP server of a script (sockets section 3). */
final class TcpServer extends ScriptSocket {
  private Optional<Listening> listening = Optional.empty();
  private int port;

  TcpServer(Sockets sockets, String path) {
    super(sockets, path);
  }

  boolean isRunning() {
    return listening.isPresent();
  }

  /** The last port that it listened on, 0 if it never did. */
  int port() {
    return port;
  }

  /** Listens, and no longer where it did; an empty host is what the configuration says. */
  void start(int wanted, String host) throws SocketProblem {
    stop();
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.bind(address(wanted, host));
        listening = Optional.of(new Listening(channel));
      } catch (IOException | RuntimeException | SocketProblem e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SocketProblem(SocketProblem.reason(e) + " (port " + wanted + ")");
    }
    port = wanted;
    sockets().opened(this);
  }

  /** Listens no more; its port is free. */
  void stop() {
    drop();
  }

  @Override
  void drop() {
    listening.ifPresent(open -> open.wait.closeAndFree());
    listening = Optional.empty();
    sockets().closed(this);
  }

  @Override
  void manage() {
    listening.ifPresent(Listening::goOn);
  }

  private InetSocketAddress address(int wanted, String host) throws SocketProblem {
    HostPort.of("any", wanted); // its range
    return host.isEmpty()
        ? sockets()
            .bind()
            .map(address -> new InetSocketAddress(address, wanted))
            .orElseGet(() -> new InetSocketAddress(wanted))
        : HostPort.of(host, wanted).at(sockets().names().now(host));
  }

  private void accepted(SocketChannel channel) throws IOException {
    if (sockets().isFull()) {
      channel.close();
      sockets().log(ScriptLevel.WARN, "a connection was not taken: too many sockets are open");
      return;
    }
    var client = new TcpClient(sockets(), path());
    try {
      client.accept(channel);
    } catch (IOException _) {
      return; // it has left already
    }
    Outcome<Integer> outcome =
        sockets()
            .ask(
                this,
                TcpServerObject.TYPE,
                "clientHandler",
                0,
                stack -> sockets().push(stack, TcpClientObject.TYPE, client),
                (_, _, count) -> count);
    if (outcome instanceof Outcome.Absent<Integer>) {
      client.drop();
    }
  }

  /** One port that is listened on. */
  private final class Listening implements SocketWaiter.Watched {
    private final ServerSocketChannel channel;
    private final SocketWaiter.Wait wait;

    Listening(ServerSocketChannel channel) throws IOException {
      this.channel = channel;
      this.wait = sockets().waiter().add(channel, SelectionKey.OP_ACCEPT, this);
    }

    @Override
    public void ready(int operations) {
      try {
        while (isCurrent()) {
          SocketChannel accepted = channel.accept();
          if (accepted == null) {
            goOn();
            return;
          }
          accepted(accepted);
        }
      } catch (IOException e) {
        // Such as too many open files: the next tick tries again.
        sockets().log(ScriptLevel.ERROR, "TCPServer accepting error: " + SocketProblem.reason(e));
      }
    }

    private boolean isCurrent() {
      return listening.filter(this::equals).isPresent();
    }

    private void goOn() {
      wait.more(SelectionKey.OP_ACCEPT);
    }
  }
}
