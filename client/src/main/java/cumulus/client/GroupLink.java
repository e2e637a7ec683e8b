package cumulus.client;

import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import cumulus.flash.message.FlowMetadata;
import cumulus.group.GroupMember;
import cumulus.group.InFlow;
import cumulus.group.InFlowListener;
import cumulus.group.OutFlow;
import cumulus.group.OutFlowListener;
import cumulus.group.PeerLink;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The session with a peer as groups use it. */
final class GroupLink implements PeerLink, PeerUser {
  private final ClientGroups groups;
  private final PeerId peer;
  private final List<Out> flows = new ArrayList<>();
  private Optional<PeerSession> carrier = Optional.empty();

  GroupLink(ClientGroups groups, PeerId peer) {
    this.groups = groups;
    this.peer = peer;
  }

  /** True if this is the session that carries it. */
  boolean isOn(PeerSession session) {
    return carrier.filter(session::equals).isPresent();
  }

  void carriedBy(PeerSession session) {
    carrier = Optional.of(session);
  }

  /** Takes a flow of the peer to whoever gives a listener for it. */
  RecvFlowListener take(RecvFlow flow, Function<InFlow, InFlowListener> welcome) {
    var in = new In(flow);
    InFlowListener listener = welcome.apply(in);
    return new RecvFlowListener() {
      @Override
      public void onMessage(RecvFlow from, Payload message) {
        listener.onMessage(now(), in, message.bytes());
      }

      @Override
      public void onComplete(RecvFlow from) {
        listener.onComplete(now(), in);
      }
    };
  }

  // ---- the session

  @Override
  public void onOpen(PeerSession session) {
    carriedBy(session);
    groups.onConnected(this);
  }

  @Override
  public void onClose(PeerSession session, CloseCause cause) {
    groups.onClosed(this, carrier.isPresent());
  }

  @Override
  public PeerId peer() {
    return peer;
  }

  @Override
  public boolean isOpen() {
    return carrier.filter(PeerSession::isOpen).isPresent();
  }

  @Override
  public byte[] nearNonce() {
    return session().map(Session::nearNonce).orElseGet(() -> new byte[0]);
  }

  @Override
  public byte[] farNonce() {
    return session().map(Session::farNonce).orElseGet(() -> new byte[0]);
  }

  @Override
  public Optional<PeerAddress> farAddress() {
    return session()
        .map(session -> ClientGroups.address(PeerAddress.OBSERVED, session.farAddress()));
  }

  @Override
  public long roundTripNanos() {
    return session().map(Session::smoothedRoundTripNanos).orElse(0L);
  }

  @Override
  public long lastHeardNanos() {
    return session().map(Session::lastHeardNanos).orElse(groups.nowNanos());
  }

  @Override
  public void ping() {
    session().ifPresent(Session::ping);
  }

  @Override
  public OutFlow openFlow(
      int type, Optional<InFlow> inReturnTo, Urgency urgency, OutFlowListener events) {
    if (!isOpen()) {
      return OutFlow.CLOSED;
    }
    PeerSession session = carrier.orElseThrow();
    Optional<RecvFlow> answered = inReturnTo.map(flow -> ((In) flow).flow);
    var out = new Out(session);
    try {
      SendFlow flow =
          session.openFlow(
              new FlowMetadata.GroupPeer(type),
              answered,
              priority(urgency),
              new SendFlowListener() {
                @Override
                public void onException(SendFlow rejected, long code) {
                  session.forget(rejected);
                  events.onRejected(now(), out);
                }
              },
              in -> take(in, wrapped -> events.onReturn(now(), wrapped)));
      out.flow = Optional.of(flow);
    } catch (IllegalStateException full) {
      // The session has as many flows as it may have, those that linger included.
      return OutFlow.CLOSED;
    }
    session.use(this);
    flows.removeIf(former -> !former.isOpen());
    flows.add(out);
    return out;
  }

  /** The session is let go when no group has a flow on it any more. */
  @Override
  public void release(GroupMember group) {
    if (flows.stream().noneMatch(Out::isOpen)) {
      carrier.ifPresent(session -> session.release(this));
      groups.forget(this);
    }
  }

  /** Time of the packet in hand, which may be newer than that of the last turn. */
  private long now() {
    long turnNanos = groups.nowNanos();
    long heardNanos = lastHeardNanos();
    return heardNanos - turnNanos > 0 ? heardNanos : turnNanos;
  }

  private Optional<Session> session() {
    return carrier.flatMap(PeerSession::session).filter(Session::isOpen);
  }

  private static Priority priority(Urgency urgency) {
    return switch (urgency) {
      case ROUTINE -> Priority.ROUTINE;
      case MEDIA -> Priority.PRIORITY;
      case CONTROL -> Priority.IMMEDIATE;
    };
  }

  /** The address where a peer was seen or says to be. */
  static Address address(PeerAddress address) {
    return new Address(address.high(), address.low(), address.port());
  }

  private static final class Out implements OutFlow {
    private final PeerSession session;
    private Optional<SendFlow> flow = Optional.empty();
    private Delivery delivery = Delivery.RELIABLE;

    Out(PeerSession session) {
      this.session = session;
    }

    @Override
    public boolean isOpen() {
      return flow.filter(SendFlow::isOpen).isPresent();
    }

    @Override
    public void write(byte[] message, long lifetimeNanos) {
      if (delivery.finishWithinNanos() != lifetimeNanos) {
        delivery =
            lifetimeNanos == 0 ? Delivery.RELIABLE : new Delivery(0, lifetimeNanos, true, false);
      }
      flow.ifPresent(open -> open.write(Payload.wrap(message), delivery));
    }

    @Override
    public long queuedBytes() {
      return flow.map(SendFlow::queuedBytes).orElse(0L);
    }

    @Override
    public void close() {
      flow.ifPresent(
          open -> {
            session.forget(open);
            open.close();
          });
    }
  }

  private final class In implements InFlow {
    private final RecvFlow flow;

    In(RecvFlow flow) {
      this.flow = flow;
    }

    @Override
    public PeerLink link() {
      return GroupLink.this;
    }

    @Override
    public int type() {
      byte[] metadata = flow.metadata();
      return FlowMetadata.read(metadata, 0, metadata.length)
              instanceof FlowMetadata.GroupPeer(int type)
          ? type
          : -1;
    }

    @Override
    public void deliverOnArrival() {
      flow.deliverOnArrival();
    }

    @Override
    public void reject() {
      if (flow.isOpen()) {
        flow.reject(0);
      }
    }
  }
}
