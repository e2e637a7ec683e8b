package cumulus.client;

import cumulus.flash.message.FlowMetadata;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A session with a peer, shared by everything that goes on between the two: direct streams in both
 * directions, and groups. It does not matter which side began it; if both did, one session is left.
 * Unused, it is closed after a while.
 */
final class PeerSession {
  /** How long a session without use is kept. */
  static final long IDLE_NANOS = 10_000_000_000L;

  /** How long the other session is waited for, when both sides began one at the same time. */
  static final long GLARE_NANOS = 5_000_000_000L;

  /** Flash numbers direct streams from here (flash-profile section 7.2). */
  static final long FIRST_STREAM_ID = 2_000_001;

  /** Where the session stands. */
  private sealed interface Stage {
    record Opening(Session session) implements Stage {}

    /** The peer's own attempt goes first. */
    record GivingWay(long byNanos) implements Stage {}

    record Open(Session session) implements Stage {}

    record Closed() implements Stage {}
  }

  private final ClientPeers peers;
  private final byte[] peerId;
  private final List<Address> candidates;
  private final Set<PeerUser> users = new LinkedHashSet<>();
  private final List<PeerUser> untold = new ArrayList<>();
  private final Map<SendFlow, Function<RecvFlow, RecvFlowListener>> returns = new HashMap<>();
  private Stage stage = new Stage.Closed();
  private long nextStreamId = FIRST_STREAM_ID;
  private long idleSinceNanos;
  private long lastPingNanos;

  /**
   * @param candidates addresses to find the peer at: our server's, usually
   */
  PeerSession(ClientPeers peers, byte[] peerId, List<Address> candidates, long nowNanos) {
    this.peers = peers;
    this.peerId = peerId;
    this.candidates = List.copyOf(candidates);
    this.idleSinceNanos = nowNanos;
    this.lastPingNanos = nowNanos;
  }

  byte[] peerId() {
    return peerId.clone();
  }

  boolean isOpen() {
    return stage instanceof Stage.Open(Session session) && session.isOpen();
  }

  boolean isClosed() {
    return stage instanceof Stage.Closed;
  }

  /** The open session; only for who was told that it is. */
  Optional<Session> session() {
    return stage instanceof Stage.Open(Session session) ? Optional.of(session) : Optional.empty();
  }

  long newStreamId() {
    return nextStreamId++;
  }

  // ---- beginning

  /** Begins a session. */
  void begin() {
    stage =
        new Stage.Opening(
            peers.endpoint().openPeer(peerId, candidates, ClientPeers.OPEN_NANOS, new Events()));
  }

  /** Takes a session that the peer began, in place of an attempt of ours. */
  SessionListener adopt(Session inbound) {
    Stage before = stage;
    stage = new Stage.Open(inbound);
    if (before instanceof Stage.Opening(Session ours)) {
      ours.close();
    }
    untold.addAll(users);
    return new Events();
  }

  void use(PeerUser user) {
    if (users.add(user) && stage instanceof Stage.Open) {
      untold.add(user);
    }
  }

  void release(PeerUser user) {
    users.remove(user);
    untold.remove(user);
  }

  // ---- flows

  /**
   * Opens a flow to the peer; only while open.
   *
   * @param onReturn takes flows of the peer in return to this one
   */
  SendFlow openFlow(
      FlowMetadata metadata,
      Optional<RecvFlow> inReturnTo,
      Priority priority,
      SendFlowListener events,
      Function<RecvFlow, RecvFlowListener> onReturn) {
    if (!(stage instanceof Stage.Open(Session session))) {
      throw new IllegalStateException("no session with the peer");
    }
    SendFlow flow = session.openFlow(metadata.toByteArray(), inReturnTo, priority, events);
    returns.put(flow, onReturn);
    return flow;
  }

  /** Flows in return to this one are of no interest any more. */
  void forget(SendFlow flow) {
    returns.remove(flow);
  }

