package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Transmit;
import cumulus.transport.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Many clients of one server on the thread that calls it, so that the load costs one core and no
 * change of threads.
 */
final class LoadLoop implements AutoCloseable {
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final int MAX_DATAGRAM_BYTES = 1 << 14;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long MAX_SLEEP_MILLIS = 100;

  /** A selector cannot sleep less than 1 ms; shorter waits are cut in rests of this length. */
  private static final long REST_NANOS = 100_000;

  private static final int CONNECTING_AT_ONCE = 16;
  private static final long CONNECT_NANOS = 60_000 * MILLI_NANOS;

  /** Longest wait for clients to close in order. */
  private static final long CLOSE_NANOS = 8_000 * MILLI_NANOS;

  /** How {@link #connect} makes a client. */
  @FunctionalInterface
  interface Opening {
    LoadClient open() throws IOException;
  }

  private record KeyWork(LoadClient client, KeyJob job) {}

  private final RtmfpUrl url;
  private final InetSocketAddress server;
  private final ConnectOptions options;
  private final RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
  private final RandomGenerator shortKeys = new ShortKeys(random);
  private final Selector selector = Selector.open();
  private final ArrayDeque<KeyWork> keyWork = new ArrayDeque<>();
  private final ArrayDeque<Credentials> prepared = new ArrayDeque<>();
  private final Set<LoadClient> clients = new LinkedHashSet<>();
  private final Schedule<LoadClient> schedule = new Schedule<>();
  private List<LoadClient> ready = new ArrayList<>();
  private List<LoadClient> turned = new ArrayList<>();
  private final byte[] datagram = new byte[MAX_DATAGRAM_BYTES];
  private final Transmit group = new Transmit();
  private final Consumer<SelectionKey> onReadable = this::receive;
  private final Consumer<LoadClient> onDue = this::ready;

  /** A loop without clients. Resolves the host. */
  LoadLoop(RtmfpUrl url, ConnectOptions options) throws IOException {
    this.url = url;
    this.options = options;
    this.server = new InetSocketAddress(InetAddress.getByName(url.host()), url.port());
  }

  /**
   * Makes the certificates of clients to come, so that their making is no part of what is measured.
   */
  void prepare(int clients) {
    while (prepared.size() < clients) {
      prepared.add(newCredentials());
    }
  }

  private Credentials nextCredentials() {
    @Nullable Credentials ready = prepared.pollFirst();
    return ready == null ? newCredentials() : ready;
  }

  private Credentials newCredentials() {
    return Credentials.client(options.dhGroup(), shortKeys);
  }

  /** Begins one more client. */
  LoadClient open() throws IOException {
    return open(true);
  }

  /** Begins one more client that also has sessions with peers. */
  LoadClient openForPeers() throws IOException {
    return open(false);
  }

  private LoadClient open(boolean isToServerOnly) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      if (isToServerOnly) {
        channel.connect(server);
      }
      channel.configureBlocking(false);
      var client =
          new LoadClient(
              this, channel, Addresses.of(server), url, options, nextCredentials(), random);
      channel.register(selector, SelectionKey.OP_READ, client);
      clients.add(client);
      return client;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Begins clients, some at a time, and waits until they are connected.
   *
   * @param isStopped true ends it with those that there are
   * @throws NetConnectionException when one of them is not accepted
   */
  List<LoadClient> connect(int count, Opening opening, BooleanSupplier isStopped)
      throws IOException, NetConnectionException {
    var connected = new ArrayList<LoadClient>();
    while (connected.size() < count && !isStopped.getAsBoolean()) {
      var joining = new ArrayList<LoadClient>();
      for (int i = Math.min(CONNECTING_AT_ONCE, count - connected.size()); i > 0; i--) {
        joining.add(opening.open());
      }
      runUntil(
          () ->
              joining.stream()
                  .allMatch(each -> each.connection().isConnected() || each.end().isPresent()),
          System.nanoTime() + CONNECT_NANOS);
      for (LoadClient each : joining) {
        each.check();
      }
      connected.addAll(joining);
    }
    return connected;
  }

  /** Runs turns until the condition holds or the time has come; true if the condition holds. */
  boolean runUntil(BooleanSupplier condition, long byNanos) throws IOException {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - byNanos >= 0) {
        return false;
      }
      turn(byNanos);
    }
    return true;
  }

  /**
   * Sleeps until something is to be done, at the latest until the time given, and does it.
   *
   * @return the clients that had a turn, valid until the next
   */
  List<LoadClient> turn(long wakeNanos) throws IOException {
    select(wakeNanos);
    long nowNanos = System.nanoTime();
    for (KeyWork each = keyWork.poll(); each != null; each = keyWork.poll()) {
      each.job().run();
      each.client().complete(nowNanos, each.job());
    }
    schedule.drain(nowNanos, onDue);
    List<LoadClient> now = ready;
    ready = turned;
    ready.clear();
    turned = now;
    for (LoadClient each : now) {
      each.turn(nowNanos, group);
      schedule.update(each);
    }
    return now;
  }

  private void select(long wakeNanos) throws IOException {
    long waitNanos = schedule.nextNanos(wakeNanos) - System.nanoTime();
    if (waitNanos <= 0 || !ready.isEmpty() || !keyWork.isEmpty()) {
      selector.selectNow(onReadable);
    } else if (waitNanos < MILLI_NANOS) {
      LockSupport.parkNanos(Math.min(waitNanos, REST_NANOS));
      selector.selectNow(onReadable);
    } else {
      selector.select(onReadable, Math.min(waitNanos / MILLI_NANOS, MAX_SLEEP_MILLIS));
    }
  }

  /** The client has a turn as soon as the loop gets to it. */
  void ready(LoadClient client) {
    if (client.becomesReady()) {
      ready.add(client);
    }
  }

  /** Closes the socket of a client that is wholly gone. */
  void forget(LoadClient client) throws IOException {
    client.close();
    clients.remove(client);
    schedule.remove(client);
  }

  /** Does this work on keys in the next turn. */
  void submit(LoadClient client, KeyJob job) {
    keyWork.add(new KeyWork(client, job));
  }

  /** Closes every client in order, within a bounded time. */
  @Override
  public void close() throws IOException {
    for (LoadClient each : clients) {
      long now = System.nanoTime();
      each.advance(now);
      each.connection().close(now);
    }
    long byNanos = System.nanoTime() + CLOSE_NANOS;
    for (LoadClient each : clients) {
      runUntil(each::isGone, byNanos);
    }
    for (LoadClient each : clients) {
      each.close();
    }
    selector.close();
  }

  private void receive(SelectionKey key) {
    if (key.attachment() instanceof LoadClient client) {
      try {
        // Clients that are read late in this turn have a later time than those read first.
        client.receive(System.nanoTime(), datagram);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
