package cumulus.client;

import cumulus.flash.amf.AmfValue;
import cumulus.flash.group.Groupspec;
import cumulus.flash.message.StatusCode;
import cumulus.group.GroupListener;
import cumulus.group.GroupSettings;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.SessionStatistics;
import cumulus.transport.Addresses;
import cumulus.transport.FailureHandler;
import cumulus.transport.KeyWorkers;
import cumulus.transport.UdpLoop;
import cumulus.transport.UdpSettings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to an RTMFP server, for Java programs. It has a thread of its own: every callback
 * and every dependent of a future runs there and must not block. Methods may be called from any
 * thread and never block, but for {@link #close}.
 */
public final class NetConnection implements AutoCloseable {
  private static final String THREAD = "rtmfp-client";

  private final RtmfpUrl url;
  private final UdpLoop<ClientTask> loop;
  private final ClientConnection connection;
  private final KeyWorkers keyWorkers;
  private final CompletableFuture<NetConnection> connected = new CompletableFuture<>();
  private final Requests requests = new Requests();
  private final SecureRandom random = new SecureRandom();
  private volatile byte[] peerId = new byte[0];

  private NetConnection(
      RtmfpUrl url,
      ConnectOptions options,
      ConnectionListener listener,
      UdpLoop<ClientTask> loop,
      FailureHandler failures) {
    this.url = url;
    this.loop = loop;
    this.connection = new ClientConnection(url, options, new Announcer(listener));
    this.keyWorkers = new KeyWorkers(1, failures);
  }

  /** Connects with default options. */
  public static CompletableFuture<NetConnection> connect(String url) {
    return connect(RtmfpUrl.parse(url), ConnectOptions.DEFAULT, new ConnectionListener() {});
  }

  /**
   * Connects: resolves the host, opens a session, sends the connect command.
   *
   * @return the connection once the server has accepted; fails with {@link NetConnectionException}
   *     (refused, no answer), {@link UnknownHostException} or another {@link IOException}
   */
  public static CompletableFuture<NetConnection> connect(
      RtmfpUrl url, ConnectOptions options, ConnectionListener listener) {
    FailureHandler failures =
        (thread, activity, failure) ->
            System.getLogger(NetConnection.class.getName())
                .log(Level.ERROR, thread + ": " + activity, failure);
    UdpLoop<ClientTask> loop;
    try {
      loop = UdpLoop.open(UdpSettings.client(THREAD), failures);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    int port = loop.localAddress().getPort();
    ConnectOptions told =
        options.localAddresses().isEmpty()
            ? options.withLocalAddresses(Addresses.local(port))
            : options;
    var net = new NetConnection(url, told, listener, loop, failures);
    Thread.ofVirtual().name(THREAD + "-start").start(() -> net.begin(told));
    return net.connected;
  }

  /** The server's address as it was given. */
  public RtmfpUrl url() {
    return url;
  }

  /** Completes when the connection has ended, with the reason. Never fails. */
  public CompletableFuture<ConnectionEnd> whenEnded() {
    return requests.whenEnded();
  }

  /** Calls a method of the application; fails with {@link NetStatusException}. */
  public CompletableFuture<AmfValue> call(String method, AmfValue... arguments) {
    var answer = new CompletableFuture<AmfValue>();
    List<AmfValue> values = List.of(arguments);
    post(
        _ ->
            connection.call(
                method,
                values,
                new CallListener() {
                  @Override
                  public void onResult(AmfValue result) {
                    answer.complete(result);
                  }

                  @Override
                  public void onError(NetStatus status) {
                    answer.completeExceptionally(new NetStatusException(status));
                  }
                }),
        answer);
    return answer;
  }

  /** Calls a method of the application and wants no answer. */
  public void send(String method, AmfValue... arguments) {
    List<AmfValue> values = List.of(arguments);
    loop.post(_ -> connection.send(method, values));
  }

  /** Asks the server for a stream; fails with {@link NetStatusException}. */
  public CompletableFuture<NetStream> createStream(StreamListener listener) {
    var answer = new CompletableFuture<NetStream>();
    var events = new StreamEvents(listener, connection::isEnded);
    post(
        _ ->
            connection.createStream(
                events,
                stream -> answer.complete(new NetStream(this, stream, events)),
                status -> {
                  // Otherwise the connection's end says why.
                  if (!connection.isEnded()) {
                    answer.completeExceptionally(new NetStatusException(status));
                  }
                }),
        answer);
    return answer;
  }

  /** Our peer id, 32 bytes: by it others find us through the server. */
  public byte[] peerId() {
    return peerId.clone();
  }

  /**
   * Publishes for peers, who play it by our peer id past the server. Fails with {@link
   * IllegalStateException} if the name is published for peers already.
   */
  public CompletableFuture<PeerPublication> publishDirect(String name, PeerListener listener) {
    var answer = new CompletableFuture<PeerPublication>();
    post(
        _ -> {
          try {
            DirectPublication publication = connection.peers().publish(name, listener);
            answer.complete(new PeerPublication(this, publication));
          } catch (IllegalStateException taken) {
            answer.completeExceptionally(taken);
          }
        },
        answer);
    return answer;
  }

  /**
   * Plays what a peer publishes for peers; the server introduces us and is out of the way then.
   * Completes with {@code NetStream.Play.Start}, or fails with {@link NetStatusException}, which
   * says whether the peer is unknown, unreachable, or refuses.
   *
   * @param farPeerId the peer's id, 32 bytes
   */
  public CompletableFuture<NetStream> playDirect(
      byte[] farPeerId, String name, StreamListener listener) {
    var answer = new CompletableFuture<NetStream>();
    var events = new StreamEvents(listener, connection::isEnded);
    byte[] id = farPeerId.clone();
    post(
        _ -> {
          var started = new CompletableFuture<NetStatus>();
          events.expect(StatusCode.PLAY_START, started);
          ClientStream stream = connection.peers().play(id, name, events);
          var _ =
              started.whenComplete(
                  (_, refused) -> {
                    if (refused == null) {
                      answer.complete(new NetStream(this, stream, events));
                    } else {
                      answer.completeExceptionally(refused);
                    }
                  });
        },
        answer);
    return answer;
  }

  /** Becomes a member of a NetGroup with default settings. */
  public CompletableFuture<NetGroup> joinGroup(Groupspec spec, GroupListener listener) {
    return joinGroup(spec, GroupSettings.DEFAULT, listener, new GroupEvents() {});
  }

  /**
   * Becomes a member of a NetGroup. Completes when the server has taken note of it; fails with
   * {@link NetStatusException} ({@code NetGroup.Connect.Rejected}) if it has no groups, and with
   * {@link IllegalStateException} if we are a member already or in too many groups.
   */
  public CompletableFuture<NetGroup> joinGroup(
      Groupspec spec, GroupSettings settings, GroupListener listener, GroupEvents events) {
    var answer = new CompletableFuture<NetGroup>();
    post(
        now -> {
          try {
            var joining = new Joining(answer, events);
            ClientGroups groups = connection.peers().groups();
            ClientGroup group = groups.join(now, spec, settings, random, listener, joining);
            joining.group = Optional.of(new NetGroup(this, group));
          } catch (IllegalStateException refused) {
            answer.completeExceptionally(refused);
          }
        },
        answer);
    return answer;
  }

  /** Completes a join, and passes on what becomes of the membership. */
  private static final class Joining implements GroupEvents {
    private final CompletableFuture<NetGroup> answer;
    private final GroupEvents events;
    private Optional<NetGroup> group = Optional.empty();

    Joining(CompletableFuture<NetGroup> answer, GroupEvents events) {
      this.answer = answer;
      this.events = events;
    }

    @Override
    public void onJoin() {
      events.onJoin();
      answer.complete(group.orElseThrow());
    }

    @Override
    public void onEnd(End end) {
      events.onEnd(end);
      answer.completeExceptionally(
          new NetStatusException(
              NetStatus.local(
                  "error",
                  StatusCode.GROUP_CONNECT_REJECTED,
                  switch (end) {
                    case REJECTED -> "the server has no NetGroups";
                    case LEFT, CONNECTION_CLOSED -> "the membership ended before it stood";
                  })));
    }
  }

  /** The session's figures as they are now; fails when the connection has ended. */
  public CompletableFuture<Optional<SessionStatistics>> statistics() {
    var answer = new CompletableFuture<Optional<SessionStatistics>>();
    post(_ -> answer.complete(connection.statistics()), answer);
    return answer;
  }

  /**
   * Closes in order and waits until the thread has ended: what is queued is delivered first, within
   * a bounded time. Not from a callback: there {@link #closeLater} does the same without waiting.
   */
  @Override
  public void close() {
    loop.close();
  }

  /** Begins to close in order; {@link #whenEnded} tells when it is done. */
  public void closeLater() {
    loop.stop();
  }

  /** Queues a task; if that is not possible, or the connection ends first, the future fails. */
  void post(ClientTask task, CompletableFuture<?> answer) {
    requests.add(answer);
    if (!loop.post(task)) {
      answer.completeExceptionally(
          new NetConnectionException(
              new ConnectionEnd(ConnectionEnd.Kind.FAILED, "too many requests wait")));
    }
  }

  boolean post(ClientTask task) {
    return loop.post(task);
  }

  private void begin(ConnectOptions options) {
    try {
      int port = url.port();
      List<Address> candidates =
          Arrays.stream(InetAddress.getAllByName(url.host()))
              .map(host -> Addresses.of(new InetSocketAddress(host, port)))
              .toList();
      Credentials credentials = Credentials.client(options.dhGroup(), random);
      peerId = credentials.peerId();
      var program = new ClientProgram(loop, connection, credentials, keyWorkers, random);
      loop.post(nowNanos -> connection.connect(nowNanos, program.endpoint(), candidates));
      loop.start(program);
    } catch (IOException | RuntimeException e) {
      keyWorkers.close();
      loop.close();
      connected.completeExceptionally(e);
      requests.end(new ConnectionEnd(ConnectionEnd.Kind.FAILED, String.valueOf(e.getMessage())));
    }
  }

  /** Passes the connection's events on and completes the futures. */
  private final class Announcer implements ConnectionListener {
    private final ConnectionListener listener;

    Announcer(ConnectionListener listener) {
      this.listener = listener;
    }

    @Override
    public void onConnect(NetStatus status) {
      listener.onConnect(status);
      connected.complete(NetConnection.this);
    }

    @Override
    public void onStatus(NetStatus status) {
      listener.onStatus(status);
    }

    @Override
    public Optional<AmfValue> onCall(String method, List<AmfValue> arguments) {
      return listener.onCall(method, arguments);
    }

    @Override
    public void onClose(ConnectionEnd end) {
      loop.stop();
      keyWorkers.close();
      try {
        listener.onClose(end);
      } finally {
        connected.completeExceptionally(new NetConnectionException(end));
        requests.end(end);
      }
    }
  }
}