  private RecvFlowListener accept(RecvFlow flow) {
    byte[] metadata = flow.metadata();
    FlowMetadata purpose = FlowMetadata.read(metadata, 0, metadata.length);
    Optional<Function<RecvFlow, RecvFlowListener>> answered = flow.inReturnTo().map(returns::get);
    if (purpose instanceof FlowMetadata.Stream(long _, boolean isArrivalOrder) && isArrivalOrder) {
      flow.deliverOnArrival();
    }
    if (flow.inReturnTo().isPresent()) {
      return answered.map(take -> take.apply(flow)).orElseGet(() -> refuse(flow));
    }
    return peers.accept(this, flow, purpose).orElseGet(() -> refuse(flow));
  }

  private static RecvFlowListener refuse(RecvFlow flow) {
    flow.reject(0);
    return (_, _) -> {};
  }

  // ---- turns

  /** Runs what is due. */
  void advance(long nowNanos) {
    List<PeerUser> fresh = List.copyOf(untold);
    untold.clear();
    fresh.forEach(user -> user.onOpen(this));
    List.copyOf(users).forEach(PeerUser::advance);
    switch (stage) {
      case Stage.GivingWay(long byNanos) -> {
        if (nowNanos - byNanos >= 0) {
          begin();
        }
      }
      case Stage.Open(Session session) -> advance(nowNanos, session);
      case Stage.Opening _, Stage.Closed _ -> {}
    }
  }

  private void advance(long nowNanos, Session session) {
    long silentNanos = nowNanos - session.lastHeardNanos();
    if (!users.isEmpty()) {
      idleSinceNanos = nowNanos;
    }
    if (silentNanos >= peers.silenceNanos()) {
      session.abort();
      closed(new CloseCause.Silent(silentNanos));
    } else if (nowNanos - idleSinceNanos >= IDLE_NANOS) {
      session.close();
      closed(new CloseCause.NearClosed());
    } else if (nowNanos - heardOrPinged(session) >= peers.pingNanos()) {
      lastPingNanos = nowNanos;
      session.ping();
    }
  }

  private long heardOrPinged(Session session) {
    long heardNanos = session.lastHeardNanos();
    return lastPingNanos - heardNanos > 0 ? lastPingNanos : heardNanos;
  }

  /** When {@link #advance} has something to do. */
  long dueAtNanos(long nowNanos) {
    if (!untold.isEmpty()) {
      return nowNanos;
    }
    return switch (stage) {
      case Stage.GivingWay(long byNanos) -> byNanos;
      case Stage.Open(Session session) ->
          Math.min(heardOrPinged(session) + peers.pingNanos(), idleSinceNanos + IDLE_NANOS);
      case Stage.Opening _, Stage.Closed _ -> Long.MAX_VALUE;
    };
  }

  // ---- the end

  /** Closes in order. */
  void close() {
    switch (stage) {
      case Stage.Opening(Session session) -> session.close();
      case Stage.Open(Session session) -> session.close();
      case Stage.GivingWay _, Stage.Closed _ -> {}
    }
    closed(new CloseCause.NearClosed());
  }

  private void closed(CloseCause cause) {
    if (stage instanceof Stage.Closed) {
      return;
    }
    stage = new Stage.Closed();
    returns.clear();
    untold.clear();
    peers.closed(this);
    List<PeerUser> left = List.copyOf(users);
    users.clear();
    left.forEach(user -> user.onClose(this, cause));
  }

  private boolean isOurs(Session session) {
    return switch (stage) {
      case Stage.Opening(Session ours) -> ours.equals(session);
      case Stage.Open(Session ours) -> ours.equals(session);
      case Stage.GivingWay _, Stage.Closed _ -> false;
    };
  }

  /** Follows the session; what comes of one that was replaced is passed over. */
  private final class Events implements SessionListener {
    @Override
    public void onOpen(Session session) {
      if (isOurs(session)) {
        stage = new Stage.Open(session);
        untold.addAll(users);
      } else {
        session.abort();
      }
    }

    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      return isOurs(session) ? accept(flow) : refuse(flow);
    }

    @Override
    public void onClose(Session session, CloseCause cause) {
      if (!isOurs(session)) {
        return;
      }
      boolean isGlare =
          cause instanceof CloseCause.OpenFailed(DropReason reason) && reason == DropReason.GLARE;
      if (isGlare) {
        stage = new Stage.GivingWay(peers.nowNanos() + GLARE_NANOS);
      } else {
        closed(cause);
      }
    }
  }
}
