package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.SessionStatistics;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.SessionKeys;
import cumulus.rtmfp.flow.FlowOwner;
import cumulus.rtmfp.flow.ReceiveQueue;
import cumulus.rtmfp.flow.SendQueue;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.TraceEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session from its first hello to its end (RFC 7016 section 3.5). It holds what lasts as long
 * as itself; what belongs to one stretch of its life is in {@link Opening}, {@link Link} and {@link
 * Closing}.
 */
final class SessionCore implements Session, FlowOwner {
  private static final SessionListener NOBODY =
      new SessionListener() {
        @Override
        public RecvFlowListener onFlow(Session session, RecvFlow flow) {
          flow.reject(0);
          return (ignoredFlow, message) -> {};
        }

        @Override
        public void onClose(Session session, CloseCause cause) {}
      };
  private static final Address NOWHERE = new Address(0, 0, 0);

  /** Kept by {@link Deadlines}. */
  int heapIndex = -1;

  long heapNanos;

  /** Kept by {@link Engine}. */
  boolean isReady;

  private final Engine engine;
  private final boolean isInitiator;
  private final int nearId;
  private SessionListener follower = NOBODY;
  private Optional<Opening> opening = Optional.empty();
  private Optional<Answer> answer = Optional.empty();
  private @Nullable Link link;
  private Optional<Closing> closing = Optional.empty();
  private Optional<CloseCause> cause = Optional.empty();
  private Address farAddress = NOWHERE;
  private boolean isTraced;
  private boolean isPacketTraced;

  SessionCore(Engine engine, boolean isInitiator) {
    this(engine, isInitiator, true);
  }

  private SessionCore(Engine engine, boolean isInitiator, boolean isReal) {
    this.engine = engine;
    this.isInitiator = isInitiator;
    this.nearId = isReal ? engine.register(this) : 0;
  }

  /** Stands where there is no session. */
  static SessionCore stray(Engine engine) {
    return new SessionCore(engine, false, false);
  }

  // ---- opening

  void follow(SessionListener listener) {
    follower = listener;
  }

  void begin(Opening handshake) {
    opening = Optional.of(handshake);
    isTraced = engine.trace.wants(this);
    wakeAt(engine.nowNanos);
  }

  void answered(Answer given) {
    answer = Optional.of(given);
  }

  Optional<Opening> opening() {
    return opening;
  }

  boolean isOpening() {
    return opening.isPresent();
  }

  Optional<Answer> answer() {
    return answer;
  }

  /** A packet with the agreed keys has come. */
  void onFirstPacket() {
    answer = answer.map(Answer::arrived);
  }

  /** True if the certificate of the far end has this digest. */
  boolean hasCertificate(byte[] digest) {
    return link != null && Arrays.equals(link.certificateDigest, digest);
  }

  /** True if it is open with this far end, or agrees on keys with it. */
  boolean isWith(Certificate far) {
    return isOpen() && hasCertificate(far.digest())
        || opening.isPresent() && opening.get().isKeyingWith(far);
  }

  /**
   * Another far end proves to have the address of this one: ends the session if this one is silent.
   */
  boolean giveWayIfGone() {
    boolean isGone = link != null && link.life.isDisplaced(engine.nowNanos);
    if (isGone) {
      end(new CloseCause.Silent(engine.nowNanos - lastHeardNanos()), false);
    }
    return isGone;
  }

  /** Keys are agreed. */
  void open(SessionKeys keys, int farId, Address address, Certificate far) {
    farAddress = address;
    engine.byAddress.put(address, this);
    link = new Link(engine, this, keys, farId, far);
    isPacketTraced = engine.trace.wantsPackets(this);
    isTraced = engine.trace.wants(this);
    if (isTraced) {
      emit(link.opened());
    }
    wakeAt(engine.nowNanos + Params.SILENCE_NANOS);
  }

  /** Keys are agreed for a session that we began. */
  void opened(
      SessionKeys keys, int farId, Address address, Certificate far, Collection<byte[]> early) {
    if (opening.isEmpty()) {
      return;
    }
    opening = Optional.empty();
    engine.doneOpening(this);
    open(keys, farId, address, far);
    follower.onOpen(this);
    for (byte[] datagram : early) {
      try {
        receive(address, datagram, 0, datagram.length);
      } catch (ProtocolException farFault) {
        drop(farFault.reason);
      }
    }
  }

