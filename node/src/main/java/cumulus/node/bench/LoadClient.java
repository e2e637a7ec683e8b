package cumulus.node.bench;

import cumulus.client.ClientConnection;
import cumulus.client.ConnectOptions;
import cumulus.client.ConnectionEnd;
import cumulus.client.ConnectionListener;
import cumulus.client.NetConnectionException;
import cumulus.client.NetStatus;
import cumulus.client.RtmfpUrl;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.Trace;
import cumulus.transport.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One client of the load: a socket, a certificate and a connection of its own, as if it were alone.
 * With a socket that is not connected it also has sessions with peers. Belongs to the thread of its
 * {@link LoadLoop}.
 */
final class LoadClient extends Schedule.Entry implements EndpointListener, ConnectionListener {
  private final LoadLoop loop;
  private final DatagramChannel channel;
  private final boolean isToServerOnly;
  private final Address server;
  private final ClientConnection connection;
  private final Endpoint endpoint;
  private final long begunNanos;
  private long connectedNanos;
  private Optional<ConnectionEnd> end = Optional.empty();
  private long dueNanos;
  private boolean isReady;

  LoadClient(
      LoadLoop loop,
      DatagramChannel channel,
      Address server,
      RtmfpUrl url,
      ConnectOptions options,
      Credentials credentials,
      RandomGenerator random) {
    this.loop = loop;
    this.channel = channel;
    this.isToServerOnly = channel.isConnected();
    this.server = server;
    this.connection = new ClientConnection(url, options, this);
    this.endpoint =
        new Endpoint(
            new EndpointSettings(EndpointSettings.Role.CLIENT, credentials, Limits.DEFAULT),
            random,
            Trace.NONE,
            this);
    this.begunNanos = System.nanoTime();
    this.connectedNanos = begunNanos;
    advance(begunNanos);
    connection.connect(begunNanos, endpoint, List.of(server));
  }

  ClientConnection connection() {
    return connection;
  }

  /** Why the connection ended, if it has. */
  Optional<ConnectionEnd> end() {
    return end;
  }

  /**
   * Says so if the connection has ended.
   *
   * @throws NetConnectionException if it has
   */
  void check() throws NetConnectionException {
    if (end.isPresent()) {
      throw new NetConnectionException(end.get());
    }
  }

  /** From the first hello to the answer to connect. */
  long connectNanos() {
    return connectedNanos - begunNanos;
  }

  @Override
  long dueNanos() {
    return dueNanos;
  }

  /** True unless it was ready already, since its last {@link #turn}. */
  boolean becomesReady() {
    boolean wasReady = isReady;
    isReady = true;
    return !wasReady;
  }

  /** True when nothing of it is left to be done. */
  boolean isGone() {
    return connection.isEnded() && endpoint.sessionCount() == 0;
  }

  /** Takes what waits at the socket, datagram by datagram in the space given. */
  void receive(long nowNanos, byte[] space) throws IOException {
    loop.ready(this);
    ByteBuffer datagram = ByteBuffer.wrap(space);
    try {
      while (isToServerOnly && channel.read(datagram.clear()) > 0) {
        endpoint.receive(nowNanos, server, space, 0, datagram.position());
      }
      while (!isToServerOnly
          && channel.receive(datagram.clear()) instanceof InetSocketAddress from) {
        endpoint.receive(nowNanos, Addresses.of(from), space, 0, datagram.position());
      }
    } catch (PortUnreachableException _) {
      // As good as lost on the way: the handshake runs out of time.
    }
  }

  /** Brings the endpoint's time up to date, before calls on the connection. */
  void advance(long nowNanos) {
    endpoint.advance(nowNanos);
    loop.ready(this);
  }

  void complete(long nowNanos, KeyJob job) {
    endpoint.complete(nowNanos, job);
    loop.ready(this);
  }

  /** Does what is due and sends. */
  void turn(long nowNanos, Transmit group) throws IOException {
    isReady = false;
    endpoint.advance(nowNanos);
    connection.advance(nowNanos);
    while (endpoint.poll(nowNanos, group)) {
      send(group);
    }
    long untilDueNanos =
        Math.min(endpoint.untilDueNanos(nowNanos), connection.untilDueNanos(nowNanos));
    dueNanos = nowNanos + Math.max(0, untilDueNanos);
  }

  void close() throws IOException {
    channel.close();
  }

  @Override
  public void onConnect(NetStatus status) {
    connectedNanos = System.nanoTime();
  }

  @Override
  public void onClose(ConnectionEnd reason) {
    end = Optional.of(reason);
  }

  @Override
  public void onKeyAgreement(KeyJob job) {
    loop.submit(this, job);
  }

  @Override
  public SessionListener onSession(Session session) {
    return isToServerOnly ? new Stranger() : connection.peers().onSession(session);
  }

  private void send(Transmit group) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(group.bytes());
    for (int at = 0; at < group.length(); at += group.segmentLength()) {
      bytes.limit(Math.min(at + group.segmentLength(), group.length())).position(at);
      try {
        // What the kernel does not take now is lost on the way.
        var _ =
            isToServerOnly
                ? channel.write(bytes)
                : channel.send(bytes, Addresses.toSocketAddress(group.to()));
      } catch (PortUnreachableException e) {
        return;
      }
    }
  }

  /** A session that somebody else began: nothing is offered to it. */
  private static final class Stranger implements SessionListener, RecvFlowListener {
    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      session.abort();
      return this;
    }

    @Override
    public void onMessage(RecvFlow flow, Payload message) {}

    @Override
    public void onClose(Session session, CloseCause cause) {}
  }
}
