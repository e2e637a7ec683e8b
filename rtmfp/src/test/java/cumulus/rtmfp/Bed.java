package cumulus.rtmfp;

import cumulus.rtmfp.trace.CloseCause;
import cumulus.rtmfp.trace.DropReason;
import cumulus.rtmfp.trace.Trace;
import cumulus.rtmfp.trace.TraceEvent;
import cumulus.testkit.SimNetwork;
import cumulus.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Endpoints under one virtual clock and one seeded network: the main test-bed of the core. */
final class Bed {
  private static final long STEP_LIMIT = 20_000_000;

  final VirtualClock clock = new VirtualClock();
  final SimNetwork<Address> net;
  final List<Host> hosts = new ArrayList<>();
  Consumer<Bed> invariant = bed -> {};
  private final long seed;

  /** Hosts made so far: each has a seed of its own, also where another was killed. */
  private int made;

  Bed(long seed) {
    this.seed = seed;
    this.net = new SimNetwork<>(seed, clock);
  }

  Host server() {
    return server(Limits.DEFAULT);
  }

  Host server(Limits limits) {
    var random = new SplittableRandom(seed + made + 1);
    return host(EndpointSettings.Role.SERVER, Credentials.server(random), limits, random);
  }

  Host client() {
    return client(2);
  }

  Host client(int group) {
    var random = new SplittableRandom(seed + made + 1);
    return host(
        EndpointSettings.Role.CLIENT, Credentials.client(group, random), Limits.DEFAULT, random);
  }

  Host host(
      EndpointSettings.Role role, Credentials credentials, Limits limits, SplittableRandom random) {
    return host(new EndpointSettings(role, credentials, limits), random);
  }

  Host host(EndpointSettings settings, SplittableRandom random) {
    int number = ++made;
    var host = new Host(this, Address.ipv4(0x0a000000 + number, 1935), settings, random);
    hosts.add(host);
    net.attach(host.address, host::receive);
    return host;
  }

  /** Ends a host at once. */
  void kill(Host host) {
    net.detach(host.address);
    hosts.remove(host);
  }

  /** Starts a server where another was killed; it knows nothing of before. */
  Host reborn(Host dead) {
    var random = new SplittableRandom(seed ^ 0x7e60);
    var settings =
        new EndpointSettings(
            EndpointSettings.Role.SERVER, Credentials.server(random), Limits.DEFAULT);
    var host = new Host(this, dead.address, settings, random);
    hosts.add(host);
    net.attach(host.address, host::receive);
    return host;
  }

  /** Runs until the condition holds; false when the time is over before. */
  boolean run(Duration atMost, BooleanSupplier until) {
    long endNanos = clock.nanos() + atMost.toNanos();
    turn();
    for (long steps = 0; !until.getAsBoolean(); steps++) {
      if (steps > STEP_LIMIT) {
        throw new AssertionError("the bed does not come to rest");
      }
      long now = clock.nanos();
      long next = endNanos;
      for (Host host : hosts) {
        next = Math.min(next, now + host.endpoint.untilDueNanos(now));
      }
      next = Math.min(next, net.nextEventNanos());
      if (next >= endNanos) {
        clock.advanceTo(endNanos);
        turn();
        return until.getAsBoolean();
      }
      clock.advanceTo(Math.max(next, now));
      turn();
    }
    return true;
  }

  void run(Duration span) {
    run(span, () -> false);
  }

  void turn() {
    net.deliverDue();
    hosts.forEach(Host::turn);
    invariant.accept(this);
  }

  /** What the trace was told of a session. */
  record Traced(long atNanos, Session session, TraceEvent event) {}

  /** What the trace was told of a packet. */
  record TracedPacket(boolean isSent, Address far, byte[] plain) {}

  /** One endpoint with what happened to it. */
  static final class Host implements EndpointListener, Trace {
    final Bed bed;
    final Address address;
    final Endpoint endpoint;
    final byte[] peerId;
    final byte[] certificate;
    final List<SessionLog> accepted = new ArrayList<>();
    final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
    final List<Traced> traced = new ArrayList<>();
    final List<TraceEvent> handshakes = new ArrayList<>();
    final List<TracedPacket> packets = new ArrayList<>();
    final List<KeyJob> jobs = new ArrayList<>();
    final List<KeyJob> jobsForNobody = new ArrayList<>();
    HelloAnswer helloAnswer = HelloAnswer.ACCEPT;
    Function<PeerHello, HelloAnswer> peerHelloAnswer = hello -> HelloAnswer.IGNORE;
    Consumer<SessionLog> onAccept = log -> {};
    boolean holdsJobs;
    int jobCount;
    int datagramsSent;
    int largestDatagram;
    Consumer<byte[]> overhears = datagram -> {};
    private final Transmit group = new Transmit();

    Host(Bed bed, Address address, EndpointSettings settings, SplittableRandom random) {
      this.bed = bed;
      this.address = address;
      this.endpoint = new Endpoint(settings, random, this, this);
      this.peerId = settings.credentials().peerId();
      this.certificate = settings.credentials().identity().certificate().encoded();
    }

    SessionLog connect(Host server) {
      return connect("rtmfp://server/app", List.of(server.address));
    }

    SessionLog connectPeer(Host peer, byte[] peerId) {
      endpoint.advance(bed.clock.nanos());
      var log = new SessionLog(this);
      log.session = Optional.of(endpoint.openPeer(peerId, List.of(peer.address), log));
      return log;
    }