  // ---- turns

  /** A datagram for this session; the cipher text stands in {@code [from, to)}. */
  void receive(Address source, byte[] datagram, int from, int to) throws ProtocolException {
    if (link == null) {
      throw new ProtocolException(DropReason.CHUNK_STATE);
    }
    try {
      link.receiver.receive(source, datagram, from, to);
    } catch (RuntimeException ourFault) {
      engine.fault(this, ourFault);
      throw ourFault;
    }
  }

  /** The far end has moved. */
  void moveTo(Address address, boolean isProven) {
    if (isTraced) {
      emit(new TraceEvent.AddressChanged(farAddress, address, isProven));
    }
    engine.byAddress.remove(farAddress, this);
    engine.hosts.release(farAddress);
    farAddress = address;
    engine.byAddress.put(address, this);
    link().ifPresent(each -> each.host = engine.hosts.acquire(address));
  }

  /** Runs what is due; returns when to come back. */
  long onTimer(long nowNanos) {
    if (opening.isPresent()) {
      return opening.get().onTimer(nowNanos);
    }
    if (closing.isPresent()) {
      return closing.get().onTimer(nowNanos);
    }
    return link != null ? link.onTimer(nowNanos) : Deadlines.NEVER;
  }

  /** Fills a group with packets; true if there may be more to send at once. */
  boolean fill(Transmit group) {
    group.begin(farAddress);
    if (link == null) {
      return false;
    }
    if (isOpen() && link.sender.fillChallenge(group)) {
      return true;
    }
    boolean hasMore = link.sender.fill(group);
    if (closing.isPresent() && closing.get().isOver()) {
      engine.remove(this);
      engine.departed.add(this, link);
      return false;
    }
    return hasMore;
  }

  // ---- the end

  @Override
  public void close() {
    if (isOpen()) {
      leaveOpen(new CloseCause.NearClosed(), new Closing(engine, this, Closing.Kind.NEAR));
    } else if (isOpening()) {
      end(new CloseCause.NearClosed(), false);
    }
  }

  @Override
  public void abort() {
    end(new CloseCause.NearAborted(), true);
  }

  @Override
  public void fail(CloseCause why) {
    end(why, true);
  }

  /** The far end asks to close: always answered. */
  void onCloseRequest() {
    link().ifPresent(each -> each.sender.owesCloseAck());
    if (isOpen()) {
      leaveOpen(new CloseCause.FarClosed(), new Closing(engine, this, Closing.Kind.FAR));
    }
  }

  /** The far end has closed: the answer to our request, or its abrupt end. */
  void onCloseAck() {
    end(new CloseCause.FarAborted(), false);
  }

  /** Ends the session at once; {@code isTold} sends the far end one packet that says so. */
  void end(CloseCause why, boolean isTold) {
    boolean wasOpen = isOpen();
    if (cause.isEmpty()) {
      setCause(why);
    }
    if (opening.isPresent()) {
      opening = Optional.empty();
      engine.doneOpening(this);
    }
    closing = Optional.of(new Closing(engine, this, Closing.Kind.OVER));
    if (isTold && wasOpen && link != null) {
      link.sender.owesCloseAck();
      wantsTurn();
    } else {
      engine.remove(this);
    }
  }

  private void leaveOpen(CloseCause why, Closing phase) {
    setCause(why);
    closing = Optional.of(phase);
    wakeAt(engine.nowNanos);
    wantsTurn();
  }

  private void setCause(CloseCause why) {
    cause = Optional.of(why);
    engine.addEnded(this);
    if (isTraced) {
      emit(new TraceEvent.SessionClosed(why));
    }
  }

  /** At the end of the turn that ended the session: lets everything go and tells the listener. */
  void tearDown() {
    link().ifPresent(Link::tearDown);
    SessionListener last = follower;
    follower = NOBODY;
    last.onClose(this, cause.orElseThrow());
  }

