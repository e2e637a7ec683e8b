package cumulus.client;

import cumulus.flash.message.FlowMetadata;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Direct streams of a connection (flash-profile section 7.2): what it publishes for peers, and what
 * it plays from them by their ids. The server introduces the two sides to each other and then is
 * out of the way. Belongs to the thread that runs the connection's endpoint.
 */
public final class ClientPeers {
  /** Longest wait for a session with a peer. */
  static final long OPEN_NANOS = 60_000_000_000L;

  /** Sessions with peers at a time. */
  static final int MAX_SESSIONS = 512;

  /** Names published for peers at a time. */
  static final int MAX_PUBLICATIONS = 64;

  private static final long DEFAULT_PING_NANOS = 10_000_000_000L;
  private static final int PINGS_BEFORE_GIVING_UP = 3;

  private final ConnectOptions options;
  private final CommandWriter writer;
  private final ConnectionListener calls;
  private final Map<ByteBuffer, PeerSession> sessions = new LinkedHashMap<>();
  private final Map<String, DirectPublication> publications = new HashMap<>();
  private Optional<Endpoint> endpoint = Optional.empty();
  private Optional<Session> server = Optional.empty();
  private long pingNanos = DEFAULT_PING_NANOS;
  private long nowNanos;

  ClientPeers(ConnectOptions options, CommandWriter writer, ConnectionListener calls) {
    this.options = options;
    this.writer = writer;
    this.calls = calls;
  }

  /** Our own peer id, 32 bytes; empty before the connection has begun. */
  public Optional<byte[]> peerId() {
    return endpoint.map(Endpoint::peerId);
  }

  /**
   * Publishes for peers. Media given to it goes to every peer that plays the name, at once and past
   * the server.
   *
   * @throws IllegalStateException if the name is published for peers already, or too many are
   */
  public DirectPublication publish(String name, PeerListener listener) {
    if (publications.containsKey(name) || publications.size() >= MAX_PUBLICATIONS) {
      throw new IllegalStateException(
          publications.containsKey(name)
              ? "\"" + name + "\" is published for peers already"
              : MAX_PUBLICATIONS + " names are published for peers already");
    }
    var publication = new DirectPublication(this, name, listener);
    publications.put(name, publication);
    return publication;
  }

  /**
   * Plays what a peer publishes. The listener hears of the session (NetStream.Connect.Success,
   * Failed, Rejected, Closed) and then of the stream, as from a server.
   *
   * @param peerId 32 bytes
   */
  public ClientStream play(byte[] peerId, String name, StreamListener listener) {
    var subscription = new DirectSubscription(this, name);
    if (server.isEmpty()) {
      return subscription.failed(listener, "not connected");
    }
    Optional<PeerSession> session = open(peerId, List.of(server.get().farAddress()), subscription);
    return session.isPresent()
        ? subscription.begin(session.get(), listener)
        : subscription.failed(listener, MAX_SESSIONS + " sessions with peers already");
  }

  /** A far end has begun a session with our endpoint: return who follows it. */
  public SessionListener onSession(Session inbound) {
    var key = ByteBuffer.wrap(inbound.peerId());
    PeerSession known = sessions.get(key);
    if (known != null && !known.isOpen()) {
      return known.adopt(inbound);
    }
    if (sessions.size() >= MAX_SESSIONS && known == null) {
      inbound.abort();
      return new Unwanted();
    }
    // If there was one, the far end has lost it; ours ends by its silence.
    var fresh = new PeerSession(this, inbound.peerId(), List.of(), nowNanos);
    sessions.put(key, fresh);
    return fresh.adopt(inbound);
  }

  /**
   * A session with a peer for somebody who needs one: there is one, or one is begun; empty if there
   * are too many.
   *
   * @param candidates addresses to find it at: our server's, or its own
   */
  Optional<PeerSession> open(byte[] peerId, List<Address> candidates, PeerUser user) {
    var key = ByteBuffer.wrap(peerId.clone());
    PeerSession session = sessions.get(key);
    if (session == null) {
      if (sessions.size() >= MAX_SESSIONS) {
        return Optional.empty();
      }
      session = new PeerSession(this, key.array(), candidates, nowNanos);
      sessions.put(key, session);
      session.begin();
    }
    session.use(user);
    return Optional.of(session);
  }

  /** A flow of a peer that answers none of ours. */
  Optional<RecvFlowListener> accept(PeerSession session, RecvFlow flow, FlowMetadata purpose) {
    return switch (purpose) {
      case FlowMetadata.Stream(long stream, boolean _) ->
          stream > 0 && !publications.isEmpty()
              ? Optional.of(new FlowReceiver(new DirectRequest(this, session, flow, stream)))
              : Optional.empty();
      case FlowMetadata.Group _, FlowMetadata.GroupPeer _, FlowMetadata.Other _ -> Optional.empty();
    };
  }

  Optional<DirectPublication> publication(String name) {
    return Optional.ofNullable(publications.get(name));
  }

  void ended(DirectPublication publication) {
    publications.remove(publication.name(), publication);
  }

  void closed(PeerSession session) {
    sessions.remove(ByteBuffer.wrap(session.peerId()), session);
  }

  ClientStream newStream(StreamCarrier carrier, long id, StreamListener listener) {
    return new ClientStream(carrier, id, listener, writer, options.queueBytes());
  }

  ConnectionListener calls() {
    return calls;
  }

  Endpoint endpoint() {
    return endpoint.orElseThrow();
  }

  long nowNanos() {
    return nowNanos;
  }

  /** A peer that does not even answer pings for so long is given up. */
  long silenceNanos() {
    return options.silenceTime().toNanos();
  }

  /** After so long a silence a peer is pinged. */
  long pingNanos() {
    return Math.min(pingNanos, silenceNanos() / PINGS_BEFORE_GIVING_UP);
  }

  // ---- the connection

  void begin(Endpoint owned) {
    endpoint = Optional.of(owned);
  }

  void connected(Session toServer) {
    server = Optional.of(toServer);
  }

  void keepAlive(long nanos) {
    pingNanos = nanos;
  }

  void advance(long now) {
    nowNanos = now;
    if (!sessions.isEmpty()) {
      List.copyOf(sessions.values()).forEach(session -> session.advance(now));
    }
  }

  long untilDueNanos(long now) {
    long dueNanos = Long.MAX_VALUE;
    for (PeerSession session : sessions.values()) {
      dueNanos = Math.min(dueNanos, session.dueAtNanos(now) - now);
    }
    return dueNanos;
  }

  /** The connection ends, and everything with peers too. */
  void close() {
    List.copyOf(publications.values()).forEach(DirectPublication::close);
    List.copyOf(sessions.values()).forEach(PeerSession::close);
    server = Optional.empty();
  }

  private static final class Unwanted implements SessionListener {
    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      flow.reject(0);
      return (_, _) -> {};
    }

    @Override
    public void onClose(Session session, CloseCause cause) {}
  }
}
