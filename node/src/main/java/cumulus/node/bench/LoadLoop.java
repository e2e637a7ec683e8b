package cumulus.node.bench;

import cumulus.client.ConnectOptions;
import cumulus.client.NetConnectionException;
import cumulus.client.RtmfpUrl;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Transmit;
import cumulus.transport.Addresses;
import cumulus.transport.KeyWorkers;
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
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Many clients of one server on the thread that calls it, so that the load costs one core and no
 * change of threads.
 */
final class LoadLoop implements AutoCloseable {
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final int MAX_DATAGRAM_BYTES = 1 << 14;
  private static final int KEY_WORKERS = 1;
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long MAX_SLEEP_MILLIS = 100;

  /** Shorter waits are spent looking: a selector cannot sleep less than 1 ms. */
  private static final long SPIN_NANOS = 150_000;

  private static final int CONNECTING_AT_ONCE = 16;
  private static final long CONNECT_NANOS = 60_000 * MILLI_NANOS;

  /** Longest wait for clients to close in order. */
  private static final long CLOSE_NANOS = 8_000 * MILLI_NANOS;

  /** How {@link #connect} makes a client. */
  @FunctionalInterface
  interface Opening {
    LoadClient open() throws IOException;
  }

  private record Completed(LoadClient client, KeyJob job) {}

  private final RtmfpUrl url;
  private final InetSocketAddress server;
  private final ConnectOptions options;
  private final SecureRandom random = new SecureRandom();
  private final Selector selector = Selector.open();
  private final KeyWorkers keyWorkers;
  private final ConcurrentLinkedQueue<Completed> completed = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Credentials> prepared = new ArrayDeque<>();
  private final List<LoadClient> clients = new ArrayList<>();
  private final byte[] datagram = new byte[MAX_DATAGRAM_BYTES];
  private final Transmit group = new Transmit();
  private final Consumer<SelectionKey> onReadable = this::receive;
  private long nowNanos;

  /** A loop without clients. Resolves the host. */
  LoadLoop(RtmfpUrl url, ConnectOptions options) throws IOException {
    this.url = url;
    this.options = options;
    this.server = new InetSocketAddress(InetAddress.getByName(url.host()), url.port());
    this.keyWorkers =
        new KeyWorkers(
            KEY_WORKERS,
            (thread, activity, failure) -> {
              throw new IllegalStateException(thread + ": " + activity, failure);
            });
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
    return Credentials.client(options.dhGroup(), random);
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

  /** Sleeps until something is to be done, at the latest until the time given, and does it. */
  void turn(long wakeNanos) throws IOException {
    long dueNanos = wakeNanos;
    for (LoadClient each : clients) {
      if (each.dueNanos() - dueNanos < 0) {
        dueNanos = each.dueNanos();
      }
    }
    long waitNanos = dueNanos - System.nanoTime();
    if (waitNanos < SPIN_NANOS || !completed.isEmpty()) {
      nowNanos = System.nanoTime();
      selector.selectNow(onReadable);
    } else {
      selector.select(onReadable, Math.clamp(waitNanos / MILLI_NANOS, 1, MAX_SLEEP_MILLIS));
    }
    nowNanos = System.nanoTime();
    for (Completed each = completed.poll(); each != null; each = completed.poll()) {
      each.client().complete(nowNanos, each.job());
    }
    for (LoadClient each : clients) {
      if (each.dueNanos() - nowNanos <= 0) {
        each.turn(nowNanos, group);
      }
    }
  }

  /** Forgets the clients that are wholly gone. */
  void sweep() throws IOException {
    for (var all = clients.iterator(); all.hasNext(); ) {
      LoadClient client = all.next();
      if (client.isGone()) {
        client.close();
        all.remove();
      }
    }
  }

  void submit(LoadClient client, KeyJob job) {
    keyWorkers.submit(
        job,
        done -> {
          completed.add(new Completed(client, done));
          selector.wakeup();
        });
  }

  /** Closes every client in order, within a bounded time. */
  @Override
  public void close() throws IOException {
    for (LoadClient each : clients) {
      long now = System.nanoTime();
      each.advance(now);
      each.connection().close(now);
    }
    runUntil(() -> clients.stream().allMatch(LoadClient::isGone), System.nanoTime() + CLOSE_NANOS);
    for (LoadClient each : clients) {
      each.close();
    }
    keyWorkers.close();
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
