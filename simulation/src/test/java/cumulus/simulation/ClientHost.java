package cumulus.simulation;

import cumulus.client.ClientConnection;
import cumulus.client.ClientStream;
import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.client.ConnectionListener;
import cumulus.client.NetStatus;
import cumulus.client.RtmfpUrl;
import cumulus.client.StreamListener;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One client program on a host of its own: one connection, and the streams it asked for. */
final class ClientHost implements EndpointListener, ConnectionListener, SimHost.Program {
  /** Made once, as they cost a modular exponentiation each. */
  private static final List<Credentials> IDENTITIES =
      IntStream.range(0, 16)
          .mapToObj(number -> Credentials.client(2, new SplittableRandom(1000 + number)))
          .toList();

  /** A client that bears a silent server for as long as Flash did: the server's limits decide. */
  private static final ConnectOptions OPTIONS =
      ConnectOptions.DEFAULT.withTimes(
          Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(120));

  final List<String> statuses = new ArrayList<>();
  final ClientConnection connection;
  Optional<ConnectionEnd> end = Optional.empty();

  private final Cluster cluster;
  private final int number;
  private final SimHost host;
  private final Address server;
  private boolean isDead;

  ClientHost(Cluster cluster, int number, Address address, Address server) {
    this.cluster = cluster;
    this.number = number;
    this.server = server;
    this.connection = new ClientConnection(RtmfpUrl.parse("rtmfp://sim/live"), OPTIONS, this);
    this.host =
        new SimHost(
                cluster,
                address,
                new EndpointSettings(
                    EndpointSettings.Role.CLIENT,
                    IDENTITIES.get(number % IDENTITIES.size()),
                    ServerSide.LIMITS),
                this,
                this)
            .attached();
  }

  Address address() {
    return host.address;
  }

  byte[] peerId() {
    return IDENTITIES.get(number % IDENTITIES.size()).peerId();
  }

  SimHost host() {
    return host;
  }

  String name() {
    return "client" + number;
  }

  boolean isConnected() {
    return !isDead && connection.isConnected();
  }

  /** True once nothing of it is left: killed, or closed and forgotten by its endpoint. */
  boolean isGone() {
    return isDead || end.isPresent() && host.endpoint().sessionCount() == 0;
  }

  boolean isDead() {
    return isDead;
  }

  ClientHost connect() {
    act(() -> connection.connect(cluster.clock.nanos(), host.endpoint(), List.of(server)));
    return this;
  }

  /** Connects and waits for it. */
  ClientHost connected() {
    connect();
    cluster.until(connection::isConnected);
    return this;
  }

  void close() {
    act(() -> connection.close(cluster.clock.nanos()));
  }

  /** Takes the host of an ended connection from the network. */
  void remove() {
    if (!isDead) {
      kill();
    }
  }

  /** As SIGKILL does. */
  void kill() {
    isDead = true;
    host.kill();
  }

  /** Asks for a stream; does nothing for a connection that is not there. */
  void createStream(StreamListener listener, Consumer<ClientStream> onReady) {
    act(() -> connection.createStream(listener, onReady, error -> {}));
  }

  /** Does something with a stream or the connection, on the client's thread. */
  void act(Runnable command) {
    if (!isDead) {
      host.act(command);
    }
  }

  @Override
  public void onConnect(NetStatus status) {
    cluster.note(name(), status.code());
  }

  @Override
  public void onStatus(NetStatus status) {
    statuses.add(status.code());
    cluster.note(name(), status.code());
  }

  @Override
  public void onClose(ConnectionEnd ended) {
    cluster.require(end.isEmpty(), name() + " ended twice: " + end + ", " + ended);
    end = Optional.of(ended);
    cluster.note(name(), ended.toString());
  }

  @Override
  public int commands(long nowNanos) {
    return 0;
  }

  @Override
  public void advance(long nowNanos) {
    connection.advance(nowNanos);
  }

  @Override
  public long dueAtNanos(long nowNanos) {
    long untilDueNanos = connection.untilDueNanos(nowNanos);
    return untilDueNanos == Long.MAX_VALUE ? untilDueNanos : nowNanos + untilDueNanos;
  }

  @Override
  public void onKeyAgreement(KeyJob job) {
    host.submit(job);
  }

  @Override
  public SessionListener onSession(Session session) {
    return connection.peers().onSession(session);
  }
}