    SessionLog connect(String url, List<Address> addresses) {
      endpoint.advance(bed.clock.nanos());
      var log = new SessionLog(this);
      log.session = Optional.of(endpoint.open(url, addresses, log));
      return log;
    }

    void receive(long nowNanos, Address from, byte[] datagram) {
      overhears.accept(datagram);
      endpoint.receive(nowNanos, from, datagram, 0, datagram.length);
    }

    void turn() {
      long now = bed.clock.nanos();
      endpoint.advance(now);
      if (!holdsJobs) {
        finishJobs();
      }
      flush();
    }

    void finishJobs() {
      List<KeyJob> waiting = new ArrayList<>(jobs);
      waiting.addAll(jobsForNobody);
      jobs.clear();
      jobsForNobody.clear();
      for (KeyJob job : waiting) {
        job.run();
        endpoint.complete(bed.clock.nanos(), job);
      }
    }

    void flush() {
      while (endpoint.poll(bed.clock.nanos(), group)) {
        for (int from = 0; from < group.length(); from += group.segmentLength()) {
          int length = Math.min(group.segmentLength(), group.length() - from);
          datagramsSent++;
          largestDatagram = Math.max(largestDatagram, length);
          bed.net.send(address, group.to(), group.bytes(), from, length);
        }
      }
    }

    @Override
    public void onKeyAgreement(KeyJob job) {
      if (job.source().isEmpty()) {
        jobsForNobody.add(job);
        return;
      }
      jobCount++;
      jobs.add(job);
    }

    @Override
    public SessionListener onSession(Session session) {
      var log = new SessionLog(this);
      log.session = Optional.of(session);
      accepted.add(log);
      onAccept.accept(log);
      return log;
    }

    @Override
    public HelloAnswer onHello(Address from, String url, byte[] tag) {
      return helloAnswer;
    }

    @Override
    public HelloAnswer onPeerHello(PeerHello hello) {
      return peerHelloAnswer.apply(hello);
    }

    @Override
    public boolean wants(Session session) {
      return true;
    }

    @Override
    public boolean wantsHandshakes() {
      return true;
    }

    @Override
    public void emit(long nowNanos, Session session, TraceEvent event) {
      traced.add(new Traced(nowNanos, session, event));
    }

    @Override
    public void handshake(long nowNanos, Address from, TraceEvent event) {
      handshakes.add(event);
    }

    @Override
    public void packet(
        long nowNanos,
        Session session,
        boolean isSent,
        Address far,
        byte[] plain,
        int from,
        int to) {
      packets.add(new TracedPacket(isSent, far, Arrays.copyOfRange(plain, from, to)));
    }

    @Override
    public void drop(DropReason reason) {
      drops.merge(reason, 1, Integer::sum);
    }

    int drops(DropReason reason) {
      return drops.getOrDefault(reason, 0);
    }

    <E extends TraceEvent> List<E> events(Class<E> kind) {
      return traced.stream().map(Traced::event).filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Forgets what was traced, so that a long run does not fill the memory. */
    void forgetTrace() {
      traced.clear();
      handshakes.clear();
      packets.clear();
    }

    /** When the events of a kind happened. */
    List<Long> times(Class<? extends TraceEvent> kind) {
      return traced.stream()
          .filter(each -> kind.isInstance(each.event))
          .map(Traced::atNanos)
          .toList();
    }
  }

  /** What one session told its listener. */
  static final class SessionLog implements SessionListener {
    final Host host;
    final List<FlowLog> flows = new ArrayList<>();
    Optional<Session> session = Optional.empty();
    Optional<CloseCause> closed = Optional.empty();
    boolean opened;
    Consumer<FlowLog> onFlow = log -> {};

    SessionLog(Host host) {
      this.host = host;
    }

    Session session() {
      return session.orElseThrow();
    }

    SendFlow openFlow(String metadata) {
      return openFlow(metadata, Priority.ROUTINE);
    }

    SendFlow openFlow(String metadata, Priority priority) {
      return session()
          .openFlow(
              metadata.getBytes(StandardCharsets.UTF_8),
              Optional.empty(),
              priority,
              SendFlowListener.NONE);
    }

    @Override
    public void onOpen(Session openedSession) {
      opened = true;
    }

    @Override
    public RecvFlowListener onFlow(Session session, RecvFlow flow) {
      var log = new FlowLog(flow);
      flows.add(log);
      onFlow.accept(log);
      return log;
    }

    @Override
    public void onClose(Session session, CloseCause cause) {
      if (closed.isPresent()) {
        throw new AssertionError("closed twice: " + closed + ", " + cause);
      }
      closed = Optional.of(cause);
    }
  }

  /** What one receiving flow delivered. */
  static final class FlowLog implements RecvFlowListener {
    final RecvFlow flow;
    final List<Payload> messages = new ArrayList<>();
    final List<Long> gaps = new ArrayList<>();
    boolean complete;
    Consumer<Payload> onMessage = message -> {};

    FlowLog(RecvFlow flow) {
      this.flow = flow;
    }

    @Override
    public void onMessage(RecvFlow from, Payload message) {
      messages.add(message);
      onMessage.accept(message);
    }

    @Override
    public void onGap(RecvFlow from, long fragments) {
      gaps.add(fragments);
    }

    @Override
    public void onComplete(RecvFlow from) {
      complete = true;
    }
  }
}
