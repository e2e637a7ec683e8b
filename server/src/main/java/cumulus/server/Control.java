package cumulus.server;

import cumulus.flash.MalformedException;
import cumulus.flash.amf.AmfOptions;
import cumulus.flash.message.Command;
import cumulus.flash.message.MessageHeader;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.trace.CloseCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The half of the domain that lives on the application thread: who is connected, what is published
 * and who listens. It asks the {@link Application} and tells the loops what was decided. No thread,
 * clock or socket: whoever owns the thread calls {@link #handle} for each post and {@link #advance}
 * in each turn.
 */
public final class Control {
  /** Period of {@link Application#onManage}. */
  static final long MANAGE_NANOS = 2_000_000_000L;

  private final Application application;
  private final List<Consumer<ToLoop>> loops;
  private final PacketBudget events;
  private final Map<Long, ControlClient> clients = new LinkedHashMap<>();
  private final Map<String, ControlPublication> names = new LinkedHashMap<>();
  private final Map<Long, ControlPublication> claimed = new HashMap<>();
  private final NetConnectionCommands connectionCommands;
  private final NetStreamCommands streamCommands;
  private final Timers timers = new Timers();
  private final ControlGroups groups;
  private final HostNames hostNames;
  private final Redirections redirections;
  private ToLoop.Hooks hooks = new ToLoop.Hooks(false, false);
  private long nowNanos;
  private long lastNumber;
  private long malformed;
  private boolean isOver;

  /**
   * @param loops mailboxes of the transport loops by index
   * @param events the budget that the loops take packet events from
   */
  public Control(
      ServerSettings settings,
      Application application,
      List<Consumer<ToLoop>> loops,
      PacketBudget events) {
    this(settings, application, loops, events, host -> {});
  }

  /**
   * The same, with redirections to hosts by name.
   *
   * @param lookUps told of a host name to look up; each must be answered by {@link
   *     ToControl.HostResolved}, with no addresses if there are none
   */
  public Control(
      ServerSettings settings,
      Application application,
      List<Consumer<ToLoop>> loops,
      PacketBudget events,
      Consumer<String> lookUps) {
    this.application = application;
    this.loops = List.copyOf(loops);
    this.events = events;
    this.streamCommands = new NetStreamCommands(this, application);
    this.groups = new ControlGroups(application);
    this.connectionCommands =
        new NetConnectionCommands(application, streamCommands, groups, settings);
    this.hostNames = new HostNames(lookUps, timers);
    this.redirections = new Redirections(application, this, hostNames);
    timers.in(MANAGE_NANOS, this::manage);
  }

  /** Tells the application that the server begins; before anything else. */
  public void start(long now) {
    nowNanos = now;
    application.onStart(this);
  }

  /** Tells the application that every client has left; it hears of nothing after that. */
  public void stop(long now) {
    nowNanos = now;
    isOver = true;
    application.onStop();
  }

  /** Takes one post of a loop. */
  public void handle(long now, ToControl post) {
    nowNanos = now;
    if (isOver) {
      return;
    }
    switch (post) {
      case ToControl.Opened opened -> clients.put(opened.client(), new ControlClient(opened, this));
      case ToControl.CommandReceived(long id, int _, Payload _) -> inOrder(id, post);
      case ToControl.Bounce(long id, int _, Payload _) -> inOrder(id, post);
      case ToControl.StreamFailed(long id, int _) -> inOrder(id, post);
      case ToControl.StreamGone(long id, int stream) ->
          client(id).ifPresent(client -> client.rested(stream));
      case ToControl.Closed(long id, CloseCause cause) ->
          client(id).ifPresent(client -> closed(client, cause));
      case ToControl.PublicationEnded(long publication) ->
          claimed(publication)
              .ifPresent(
                  ended -> {
                    streamCommands.ended(ended);
                    resume(ended);
                  });
      case ToControl.ReceptionChanged(long id, int stream, boolean audio, boolean video) ->
          client(id)
              .flatMap(client -> client.stream(stream))
              .ifPresent(found -> NetStreamCommands.received(found, audio, video));
      case ToControl.Moved(long id, Address address) ->
          client(id).ifPresent(client -> client.moved(address));
      case ToControl.Figures(long publication, PublicationFigures figures) ->
          claimed(publication).ifPresent(found -> found.received(figures));
      case ToControl.Task(Runnable work) -> work.run();
      case ToControl.Media media -> media(media);
      case ToControl.MediaMissed(long publication, long messages) -> missed(publication, messages);
      case ToControl.Report(List<Long> ids, int most, Consumer<ControlReport> to) ->
          to.accept(report(ids, most));
      case ToControl.Peering about -> peering(about);
    }
  }

  private void peering(ToControl.Peering post) {
    switch (post) {
      case ToControl.GroupJoined(long id, long flow, byte[] groupId) -> {
        client(id)
            .filter(ControlClient::isConnected)
            .ifPresent(client -> groups.join(client, flow, groupId));
        client(id).ifPresent(client -> client.post(new ToLoop.GroupJoinDone(id, flow)));
      }
      case ToControl.GroupLeft(long id, long flow) ->
          client(id).ifPresent(client -> groups.leave(client, flow));
      case ToControl.PeerSilent(long id, boolean isSilent) ->
          client(id).ifPresent(client -> silent(client, isSilent));
      case ToControl.HelloReceived hello -> redirections.onHandshake(nowNanos, hello);
      case ToControl.UnknownPeer hello -> redirections.onUnknownPeer(hello);
      case ToControl.HostResolved(String host, List<Address> addresses) ->
          hostNames.resolved(host, addresses);
    }
  }

  private void silent(ControlClient client, boolean isSilent) {
    client.silent(isSilent);
    if (isSilent) {
      groups.silent(client);
    } else if (client.isReachable()) {
      groups.reachable(client);
    }
  }

  /** Runs what is due. */
  public void advance(long now) {
    nowNanos = now;
    if (isOver) {
      return;
    }
    hostNames.advance(now);
    timers.advance(now);
    var wanted = new ToLoop.Hooks(application.wantsHandshakes(), application.wantsUnknownPeers());
    if (!wanted.equals(hooks)) {
      hooks = wanted;
      loops.forEach(loop -> loop.accept(wanted));
    }
  }

  /** Nanoseconds until {@link #advance} has something to do, at most an hour. */
  public long untilDueNanos(long now) {
    return timers.untilDueNanos(now);
  }

  /** Connected clients, in order of connection. */
  public List<Client> clients() {
    var connected = new ArrayList<Client>();
    for (ControlClient client : clients.values()) {
      if (client.isConnected()) {
        connected.add(client);
      }
    }
    return connected;
  }

  /** The NetGroups. */
  public Groups groups() {
    return groups;
  }

  /** Names that are being published. */
  public List<Publication> publications() {
    var live = new ArrayList<Publication>();
    for (ControlPublication publication : names.values()) {
      if (publication.isLive()) {
        live.add(publication);
      }
    }
    return live;
  }

  /** What is being published under a name. */
  public Optional<Publication> publication(String name) {
    return Optional.<Publication>ofNullable(names.get(name)).filter(Publication::isLive);
  }

  /**
   * Publishes a name for the server itself; listeners who wait are told. Empty if the name is
   * taken.
   *
   * @throws IllegalArgumentException for an empty name
   */
  public Optional<Publication> publish(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a publication needs a name");
    }
    ControlPublication publication = name(name);
    if (publication.isClaimed()) {
      return Optional.empty();
    }
    int home = Math.floorMod(name.hashCode(), loops.size());
    claim(publication, Optional.empty(), 0, home);
    publication.live();
    post(
        home,
        new ToLoop.OpenPublication(
            publication.publisherId(), name, publication.loops(), publication.gauge()));
    return Optional.of(publication);
  }

  /** What is known here. */
  public ControlStatistics statistics() {
    int listeners = 0;
    int live = 0;
    for (ControlPublication publication : names.values()) {
      listeners += publication.listenerCount();
      live += publication.isLive() ? 1 : 0;
    }
    return new ControlStatistics(
        clients().size(), live, listeners, events.droppedPackets(), malformed);
  }

  private ControlReport report(List<Long> ids, int most) {
    var known = new ArrayList<ControlReport.Client>();
    for (long id : ids) {
      client(id)
          .map(
              found ->
                  new ControlReport.Client(id, found.connectInfo().path(), found.isConnected()))
          .ifPresent(known::add);
    }
    var largest =
        Top.of(
            names.values(),
            most,
            ControlPublication::listenerCount,
            ControlPublication::publisherId);
    var shown =
        largest.stream()
            .map(
                name ->
                    new ControlReport.Name(name.name(), name.publisherId(), name.listenerCount()))
            .toList();
    return new ControlReport(statistics(), known, shown, names.size());
  }

  long nowNanos() {
    return nowNanos;
  }

  void post(int loop, ToLoop post) {
    loops.get(loop).accept(post);
  }

  /** A number for a publication or a listener, unique in the server's life. */
  long newNumber() {
    return ++lastNumber;
  }

  /** The control half of a name, made when it is first asked for. */
  ControlPublication name(String name) {
    return names.computeIfAbsent(name, missing -> new ControlPublication(missing, this));
  }

  void claim(ControlPublication publication, Optional<ControlClient> by, int stream, int home) {
    publication.claim(newNumber(), by, stream, home);
    claimed.put(publication.publisherId(), publication);
  }

  /** Nobody publishes the name any more. */
  void unclaim(ControlPublication publication) {
    claimed.remove(publication.publisherId());
    publication.idle();
    dropIfUnused(publication);
  }

  void dropIfUnused(ControlPublication publication) {
    if (publication.isUnused() && names.remove(publication.name(), publication)) {
      application.onForgotten(publication);
    }
  }

  private Optional<ControlClient> client(long id) {
    return Optional.ofNullable(clients.get(id));
  }

  private Optional<ControlPublication> claimed(long publication) {
    return Optional.ofNullable(claimed.get(publication));
  }

  /** Commands of one client are decided one after the other. */
  private void inOrder(long id, ToControl post) {
    client(id)
        .ifPresent(
            client -> {
              if (client.isBlocked()) {
                client.defer(post);
              } else {
                decide(client, post);
              }
            });
  }

  private void decide(ControlClient client, ToControl post) {
    switch (post) {
      case ToControl.CommandReceived(long id, int stream, Payload message) -> {
        command(client, stream, message, post);
        if (!client.isBlocked()) {
          client.post(new ToLoop.Decided(id));
        }
      }
      case ToControl.Bounce(long id, int stream, Payload message) -> {
        client.post(new ToLoop.Replay(id, stream, message));
        client.post(new ToLoop.Decided(id));
      }
      case ToControl.StreamFailed(long _, int stream) ->
          client.stream(stream).ifPresent(found -> streamCommands.closeStream(client, found));
      case ToControl.Opened _,
          ToControl.StreamGone _,
          ToControl.Closed _,
          ToControl.PublicationEnded _,
          ToControl.ReceptionChanged _,
          ToControl.Moved _,
          ToControl.Figures _,
          ToControl.Task _,
          ToControl.Media _,
          ToControl.MediaMissed _,
          ToControl.Report _,
          ToControl.Peering _ ->
          throw new IllegalStateException("not a post that waits: " + post);
    }
  }

  private void command(ControlClient client, int stream, Payload message, ToControl post) {
    byte[] bytes = message.bytes();
    int size = MessageHeader.SIZE;
    int type = MessageHeader.type(bytes, 0);
    Command command;
    try {
      command =
          Command.read(
              type,
              bytes,
              size,
              bytes.length - size,
              AmfOptions.CLIENT.with(application.externals(client)));
    } catch (MalformedException peersFault) {
      malformed++;
      application.onMalformed(client, peersFault.reason());
      connectionCommands.unreadable(client, stream, message);
      return;
    }
    if (stream == 0 || !client.isConnected()) {
      connectionCommands.handle(client, stream, command);
    } else {
      client.stream(stream)
          .ifPresent(
              found -> {
                found.use();
                if (!streamCommands.handle(client, found, command, post)) {
                  connectionCommands.handle(client, stream, command);
                }
              });
    }
  }

  private void closed(ControlClient client, CloseCause cause) {
    boolean wasConnected = client.wasAccepted();
    groups.leaveAll(client);
    if (wasConnected && application.isFailure(cause)) {
      application.onFailed(client, cause);
    }
    var ended = new ArrayList<ControlPublication>();
    for (ControlStream stream : List.copyOf(client.streams().values())) {
      streamCommands.lost(client, stream).ifPresent(ended::add);
    }
    clients.remove(client.id());
    client.gone();
    if (wasConnected) {
      application.onDisconnection(client);
    }
    ended.forEach(this::resume);
  }

  /** Those who waited for the end of a publication go on with their commands. */
  private void resume(ControlPublication ended) {
    for (ControlClient waiter : ended.takeWaiters()) {
      waiter.unblock();
      for (var next = waiter.nextDeferred(); next.isPresent(); next = waiter.nextDeferred()) {
        decide(waiter, next.get());
      }
    }
  }

  private void media(ToControl.Media media) {
    media.budget().give(media.body().length());
    claimed(media.publication())
        .ifPresent(
            publication ->
                publication
                    .publishingClient()
                    .ifPresent(
                        client ->
                            application.onMedia(
                                client,
                                publication,
                                new MediaPacket(media.type(), media.timestamp(), media.body()))));
  }

  private void missed(long number, long messages) {
    claimed(number)
        .ifPresent(
            publication ->
                publication
                    .publishingClient()
                    .ifPresent(client -> application.onMediaMissed(client, publication, messages)));
  }

  private void manage() {
    timers.in(MANAGE_NANOS, this::manage);
    application.onManage(nowNanos);
  }
}
