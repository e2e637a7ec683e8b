package cumulus.transport;

import cumulus.rtmfp.Transmit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The plain transport: a non-blocking {@link DatagramChannel}, a system call for each datagram. */
final class ChannelTransport implements DatagramTransport {
  /** Larger than any datagram of RTMFP peers (transport section 11: up to 8192). */
  private static final int MAX_DATAGRAM_BYTES = 1 << 14;

  private static final long MILLI_NANOS = 1_000_000;

  /** Shorter waits are spent looking at the socket: the selector cannot sleep less than 1 ms. */
  private static final long SPIN_NANOS = 150_000;

  private final DatagramChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Addresses addresses = new Addresses();
  private final ByteBuffer input = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
  private final AtomicLong refused = new AtomicLong();
  private ByteBuffer output = ByteBuffer.allocate(0);

  private ChannelTransport(DatagramChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  static ChannelTransport open(UdpSettings settings) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      for (var buffer : List.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF)) {
        channel.setOption(buffer, settings.bufferBytes(channel.getOption(buffer)));
      }
      if (settings.ids().isShared()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(settings.bind().orElseGet(() -> new InetSocketAddress(0)));
      channel.configureBlocking(false);
      return new ChannelTransport(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same array as last time, not one with equal bytes
  public int send(Transmit group, int from) throws IOException {
    if (!output.hasArray() || output.array() != group.bytes()) {
      output = ByteBuffer.wrap(group.bytes());
    }
    InetSocketAddress to = addresses.find(group.to());
    int sent = from;
    while (sent < group.length()) {
      int length = Math.min(group.segmentLength(), group.length() - sent);
      output.limit(sent + length).position(sent);
      try {
        if (channel.send(output, to) == 0) {
          return sent;
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        refused.incrementAndGet();
      }
      sent += length;
    }
    return sent;
  }

  /** Nothing is kept. */
  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public int receive(int limit, Receiver receiver) throws IOException {
    for (int done = 0; done < limit; done++) {
      input.clear();
      SocketAddress source;
      try {
        source = channel.receive(input);
      } catch (PortUnreachableException e) {
        continue;
      }
      if (!(source instanceof InetSocketAddress from)) {
        return done;
      }
      receiver.onDatagram(addresses.intern(from), input.array(), 0, input.position());
    }
    return limit;
  }

  @Override
  public long refused() {
    return refused.get();
  }

  /** A selector cannot sleep less than 1 ms. */
  @Override
  public void rest(long nanos) {}

  /**
   * Whole milliseconds are slept and the rest is looked away, so that a pacing deadline is met
   * within {@value #SPIN_NANOS} ns or the selector's 1 ms.
   */
  @Override
  public void sleep(long nanos, boolean untilWritable) throws IOException {
    key.interestOps(
        untilWritable ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    if (nanos < SPIN_NANOS) {
      selector.selectNow();
    } else {
      selector.select(Math.max(1, nanos / MILLI_NANOS));
    }
    selector.selectedKeys().clear();
  }

  @Override
  public void wakeUp() {
    selector.wakeup();
  }

  @Override
  public InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  @Override
  public int receiveBufferBytes() throws IOException {
    return channel.getOption(StandardSocketOptions.SO_RCVBUF);
  }

  @Override
  public int sendBufferBytes() throws IOException {
    return channel.getOption(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
