package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.ProtocolException;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionIds;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.crypto.Certificate;
import cumulus.rtmfp.crypto.Datagram;
import cumulus.rtmfp.crypto.EndpointDiscriminator;
import cumulus.rtmfp.crypto.Identity;
import cumulus.rtmfp.crypto.KeyingPolicy;
import cumulus.rtmfp.crypto.PacketCipher;
import cumulus.rtmfp.crypto.PathChallenge;
import cumulus.rtmfp.flow.AssemblyBuffers;
import cumulus.rtmfp.flow.FragmentPool;
import cumulus.rtmfp.flow.ReassemblyBudget;
import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.rtmfp.wire.Chunk;
import cumulus.rtmfp.wire.ChunkReader;
import cumulus.rtmfp.wire.LongTable;
import cumulus.rtmfp.wire.PacketHeader;
import cumulus.rtmfp.wire.PacketWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What the sessions of one endpoint share, and the turns that run them. */
public final class Engine {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  /** Bytes of a cipher block: nothing shorter can be a packet. */
  private static final int BLOCK = 16;

  final Identity identity;
  final KeyingPolicy policy;
  final Limits limits;
  final RandomGenerator random;
  final Trace trace;
  final EndpointListener listener;
  final Hosts hosts;
  final ReassemblyBudget budget;
  final FragmentPool pool = new FragmentPool();
  final PathChallenge challenges;
  final boolean followsUnproven;
  final AssemblyBuffers buffers = new AssemblyBuffers();
  final StartupQueue startup;
  final Departed departed;
  final Map<Address, SessionCore> byAddress = new HashMap<>();
  final PacketWriter writer =
      new PacketWriter(PacketCipher.HEADROOM, Params.MAX_CIPHER, PacketCipher.TAILROOM);
  final byte[] plain = new byte[Params.MAX_DATAGRAM];
  final PacketHeader header = new PacketHeader();
  final ChunkReader reader = new ChunkReader();

  long nowNanos;

  private final SessionIds ids;
  private final LongTable<SessionCore> byId;
  private final List<SessionCore> opening = new ArrayList<>();
  private final Deadlines deadlines = new Deadlines();
  private final ArrayDeque<SessionCore> ready = new ArrayDeque<>();
  private final ArrayDeque<SessionCore> ended = new ArrayDeque<>();
  private final SessionCore stray;
  private final Responder responder;
  private final Startup startupReader;
  private Predicate<Address> refused = _ -> false;

  public Engine(
      Identity identity,
      KeyingPolicy policy,
      Limits limits,
      boolean isServer,
      boolean followsUnproven,
      SessionIds ids,
      RandomGenerator random,
      Trace trace,
      EndpointListener listener) {
    this.identity = identity;
    this.policy = policy;
    this.limits = limits;
    this.random = random;
    this.trace = trace;
    this.startup = new StartupQueue(trace);
    this.listener = listener;
    this.hosts = new Hosts(isServer);
    this.followsUnproven = followsUnproven;
    this.ids = ids;
    this.challenges = new PathChallenge(random);
    this.budget = new ReassemblyBudget(limits.totalReassemblyBytes());
    this.byId = new LongTable<>(random.nextLong());
    this.departed = new Departed(this);
    this.responder = new Responder(this);
    this.startupReader = new Startup(this, responder);
    this.stray = SessionCore.stray(this);
  }

  /** See {@code Endpoint.refuse}. */
  public void refuse(Predicate<Address> sources) {
    refused = sources;
  }

