package cumulus.script.net;

import cumulus.script.ScriptLevel;
import cumulus.script.app.Outcome;
import cumulus.script.lua.LuaStack;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;

/** A TCP client of a script, connected by itself or accepted by a server (sockets section 2). */
final class TcpClient extends ScriptSocket implements TcpConnection.Owner {
  /** Bytes that a script may leave unconsumed. */
  static final int MAX_KEPT_BYTES = 16 << 20;

  private static final byte[] NOTHING = new byte[0];

  private Optional<TcpConnection> connection = Optional.empty();
  private Optional<String> error = Optional.empty();
  private byte[] kept = NOTHING;

  /** Counts what has begun or ended: later news of something else is old. */
  private int attempt;

  TcpClient(Sockets sockets, String path) {
    super(sockets, path);
  }

  boolean isConnected() {
    return connection.isPresent();
  }

  Optional<String> address() {
    return connection.flatMap(TcpConnection::localAddress);
  }

  Optional<String> peerAddress() {
    return connection.flatMap(TcpConnection::remoteAddress);
  }

  /** Text of the last error. */
  Optional<String> error() {
    return error;
  }

  /** Begins to connect; the text of what makes that impossible. */
  Optional<String> connect(String host, int port) {
    disconnect();
    error = Optional.empty();
    try {
      if (port < 1) {
        throw new SocketProblem("Invalid argument: the port must be from 1 to 65535");
      }
      HostPort to = HostPort.of(host, port);
      open(to, sockets().names().now(host));
    } catch (SocketProblem e) {
      error = Optional.of("Understandable TCPClient address, " + e.text());
    } catch (IOException e) {
      error =
          Optional.of(
              "Impossible to connect to " + host + ":" + port + ", " + SocketProblem.reason(e));
    }
    return error;
  }

  /** Takes a connection that a server accepted. */
  void accept(SocketChannel channel) throws IOException {
    opened(TcpConnection.accepted(channel, sockets().waiter(), this));
  }

  /** Sends, now or later; the text of a failure. */
  Optional<String> send(byte[] bytes) {
    TcpConnection to = connection.orElseThrow(() -> new IllegalStateException("not connected"));
    Optional<String> failure = to.send(bytes);
    if (failure.isPresent()) {
      sockets().post(() -> ended(to, failure));
    }
    return failure;
  }

  /** Closes the connection and tells the script, if there is one. */
  void disconnect() {
    connection.ifPresent(
        open -> {
          open.close();
          ended(open, error);
        });
  }

  @Override
  void drop() {
    connection.ifPresent(TcpConnection::close);
    connection = Optional.empty();
    attempt++;
    sockets().closed(this);
  }

  @Override
  public void received(TcpConnection from, byte[] bytes) {
    byte[] data = joined(kept, bytes);
    Outcome<Integer> outcome =
        sockets()
            .ask(
                this,
                TcpClientObject.TYPE,
                "onReception",
                1,
                stack -> stack.push(data),
                (stack, first, count) -> rest(stack, first, count, data.length));
    if (connection.filter(from::equals).isEmpty()) {
      return;
    }
    int rest = outcome instanceof Outcome.Done<Integer>(Integer left) ? left : 0;
    kept = Arrays.copyOfRange(data, data.length - rest, data.length);
    if (rest > MAX_KEPT_BYTES) {
      from.close();
      ended(
          from, Optional.of("onReception left more than " + MAX_KEPT_BYTES + " bytes unconsumed"));
    }
  }

  @Override
  public void ended(TcpConnection which, Optional<String> failure) {
    if (connection.filter(which::equals).isPresent()) {
      which.close();
      end(failure);
    }
  }

  private void open(HostPort to, InetAddress address) throws IOException {
    drop(); // what onDisconnection of the former has opened
    try {
      opened(TcpConnection.open(to.at(address), sockets().waiter(), this));
    } catch (ConnectException e) {
      // The answer of a near host may be there at once: it is told as any other.
      int refused = attempt;
      sockets().opened(this);
      sockets()
          .post(
              () -> {
                if (attempt == refused) {
                  end(Optional.of(SocketProblem.reason(e)));
                }
              });
    }
  }

  private void opened(TcpConnection made) {
    connection = Optional.of(made);
    kept = NOTHING;
    sockets().opened(this);
  }

  private void end(Optional<String> failure) {
    connection = Optional.empty();
    if (failure.isPresent()) {
      error = failure;
    }
    int ended = ++attempt;
    sockets().tell(this, TcpClientObject.TYPE, "onDisconnection", _ -> {});
    if (attempt == ended) {
      sockets().closed(this);
    }
  }

  /** How many bytes at the end the script has not consumed. */
  private int rest(LuaStack stack, int first, int count, int available) {
    if (count == 0) {
      sockets().log(ScriptLevel.WARN, "1 missing arguments on 'onReception' results");
      return 0;
    }
    double rest = stack.isNumber(first) ? stack.number(first) : 0;
    if (rest >= 0 && rest <= available) {
      return (int) rest;
    }
    if (Double.isNaN(rest)) {
      return 0;
    }
    sockets()
        .log(
            ScriptLevel.WARN,
            "TCPClient : onReception has returned a 'rest' value more important than the available"
                + " value ("
                + (long) rest
                + ">"
                + available
                + ")");
    return available;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