  /** True once if a close request is to be sent. */
  boolean takeCloseRequest() {
    return closing.isPresent() && closing.get().takeRequest();
  }

  boolean isOver() {
    return closing.isPresent() && closing.get().isOver();
  }

  // ---- what flows need

  @Override
  public Session session() {
    return this;
  }

  @Override
  public long nowNanos() {
    return engine.nowNanos;
  }

  @Override
  public boolean isTraced() {
    return isTraced;
  }

  @Override
  public void setTraced(boolean isWanted) {
    isTraced = isWanted;
  }

  boolean isPacketTraced() {
    return isPacketTraced;
  }

  @Override
  public void setPacketTraced(boolean isWanted) {
    isPacketTraced = isWanted;
  }

  @Override
  public void emit(TraceEvent event) {
    engine.trace.emit(engine.nowNanos, this, event);
  }

  @Override
  public void drop(DropReason reason) {
    engine.trace.drop(reason);
    if (isTraced) {
      emit(new TraceEvent.Dropped(reason));
    }
  }

  @Override
  public long timeoutNanos() {
    return link().map(each -> each.roundTrip.timeoutNanos()).orElse(Params.INITIAL_TIMEOUT_NANOS);
  }

  @Override
  public void wantsToSend(SendQueue flow) {
    if (link != null) {
      link.flows.wantsToSend(flow);
    }
  }

  @Override
  public void owesAck(ReceiveQueue flow, boolean atOnce) {
    if (link != null) {
      link.acks.owes(flow, atOnce);
    }
  }

  @Override
  public void timerAt(long nanos) {
    if (link != null) {
      link.flows.timerAt(nanos);
    }
    wakeAt(nanos);
  }

  /** Wants its timer run at this time or before; flows are not asked then. */
  void wakeAt(long nanos) {
    engine.wakeAt(this, nanos);
  }

  @Override
  public void released(SendQueue flow) {
    link().ifPresent(each -> each.flows.remove(flow));
  }

  @Override
  public void released(ReceiveQueue flow) {
    link().ifPresent(each -> each.flows.remove(flow));
  }

  /** Wants to be asked for packets. */
  void wantsTurn() {
    engine.setReady(this);
  }

  SessionListener follower() {
    return follower;
  }

  Optional<Link> link() {
    return Optional.ofNullable(link);
  }

  // ---- facts

  @Override
  public int nearId() {
    return nearId;
  }

  @Override
  public byte[] peerId() {
    return link().map(each -> each.peerId).orElseGet(() -> new byte[32]);
  }

  @Override
  public Address farAddress() {
    return farAddress;
  }

  @Override
  public boolean isInitiator() {
    return isInitiator;
  }

  @Override
  public boolean isOpen() {
    return link != null && cause.isEmpty();
  }

  private Link openLink() {
    if (link == null || !isOpen()) {
      throw new IllegalStateException("the session is not open");
    }
    return link;
  }

  @Override
  public byte[] nearNonce() {
    return openLink().keys.nearNonce();
  }

  @Override
  public byte[] farNonce() {
    return openLink().keys.farNonce();
  }

  @Override
  public SendFlow openFlow(
      byte[] metadata,
      Optional<RecvFlow> inReturnTo,
      Priority priority,
      SendFlowListener listener) {
    return openLink().flows.open(metadata, inReturnTo, priority, listener);
  }

  @Override
  public void forward(PeerHello hello, List<Address> alsoAt) {
    if (isOpen()) {
      openLink().sender.owesForward(hello, alsoAt);
    }
  }

  @Override
  public void ping() {
    if (isOpen()) {
      openLink().sender.owesPing();
      wantsTurn();
    }
  }

  @Override
  public long lastHeardNanos() {
    return link == null ? 0 : link.life.lastHeardNanos();
  }

  @Override
  public long queuedBytes() {
    return link().map(each -> each.flows.queuedBytes()).orElse(0L);
  }

  @Override
  public long smoothedRoundTripNanos() {
    return link == null ? 0 : link.roundTrip.smoothedNanos();
  }

  @Override
  public SessionStatistics statistics() {
    return link().map(Link::statistics).orElse(SessionStatistics.NONE);
  }
}