  /** See {@code Endpoint.receive}. */
  public void receive(long now, Address from, byte[] datagram, int offset, int length) {
    nowNanos = now;
    if (refused.test(from)) {
      drop(from, DropReason.BLACKLISTED);
      return;
    }
    if (length < Datagram.SESSION_ID_LENGTH + BLOCK || length > Params.MAX_DATAGRAM) {
      drop(from, DropReason.DATAGRAM_LENGTH);
      return;
    }
    int end = offset + length;
    int cipherFrom = offset + Datagram.SESSION_ID_LENGTH;
    int id = Datagram.unscramble(datagram, offset, end);
    SessionCore session = stray;
    try {
      if (id == 0) {
        startupReader.receive(from, datagram, cipherFrom, end);
        return;
      }
      session = byId.getOrDefault(id, stray);
      if (session == stray) {
        departed.receive(id, from, datagram, cipherFrom, end);
      } else if (session.isOpening()) {
        startupReader.receive(session, from, datagram, cipherFrom, end);
      } else {
        session.receive(from, datagram, cipherFrom, end);
      }
    } catch (ProtocolException farFault) {
      if (session == stray) {
        drop(from, farFault.reason);
      } else {
        session.drop(farFault.reason);
      }
    }
  }

  /** Counts something of a source without a session that was dropped. */
  void drop(Address from, DropReason reason) {
    trace.drop(reason);
    if (trace.wantsHandshakes()) {
      trace.handshake(nowNanos, from, new TraceEvent.Dropped(reason));
    }
  }

  /** See {@code Endpoint.advance}. */
  public void advance(long now) {
    nowNanos = now;
    while (!deadlines.isEmpty() && deadlines.firstNanos() - now <= 0) {
      SessionCore session = deadlines.removeFirst();
      long nextNanos = runTimer(session, now);
      if (nextNanos != Deadlines.NEVER) {
        // Never in the past: what is due again at once waits for the next turn.
        deadlines.wakeAt(session, nextNanos - now <= 0 ? now + 1 : nextNanos);
      }
    }
    for (SessionCore session = ended.pollFirst(); session != null; session = ended.pollFirst()) {
      session.tearDown();
    }
    departed.advance(now);
  }

  private long runTimer(SessionCore session, long now) {
    try {
      return session.onTimer(now);
    } catch (RuntimeException ourFault) {
      fault(session, ourFault);
      throw ourFault;
    }
  }

  /** See {@code Endpoint.untilDueNanos}. */
  public long untilDueNanos(long now) {
    if (!ended.isEmpty()) {
      return 0;
    }
    long untilNanos = HOUR_NANOS;
    if (!deadlines.isEmpty()) {
      untilNanos = Math.clamp(deadlines.firstNanos() - now, 0, untilNanos);
    }
    if (!departed.isEmpty()) {
      untilNanos = Math.clamp(departed.firstNanos() - now, 0, untilNanos);
    }
    return untilNanos;
  }

