package cumulus.script.net;

import cumulus.script.ScriptLevel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/** A UDP socket of a script (sockets section 4). */
final class UdpSocket extends ScriptSocket {
  /** Datagrams that may wait for the system or for the address of a host. */
  static final int MAX_WAITING = 1024;

  private static final int MAX_DATAGRAM = 1 << 16;
  private static final int READS_A_TURN = 64;

  private enum Use {
    /** Sends only. */
    NONE,
    BOUND,
    CONNECTED
  }

  /** To the peer if it has no address of its own. */
  private static final class Datagram {
    private final byte[] bytes;
    private Optional<InetSocketAddress> to = Optional.empty();
    private boolean isLookedUp;

    Datagram(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final boolean allowsBroadcast;
  private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();
  private Optional<Port> port = Optional.empty();
  private Use use = Use.NONE;
  private Optional<HostPort> bound = Optional.empty();

  UdpSocket(Sockets sockets, String path, boolean allowsBroadcast) {
    super(sockets, path);
    this.allowsBroadcast = allowsBroadcast;
  }

  Optional<String> address() {
    return use == Use.NONE ? Optional.empty() : port.flatMap(Port::localAddress);
  }

  Optional<String> peerAddress() {
    return port.flatMap(open -> open.peer).map(HostPort::text);
  }

  /** Receives at an address from now on. */
  void bind(String text) throws SocketProblem {
    if (use == Use.CONNECTED) {
      throw new SocketProblem("Impossible to bind a connected UDPSocket, close the socket before");
    }
    HostPort wanted = parse(text);
    if (use == Use.BOUND) {
      if (bound.filter(wanted::equals).isPresent() || address().filter(text::equals).isPresent()) {
        return;
      }
      throw new SocketProblem(
          "UDPSocket already bound on " + address().orElse(text) + ", close the socket before");
    }
    InetSocketAddress at = wanted.at(look(wanted));
    try {
      Port opened = open(family(at.getAddress()));
      opened.channel.bind(at);
      opened.receive();
    } catch (IOException e) {
      drop();
      throw new SocketProblem("Impossible to bind to " + text + ", " + SocketProblem.reason(e));
    }
    bound = Optional.of(wanted);
    use(Use.BOUND);
  }

  /** Sends to one address, and receives from it, from now on. */
  void connect(String text) throws SocketProblem {
    if (use == Use.BOUND) {
      throw new SocketProblem("Impossible to connect a bound UDPSocket, close the socket before");
    }
    HostPort wanted = parse(text);
    InetSocketAddress to = wanted.at(look(wanted));
    try {
      Port opened = open(family(to.getAddress()));
      opened.channel.connect(to);
      opened.peer = Optional.of(to);
      opened.receive();
    } catch (IOException e) {
      drop();
      throw new SocketProblem("Impossible to connect to " + text + ", " + SocketProblem.reason(e));
    }
    use(Use.CONNECTED);
  }

  /** Sends to an address, or to the peer if it is empty, in the order of calls. */
  void send(byte[] bytes, String address, Consumer<String> complain) throws SocketProblem {
    if (bytes.length == 0) {
      return;
    }
    if (address.isEmpty() && use != Use.CONNECTED) {
      throw new SocketProblem("Sending without recipient on a UDPSocket not connected");
    }
    if (waiting.size() >= MAX_WAITING) {
      throw new SocketProblem("more than " + MAX_WAITING + " datagrams wait to be sent");
    }
    var datagram = new Datagram(bytes);
    if (!address.isEmpty()) {
      address(datagram, parse(address));
    }
    waiting.add(datagram);
    sendAll(complain);
  }

  /** Forgets where it was bound or connected, and what has not left; it can be used again. */
  void close() {
    drop();
  }

  @Override
  void drop() {
    port.ifPresent(open -> open.wait.closeAndFree());
    port = Optional.empty();
    bound = Optional.empty();
    waiting.clear();
    use = Use.NONE;
    sockets().closed(this);
  }

  private void use(Use how) {
    use = how;
    sockets().opened(this);
    sendAll(this::complain);
  }

  /** A socket of its own for a use; what the former had to send goes on waiting. */
  private Port open(ProtocolFamily family) throws IOException {
    port.ifPresent(former -> former.wait.closeAndFree());
    port = Optional.empty();
    return opened(DatagramChannel.open(family));
  }

  private Port opened(DatagramChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_BROADCAST, allowsBroadcast);
    var opened = new Port(channel);
    port = Optional.of(opened);
    return opened;
  }

