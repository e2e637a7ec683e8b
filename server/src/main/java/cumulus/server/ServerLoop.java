package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.HelloAnswer;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.PeerHello;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The half of the domain that lives on a transport loop: sessions with clients, their streams, and
 * the relays and shares of publications. No thread, clock or socket: whoever runs the endpoint
 * calls {@link #handle} for each post and {@link #advance} at the end of each turn, on the
 * endpoint's thread.
 */
public final class ServerLoop implements EndpointListener {
  /** Media that may wait for another loop. */
  static final long RELAY_QUEUE_BYTES = 64L << 20;

  private static final int INDEX_SHIFT = 48;

  private final int index;
  private final ServerSettings settings;
  private final Consumer<ToControl> control;
  private final List<Consumer<ToLoop>> loops;
  private final Consumer<KeyJob> keyJobs;
  private final PacketBudget events;
  private final DomainTrace trace;
  private final List<PacketBudget> relayBudgets = new ArrayList<>();
  private final Map<Long, LoopClient> clients = new LinkedHashMap<>();
  private final Map<Long, Relay> relays = new HashMap<>();
  private final Map<String, Share> shares = new HashMap<>();
  private final Map<Long, Share> fed = new HashMap<>();
  private final Timers timers = new Timers();
  private final LoopCounters counters = new LoopCounters();
  private final IntroductionCounters introductions = new IntroductionCounters();
  private final HelloDesk desk;
  private final LoopPeers peers;
  private Optional<Endpoint> endpoint = Optional.empty();
  private long nowNanos;
  private long lastClient;
  private boolean isStopping;

  /**
   * @param index of this loop in {@code loops}
   * @param control mailbox of the application thread
   * @param loops mailboxes of all loops by index; its own is never used
   * @param keyJobs takes key agreements to be computed elsewhere
   * @param events bytes of packet events that may wait for the application, one for the server
   */
  public ServerLoop(
      int index,
      ServerSettings settings,
      Consumer<ToControl> control,
      List<Consumer<ToLoop>> loops,
      Consumer<KeyJob> keyJobs,
      PacketBudget events) {
    this(index, settings, control, loops, keyJobs, events, DomainTrace.NONE);
  }

  /** A loop whose traced sessions are told of. */
  public ServerLoop(
      int index,
      ServerSettings settings,
      Consumer<ToControl> control,
      List<Consumer<ToLoop>> loops,
      Consumer<KeyJob> keyJobs,
      PacketBudget events,
      DomainTrace trace) {
    this.index = index;
    this.settings = settings;
    this.control = control;
    this.loops = List.copyOf(loops);
    this.keyJobs = keyJobs;
    this.events = events;
    this.trace = trace;
    for (int i = 0; i < loops.size(); i++) {
      relayBudgets.add(new PacketBudget(RELAY_QUEUE_BYTES));
    }
    this.desk = new HelloDesk(index, loops.size(), control, timers, introductions);
    this.peers = new LoopPeers(index, this.loops, timers, this::client, desk, introductions);
    new LoopGauges(this, clients.values(), relays.values(), shares.values()).start();
  }

  /** Tells why introductions fail, at most {@value LoopPeers#TOLD_PER_SECOND} a second. */
  public void observeIntroductions(Consumer<IntroductionFailure> observer) {
    peers.observe(observer);
  }

  /** Names the endpoint that reports here, so that {@link #stop} can close what remains. */
  public void attach(Endpoint owned) {
    endpoint = Optional.of(owned);
    desk.attach(owned);
  }

  @Override
  public void onKeyAgreement(KeyJob job) {
    keyJobs.accept(job);
  }

  @Override
  public SessionListener onSession(Session session) {
    var client = new LoopClient((long) index << INDEX_SHIFT | ++lastClient, session, this);
    clients.put(client.id(), client);
    return client;
  }

  @Override
  public HelloAnswer onHello(Address from, String url, byte[] tag) {
    return isStopping ? HelloAnswer.IGNORE : desk.onHandshake(from, url, tag);
  }

  @Override
  public HelloAnswer onPeerHello(PeerHello hello) {
    return isStopping ? HelloAnswer.IGNORE : peers.onHello(hello);
  }

  /** Carries out one post. */
  public void handle(long now, ToLoop post) {
    nowNanos = now;
    switch (post) {
      case ToLoop.ConnectAccepted accepted ->
          client(accepted.client()).ifPresent(client -> client.accepted(accepted));
      case ToLoop.Write(long id, int stream, Payload message) ->
          client(id).ifPresent(client -> client.write(stream, message));
      case ToLoop.ForWriter forWriter ->
          client(forWriter.client()).ifPresent(client -> client.handle(forWriter));
      case ToLoop.StreamCreated(long id, int stream, Payload answer) ->
          client(id).ifPresent(client -> client.create(stream, answer));
      case ToLoop.StreamDeleted(long id, int stream) ->
          client(id).ifPresent(client -> client.delete(stream));
      case ToLoop.PeerAddresses(long id, List<Address> addresses) ->
          client(id).ifPresent(client -> client.setPeerAddresses(addresses, settings));
      case ToLoop.Decided(long id) -> client(id).ifPresent(LoopClient::decided);
      case ToLoop.Replay(long id, int stream, Payload message) ->
          client(id).ifPresent(client -> client.replay(stream, message));
      case ToLoop.CloseClient(long id, Payload message) ->
          client(id).ifPresent(client -> client.close(message));
      case ToLoop.PublishAccepted accepted -> publish(accepted);
      case ToLoop.PublishRefused(long id, int stream, Payload status) ->
          stream(id, stream).ifPresent(found -> found.publishRefused(status));
      case ToLoop.PlayAccepted accepted -> play(accepted);
      case ToLoop.PlayEnded(long id, int stream, long listener, Payload status) ->
          stream(id, stream).ifPresent(found -> found.endPlay(listener, status));
      case ToLoop.ReceptionChanged(long id, int stream, long listener, Reception reception) ->
          stream(id, stream).ifPresent(found -> found.receive(listener, reception));
      case ToLoop.MediaEvents(long publication, MediaKinds wanted) ->
          relay(publication).ifPresent(relay -> relay.wantMediaEvents(wanted));
      case ToLoop.OpenPublication open -> open(open);
      case ToLoop.Push push -> relay(push.publication()).ifPresent(relay -> relay.push(now, push));
      case ToLoop.EndPublication(long publication, boolean atOnce) ->
          relay(publication).ifPresent(relay -> end(relay, atOnce));
      case ToLoop.Attach(long publication, String name, int loop) ->
          attach(publication, name, loop);
      case ToLoop.Detach(long publication, int loop) ->
          relay(publication).ifPresent(relay -> relay.detach(loop));
      case ToLoop.Attached answer -> attached(answer);
      case ToLoop.Lag lag -> relay(lag.publication()).ifPresent(relay -> relay.lags(lag));
      case ToLoop.RelayBegin(long publication, String name, int home) ->
          begin(publication, name, home);
      case ToLoop.RelayMedia media -> media(media);
      case ToLoop.RelayEnd(long publication) -> ended(publication);
      case ToLoop.Strayed strayed -> endpoint.ifPresent(owned -> strayed.deliver(nowNanos, owned));
      case ToLoop.Report(int most, Consumer<LoopReport> to) -> to.accept(report(most));
      case ToLoop.VisitSessions(SessionVisitor visitor) ->
          clients.values().forEach(client -> visitor.visit(client.id(), client.session()));
      case ToLoop.Peering about -> peering(about);
    }
  }

  private void peering(ToLoop.Peering post) {
    switch (post) {
      case ToLoop.PeerKnown(Peer peer) -> peers.directory().put(peer);
      case ToLoop.PeerGone(byte[] peerId, long id) -> peers.directory().remove(peerId, id);
      case ToLoop.Introduce(long id, PeerHello hello, List<Address> alsoAt) ->
          peers.forward(id, hello, alsoAt);
      case ToLoop.Hooks hooks -> desk.want(hooks);
      case ToLoop.HelloDecided decision -> desk.decided(decision);
      case ToLoop.HelloProlonged longer -> desk.prolong(longer);
      case ToLoop.GroupMembers(long id, long flow, List<byte[]> members) ->
          client(id)
              .flatMap(client -> client.peering().groupFlow(flow))
              .ifPresent(group -> group.announce(members));
      case ToLoop.GroupJoinDone(long id, long flow) ->
          client(id)
              .flatMap(client -> client.peering().groupFlow(flow))
              .ifPresent(GroupFlow::joinDone);
    }
  }

  /** Runs what is due; the last call of a turn before output is polled. */
  public void advance(long now) {
    nowNanos = now;
    timers.advance(now);
  }

  /** Nanoseconds until {@link #advance} has something to do, at most an hour. */
  public long untilDueNanos(long now) {
    return timers.untilDueNanos(now);
  }

  /** Closes every client in order, then the endpoint. */
  public void stop() {
    if (isStopping) {
      return;
    }
    isStopping = true;
    for (LoopClient client : List.copyOf(clients.values())) {
      client.close(ToLoop.NO_MESSAGE);
    }
    timers.in(
        LoopClient.FAREWELL_NANOS + 2 * LoopClient.GRACE_NANOS,
        () -> endpoint.ifPresent(Endpoint::closeAll));
  }

  /**
   * Where a client of the server can be reached, by its peer id: the address its packets come from,
   * then those it listed. Empty if there is no such client.
   */
  public List<Address> candidates(byte[] peerId) {
    return peers.directory().find(peerId).map(Peer::addresses).orElse(List.of());
  }

  /** What the loop has seen of introductions. */
  public IntroductionStatistics introductionStatistics() {
    return introductions.statistics();
  }

  /** What the loop serves now and has served. */
  public LoopStatistics statistics() {
    int subscribers = 0;
    long waitingBytes = 0;
    for (Share share : shares.values()) {
      subscribers += share.subscriberCount();
      waitingBytes += share.waitingBytes();
    }
    return new LoopStatistics(
        clients.size(),
        relays.size(),
        subscribers,
        waitingBytes,
        counters.messagesIn,
        counters.bytesIn,
        counters.messagesOut,
        counters.bytesOut,
        counters.framesDropped,
        counters.fragmentsLost,
        counters.earlyDropped,
        counters.malformed,
        counters.flowsRejected);
  }

  private LoopReport report(int most) {
    var reporter = new LoopReporter(nowNanos, most);
    return new LoopReport(
        index,
        statistics(),
        introductionStatistics(),
        endpoint.map(Endpoint::sessionCount).orElse(0),
        endpoint.map(Endpoint::reassemblyBytes).orElse(0L),
        reporter.clients(clients.values()),
        reporter.publications(relays.values()),
        reporter.subscribers(shares.values()));
  }

  int index() {
    return index;
  }

  /** Time of the last turn call. */
  long nowNanos() {
    return nowNanos;
  }

  DomainTrace trace() {
    return trace;
  }

  ServerSettings settings() {
    return settings;
  }

  Timers timers() {
    return timers;
  }

  LoopCounters counters() {
    return counters;
  }

  void post(ToControl event) {
    control.accept(event);
  }

  /** The session of the client is over. */
  void closed(LoopClient client) {
    clients.remove(client.id());
    peers.withdraw(client);
  }

  /** Ends a publication for its listeners, on every loop. */
  void end(Relay relay) {
    if (relays.remove(relay.publication()) != null) {
      relay.end();
      dropIfUnused(relay.share());
    }
  }

  void receive(Subscriber subscriber, Reception wanted) {
    share(subscriber.name()).receive(subscriber, wanted);
  }

  /** A subscription is over; the last one of a loop ends its share. */
  void leave(Subscriber subscriber) {
    Share share = share(subscriber.name());
    share.leave(subscriber);
    detachIfDeserted(share);
    dropIfUnused(share);
  }

  LoopPeers peers() {
    return peers;
  }

  private Optional<LoopClient> client(long id) {
    return Optional.ofNullable(clients.get(id));
  }

  private Optional<LoopStream> stream(long client, int stream) {
    return client(client).flatMap(found -> found.stream(stream));
  }

  private Optional<Relay> relay(long publication) {
    return Optional.ofNullable(relays.get(publication));
  }

  private Share share(String name) {
    return shares.computeIfAbsent(
        name, fresh -> new Share(fresh, timers, settings.queueBytes(), this::lags));
  }

  private void lags(Share share, int lagging, int subscribers) {
    var lag = new ToLoop.Lag(share.publication(), index, lagging, subscribers);
    if (share.home() == index) {
      handle(nowNanos, lag);
    } else {
      loops.get(share.home()).accept(lag);
    }
  }

  private void publish(ToLoop.PublishAccepted accepted) {
    stream(accepted.client(), accepted.stream())
        .ifPresent(
            stream -> {
              var relay =
                  newRelay(
                      accepted.publication(),
                      accepted.name(),
                      accepted.mediaEvents(),
                      accepted.gauge(),
                      Optional.of(stream));
              stream.publish(relay);
              relay.begin(index, remotes(accepted.loops()));
              stream.writeCommand(accepted.status());
              stream.flushEarly();
            });
  }

  private void open(ToLoop.OpenPublication open) {
    newRelay(open.publication(), open.name(), MediaKinds.NONE, open.gauge(), Optional.empty())
        .begin(index, remotes(open.loops()));
  }

  private Relay newRelay(
      long publication,
      String name,
      MediaKinds mediaEvents,
      QualityGauge gauge,
      Optional<LoopStream> publisher) {
    var relay =
        new Relay(
            publication,
            share(name),
            publisher,
            new RelayEvents(publication, mediaEvents, control, events),
            gauge,
            counters,
            timers,
            nowNanos);
    relays.put(publication, relay);
    return relay;
  }

  private List<Relay.Remote> remotes(List<Integer> indices) {
    return indices.stream().filter(other -> other != index).map(this::remote).toList();
  }

  private Relay.Remote remote(int loop) {
    return new Relay.Remote(loop, loops.get(loop), relayBudgets.get(loop));
  }

  private void end(Relay relay, boolean atOnce) {
    if (relay.publisher().isPresent()) {
      relay.publisher().get().endPublication(atOnce);
    } else {
      end(relay);
      post(new ToControl.PublicationEnded(relay.publication()));
    }
  }

  private void play(ToLoop.PlayAccepted accepted) {
    stream(accepted.client(), accepted.stream())
        .ifPresent(
            stream -> {
              var subscriber = new Subscriber(accepted, stream, settings, counters, nowNanos);
              stream.play(subscriber);
              subscriber.greet(accepted.reset());
              Share share = share(accepted.name());
              if (accepted.home() != index && share.needs(accepted.publication())) {
                share.ask(accepted.publication(), accepted.home());
                loops
                    .get(accepted.home())
                    .accept(new ToLoop.Attach(accepted.publication(), accepted.name(), index));
              }
              share.join(subscriber);
            });
  }

  private void attach(long publication, String name, int loop) {
    var found = relay(publication);
    if (found.isPresent()) {
      found.get().attach(index, remote(loop));
    } else {
      loops
          .get(loop)
          .accept(new ToLoop.Attached(publication, name, index, false, StreamSnapshot.NOTHING));
    }
  }

  private void attached(ToLoop.Attached answer) {
    Share share = share(answer.name());
    share.attached(answer);
    if (share.publication() == answer.publication()) {
      fed.put(answer.publication(), share);
    }
    detachIfDeserted(share);
    dropIfUnused(share);
  }

  private void begin(long publication, String name, int home) {
    Share share = share(name);
    fed.remove(share.publication());
    share.begin(publication, home);
    fed.put(publication, share);
    detachIfDeserted(share);
    dropIfUnused(share);
  }

  private void media(ToLoop.RelayMedia media) {
    media.budget().give(media.body().length());
    Share share = fed.get(media.publication());
    if (share != null) {
      share.media(media.type(), media.timestamp(), media.body());
    }
  }

  private void ended(long publication) {
    Share share = fed.remove(publication);
    if (share != null) {
      share.end(publication);
      dropIfUnused(share);
    }
  }

  /** A share fed by another loop that nobody here needs any more is given up. */
  private void detachIfDeserted(Share share) {
    if (!share.hasSubscribers() && fed.remove(share.publication()) != null) {
      loops.get(share.home()).accept(new ToLoop.Detach(share.publication(), index));
      share.end(share.publication());
    }
  }

  private void dropIfUnused(Share share) {
    if (share.isUnused()) {
      shares.remove(share.name());
    }
  }
}