  /** See {@code Endpoint.poll}. */
  public boolean poll(long now, Transmit group) {
    nowNanos = now;
    if (startup.poll(group)) {
      return true;
    }
    for (SessionCore session = ready.pollFirst(); session != null; session = ready.pollFirst()) {
      session.isReady = false;
      boolean hasMore = fill(session, group);
      if (hasMore) {
        setReady(session);
      }
      if (group.length() > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean fill(SessionCore session, Transmit group) {
    try {
      return session.fill(group);
    } catch (RuntimeException ourFault) {
      fault(session, ourFault);
      throw ourFault;
    }
  }

  /** See {@code Endpoint.open}. */
  public Session open(
      EndpointDiscriminator wanted,
      List<Address> candidates,
      long withinNanos,
      SessionListener follower) {
    if (wanted.encoded().length > Params.MAX_DISCRIMINATOR) {
      throw new IllegalArgumentException(
          "a URL may have 2048 bytes, not " + wanted.encoded().length);
    }
    if (!hasRoomForSession()) {
      throw new IllegalStateException("limit of " + limits.sessions() + " sessions reached");
    }
    var session = new SessionCore(this, true);
    session.follow(follower);
    session.begin(new Opening(this, session, wanted, candidates, withinNanos));
    opening.add(session);
    return session;
  }

  /** See {@code Endpoint.answerHello}. */
  public void answerHello(Address to, byte[] tag, HelloAnswer answer) {
    responder.answer(to, tag, answer);
  }

  /** See {@code Endpoint.complete}. */
  public void complete(long now, KeyJob job) {
    nowNanos = now;
    ((CoreJob) job).complete();
  }

  /** See {@code Endpoint.closeAll}. */
  public void closeAll() {
    var all = new ArrayList<SessionCore>();
    byId.forEach(all::add);
    all.forEach(SessionCore::close);
  }

  public byte[] peerId() {
    return identity.certificate().fingerprint().clone();
  }

  public int sessionCount() {
    return byId.size();
  }

  /** Bytes received and not yet delivered. */
  public long reassemblyBytes() {
    return budget.usedBytes();
  }

  boolean hasRoomForSession() {
    return byId.size() < limits.sessions();
  }

  /** The limit, if there is one, that forbids one more session with this host. */
  Optional<DropReason> sessionLimit(Address from) {
    if (!hasRoomForSession()) {
      return Optional.of(DropReason.SESSION_LIMIT);
    }
    int perAddress = limits.sessionsPerAddress();
    return perAddress == 0 || hosts.sessions(from) < perAddress
        ? Optional.empty()
        : Optional.of(DropReason.ADDRESS_LIMIT);
  }

  /** Gives a session an id of ours and enters it under it. */
  int register(SessionCore session) {
    int id;
    do {
      id = random.nextInt();
    } while (!ids.includes(id) || byId.contains(id) || departed.contains(id));
    byId.put(id, session);
    return id;
  }

  /** The opening session whose hello had this tag. */
  Optional<Opening> openingWithTag(byte[] tag) {
    return opening.stream()
        .flatMap(session -> session.opening().stream())
        .filter(each -> each.hasTag(tag))
        .findFirst();
  }

  /** True if a session other than this one is open with a far end, or agrees on keys with it. */
  boolean hasOther(SessionCore thisOne, Certificate far) {
    return byId.anyMatch(each -> each != thisOne && each.isWith(far));
  }

  /** The opening session that agrees on keys with this address or far end. */
  Optional<Opening> openingTo(Address address, Certificate far) {
    return opening.stream()
        .flatMap(session -> session.opening().stream())
        .filter(each -> each.isKeyingWith(address, far))
        .findFirst();
  }

  /**
   * Somebody looked for this far end and finds that there is a session with it, which the far end
   * has begun, perhaps just now.
   */
  void settleWithExisting(Opening late, Certificate far) throws ProtocolException {
    if (byId.anyMatch(each -> each.isOpen() && each.hasCertificate(far.digest()))) {
      late.foundBy(far);
    } else if (!responder.isAgreeingWith(far)) {
      return;
    }
    throw new ProtocolException(DropReason.GLARE);
  }

  /** The far end began a session with us: who still looks for it has found it. */
  void foundBy(Certificate far) {
    for (SessionCore session : List.copyOf(opening)) {
      session.opening().ifPresent(each -> each.foundBy(far));
    }
  }

  /** FIHello: an introducer passes a hello for us on. */
  void onForwarded(Chunk.ForwardedHello hello) throws ProtocolException {
    responder.onForwarded(hello);
  }

  void doneOpening(SessionCore session) {
    opening.remove(session);
  }

  void setReady(SessionCore session) {
    if (!session.isReady) {
      session.isReady = true;
      ready.addLast(session);
    }
  }

  void wakeAt(SessionCore session, long nanos) {
    deadlines.wakeAt(session, nanos);
  }

  /** The session has ended; its listener hears of it at the end of the turn. */
  void addEnded(SessionCore session) {
    ended.addLast(session);
  }

  /** Forgets a session. */
  void remove(SessionCore session) {
    byId.remove(session.nearId());
    deadlines.remove(session);
    byAddress.remove(session.farAddress(), session);
  }

  /** Fails a session because of a fault of ours in its code, so that the others go on. */
  void fault(SessionCore session, RuntimeException fault) {
    session.end(new CloseCause.Failed("internal error: " + fault), true);
  }
}