  private void address(Datagram datagram, HostPort to) {
    Optional<InetAddress> known = sockets().names().known(to.host());
    datagram.to = known.map(to::at);
    if (known.isEmpty()) {
      datagram.isLookedUp = true;
      sockets()
          .names()
          .later(
              to.host(),
              found -> {
                datagram.isLookedUp = false;
                datagram.to = found.map(to::at);
                if (found.isEmpty() && waiting.remove(datagram)) {
                  complain("Understandable address, Host not found: " + to.host());
                }
                sendAll(this::complain);
              });
    }
  }

  private void sendAll(Consumer<String> complain) {
    while (!waiting.isEmpty() && !waiting.peek().isLookedUp) {
      try {
        Port from = port.isPresent() ? port.get() : opened(DatagramChannel.open());
        if (!from.isSent(waiting.peek())) {
          return;
        }
      } catch (IOException e) {
        String to = waiting.peek().to.map(HostPort::text).or(this::peerAddress).orElse("");
        complain.accept("Impossible to send to " + to + ", " + SocketProblem.reason(e));
      }
      waiting.remove();
    }
  }

  private void complain(String text) {
    sockets().log(ScriptLevel.ERROR, text);
  }

  private static HostPort parse(String text) throws SocketProblem {
    try {
      return HostPort.parse(text);
    } catch (SocketProblem e) {
      throw new SocketProblem("Understandable address, " + e.text());
    }
  }

  private InetAddress look(HostPort wanted) throws SocketProblem {
    try {
      return sockets().names().now(wanted.host());
    } catch (SocketProblem e) {
      throw new SocketProblem("Understandable address, " + e.text());
    }
  }

  private static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** The system's socket behind one use. */
  private final class Port implements SocketWaiter.Watched {
    private final DatagramChannel channel;
    private final SocketWaiter.Wait wait;
    private Optional<InetSocketAddress> peer = Optional.empty();

    Port(DatagramChannel channel) throws IOException {
      this.channel = channel;
      this.wait = sockets().waiter().add(channel, 0, this);
    }

    Optional<String> localAddress() {
      try {
        return Optional.of(HostPort.text(channel.getLocalAddress()));
      } catch (IOException _) {
        return Optional.empty();
      }
    }

    void receive() {
      wait.more(SelectionKey.OP_READ);
    }

    /** False if the system takes nothing now. */
    boolean isSent(Datagram datagram) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(datagram.bytes);
      int sent;
      try {
        sent = write(bytes, datagram.to);
      } catch (PortUnreachableException _) {
        sent = write(bytes, datagram.to); // that was the answer to a former one
      }
      if (sent == 0) {
        wait.more(SelectionKey.OP_WRITE);
      }
      return sent > 0;
    }

    @Override
    public void ready(int operations) {
      if (!isCurrent()) {
        return;
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        sendAll(UdpSocket.this::complain);
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        read();
      }
    }

    private int write(ByteBuffer bytes, Optional<InetSocketAddress> to) throws IOException {
      if (peer.isEmpty()) {
        return channel.send(bytes, to.orElseThrow(() -> new IOException("no recipient")));
      }
      if (to.isEmpty() || to.equals(peer)) {
        return channel.write(bytes);
      }
      channel.disconnect();
      try {
        return channel.send(bytes, to.get());
      } finally {
        channel.connect(peer.get());
      }
    }

    private void read() {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
      try {
        for (int i = 0; i < READS_A_TURN && isCurrent(); i++) {
          if (!isReceived(buffer.clear())) {
            break;
          }
        }
      } catch (IOException e) {
        complain("Impossible to receive, " + SocketProblem.reason(e));
      }
      if (isCurrent()) {
        receive();
      }
    }

    private boolean isReceived(ByteBuffer buffer) throws IOException {
      SocketAddress from;
      try {
        from = channel.receive(buffer);
      } catch (PortUnreachableException _) {
        return true; // a former datagram found nobody
      }
      if (from == null) {
        return false;
      }
      // While a connected socket sends elsewhere, others can reach it.
      if (peer.isEmpty() || peer.get().equals(from)) {
        var bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        sockets()
            .tell(
                UdpSocket.this,
                UdpSocketObject.TYPE,
                "onReception",
                stack -> {
                  stack.push(bytes);
                  stack.push(HostPort.text(from));
                });
      }
      return true;
    }

    private boolean isCurrent() {
      return port.filter(this::equals).isPresent();
    }
  }
}
