package cumulus.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A UDP relay on loopback that delays, loses, doubles and overtakes datagrams in both directions,
 * by a seed: a bad network between real programs. Each client has an upstream socket of its own.
 */
final class LossyRelay implements AutoCloseable {
  /**
   * What happens to a datagram.
   *
   * @param delayMillis one way
   * @param loss probability
   * @param duplication probability
   * @param reordering probability of a further delay of up to 15 ms
   */
  record Faults(int delayMillis, double loss, double duplication, double reordering) {}

  private static final int MAX_UNDER_WAY = 100_000;
  private static final int OVERTAKE_NANOS = 15_000_000;

  private record Datagram(long atNanos, DatagramChannel out, InetSocketAddress to, byte[] bytes) {}

  private record Upstream(InetSocketAddress client, DatagramChannel channel) {}

  private final Faults faults;
  private final InetSocketAddress server;
  private final SplittableRandom random;
  private final Selector selector;
  private final DatagramChannel front;
  private final Map<InetSocketAddress, DatagramChannel> upstreams = new HashMap<>();
  private final PriorityQueue<Datagram> underWay =
      new PriorityQueue<>((a, b) -> Long.signum(a.atNanos() - b.atNanos()));
  private final ByteBuffer buffer = ByteBuffer.allocate(65536);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean isMoveAsked;
  private volatile boolean isStopped;

  LossyRelay(int listenPort, int serverPort, Faults faults, long seed) throws IOException {
    this.faults = faults;
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    this.random = new SplittableRandom(seed);
    this.selector = Selector.open();
    this.front = channel(listenPort);
    front.register(selector, SelectionKey.OP_READ);
    this.thread = Thread.ofPlatform().daemon().name("lossy-relay").start(this::run);
  }

  int port() throws IOException {
    return ((InetSocketAddress) front.getLocalAddress()).getPort();
  }

  /** Gives every client another address towards the server, as a NAT does that has forgotten. */
  void move() {
    isMoveAsked = true;
    selector.wakeup();
  }

  long lost() {
    return lost.get();
  }

  private static DatagramChannel channel(int port) throws IOException {
    var channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    return channel;
  }

  private void run() {
    try {
      while (!isStopped) {
        selector.select(1);
        for (SelectionKey key : selector.selectedKeys()) {
          receive((DatagramChannel) key.channel(), (Upstream) key.attachment());
        }
        selector.selectedKeys().clear();
        deliver();
        forgetIfAsked();
      }
    } catch (IOException e) {
      if (!isStopped) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void forgetIfAsked() throws IOException {
    if (isMoveAsked) {
      isMoveAsked = false;
      underWay.removeIf(each -> !each.out().equals(front));
      for (DatagramChannel each : upstreams.values()) {
        each.close();
      }
      upstreams.clear();
    }
  }

  private void receive(DatagramChannel channel, Upstream upstream) throws IOException {
    while (true) {
      buffer.clear();
      var from = (InetSocketAddress) channel.receive(buffer);
      if (from == null) {
        return;
      }
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      if (upstream == null) {
        pass(upstream(from), server, bytes);
      } else {
        pass(front, upstream.client(), bytes);
      }
    }
  }

  private DatagramChannel upstream(InetSocketAddress client) throws IOException {
    DatagramChannel known = upstreams.get(client);
    if (known != null) {
      return known;
    }
    DatagramChannel fresh = channel(0);
    fresh.register(selector, SelectionKey.OP_READ, new Upstream(client, fresh));
    upstreams.put(client, fresh);
    return fresh;
  }

  private void pass(DatagramChannel out, InetSocketAddress to, byte[] bytes) {
    if (random.nextDouble() < faults.loss() || underWay.size() >= MAX_UNDER_WAY) {
      lost.incrementAndGet();
      return;
    }
    schedule(out, to, bytes);
    if (random.nextDouble() < faults.duplication()) {
      schedule(out, to, bytes);
    }
  }

  private void schedule(DatagramChannel out, InetSocketAddress to, byte[] bytes) {
    long delayNanos = faults.delayMillis() * 1_000_000L;
    if (random.nextDouble() < faults.reordering()) {
      delayNanos += random.nextInt(OVERTAKE_NANOS);
    }
    underWay.add(new Datagram(System.nanoTime() + delayNanos, out, to, bytes));
  }

  private void deliver() throws IOException {
    long now = System.nanoTime();
    while (!underWay.isEmpty() && underWay.peek().atNanos() - now <= 0) {
      Datagram due = underWay.poll();
      due.out().send(ByteBuffer.wrap(due.bytes()), due.to());
    }
  }

  @Override
  public void close() throws IOException {
    isStopped = true;
    selector.wakeup();
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
    front.close();
    for (DatagramChannel each : upstreams.values()) {
      each.close();
    }
  }

  /** By hand: {@code LISTEN_PORT SERVER_PORT SECONDS DELAY_MS LOSS DUPLICATION REORDERING SEED}. */
  public static void main(String[] args) throws Exception {
    var faults =
        new Faults(
            Integer.parseInt(args[3]),
            Double.parseDouble(args[4]),
            Double.parseDouble(args[5]),
            Double.parseDouble(args[6]));
    try (var relay =
        new LossyRelay(
            Integer.parseInt(args[0]),
            Integer.parseInt(args[1]),
            faults,
            Long.parseLong(args[7]))) {
      Thread.sleep(Long.parseLong(args[2]) * 1000);
      System.out.println("lost " + relay.lost());
    }
  }
}
