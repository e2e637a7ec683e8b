package cumulus.simulation;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.SessionIds;
import cumulus.server.Application;
import cumulus.server.Control;
import cumulus.server.LoopReport;
import cumulus.server.LoopStatistics;
import cumulus.server.PacketBudget;
import cumulus.server.Publication;
import cumulus.server.ServerLoop;
import cumulus.server.ServerSettings;
import cumulus.server.Steering;
import cumulus.server.ToControl;
import cumulus.server.ToLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The server of a cluster: its loops, each with its own endpoint, and the application thread. The
 * loops share an address: what comes from one client goes to one of them, another after a move.
 */
final class ServerSide {
  static final Limits LIMITS = new Limits(2000, 128, 1 << 20, 4 << 20, 16 << 20, 64, 1000);

  /** Statuses and codec headers beside the media of a subscriber, and its largest messages. */
  private static final int QUEUE_SLACK_BYTES = 128 << 10;

  final Control control;
  private final Cluster cluster;
  private final ServerSettings settings;
  private final List<ServerLoop> loops = new ArrayList<>();
  private final List<SimHost> hosts = new ArrayList<>();
  private final SimMailbox<ToControl> toControl;
  private final Map<Address, Integer> loopOf = new HashMap<>();
  private long mostWaitingBytes;

  ServerSide(Cluster cluster, int loopCount, ServerSettings settings, Application application) {
    this.cluster = cluster;
    this.settings = settings;
    this.toControl = mailbox();
    var events = new PacketBudget(settings.packetQueueBytes());
    var inboxes = new ArrayList<SimMailbox<ToLoop>>();
    var posts = new ArrayList<Consumer<ToLoop>>();
    for (int i = 0; i < loopCount; i++) {
      SimMailbox<ToLoop> inbox = mailbox();
      inboxes.add(inbox);
      posts.add(inbox::post);
    }
    Credentials credentials = Credentials.server(cluster.random.split());
    for (int i = 0; i < loopCount; i++) {
      int index = i;
      var ids = new SessionIds(i, loopCount);
      var loop =
          new ServerLoop(
              i, settings, toControl::post, posts, job -> hosts.get(index).submit(job), events);
      var host =
          new SimHost(
              cluster,
              cluster.serverAddress(),
              new EndpointSettings(EndpointSettings.Role.SERVER, credentials, LIMITS, true, ids),
              loop,
              new LoopProgram(loop, new Steering(ids, posts), inboxes.get(i)));
      loop.attach(host.endpoint());
      loops.add(loop);
      hosts.add(host);
    }
    cluster.network.attach(cluster.serverAddress(), this::receive);
    this.control = new Control(settings, application, posts, events);
    control.advance(cluster.clock.nanos());
  }

  /** As the kernel does: all that comes from an address goes to one socket. */
  void lead(Address from, int loop) {
    loopOf.put(from, loop);
  }

  private void receive(long nowNanos, Address from, byte[] datagram) {
    hosts.get(loopOf.getOrDefault(from, 0)).receive(nowNanos, from, datagram);
  }

  int loopCount() {
    return loops.size();
  }

  /** One figure of the loops, over all of them. */
  long total(ToLongFunction<LoopStatistics> figure) {
    return loops.stream().map(ServerLoop::statistics).mapToLong(figure).sum();
  }

  /** Sessions of all loops, connected or not. */
  int sessionCount() {
    return hosts.stream().mapToInt(host -> host.endpoint().sessionCount()).sum();
  }

  long reassemblyBytes() {
    return hosts.stream().mapToLong(host -> host.endpoint().reassemblyBytes()).sum();
  }

  /**
   * Bytes that the server holds for the client at an address: written and not yet acknowledged,
   * whether they wait or are under way.
   */
  long queuedBytes(Address client) {
    var reports = new ArrayList<LoopReport>();
    for (ServerLoop loop : loops) {
      loop.handle(cluster.clock.nanos(), new ToLoop.Report(Integer.MAX_VALUE, reports::add));
    }
    return reports.stream()
        .flatMap(report -> report.clients().stream())
        .filter(each -> each.address().equals(client))
        .mapToLong(LoopReport.Client::queuedBytes)
        .sum();
  }

  /** The application does something for this long, and decides nothing meanwhile. */
  void blockApplication(long nanos) {
    toControl.busyUntil(cluster.clock.nanos() + nanos);
  }

  /** The most that ever waited for the subscribers of one loop. */
  long mostWaitingBytes() {
    return mostWaitingBytes;
  }

  /** As the program does when it is asked to end. */
  void stop() {
    for (int i = 0; i < loops.size(); i++) {
      hosts.get(i).act(loops.get(i)::stop);
    }
  }

  /** As SIGSTOP does: nothing of the server moves any more. */
  void freeze() {
    cluster.network.detach(cluster.serverAddress());
    hosts.forEach(cluster::remove);
    blockApplication(Long.MAX_VALUE / 4);
  }

  /** Media and data messages that came from publishers. */
  long mediaMessages() {
    return total(LoopStatistics::messagesIn);
  }

  int waitingForControl() {
    return toControl.size();
  }

  /** Media given up or not wanted so far: after it a listener may miss parts of a stream. */
  long lostOnTheWay() {
    return total(each -> each.fragmentsLost() + each.earlyDropped());
  }

  long controlDueAtNanos() {
    long now = cluster.clock.nanos();
    return Math.min(toControl.nextNanos(), now + control.untilDueNanos(now));
  }

  /** A turn of the application thread; true if it had something to do. */
  boolean controlTurn(long nowNanos) {
    boolean isDue = controlDueAtNanos() <= nowNanos;
    toControl.take(post -> control.handle(nowNanos, post));
    control.advance(nowNanos);
    return isDue;
  }

  /** What holds at every moment. */
  void check() {
    for (int i = 0; i < loops.size(); i++) {
      var now = loops.get(i).statistics();
      long mayWait = now.subscribers() * (long) (settings.queueBytes() + QUEUE_SLACK_BYTES);
      cluster.require(
          now.waitingBytes() <= mayWait,
          now.waitingBytes() + " bytes wait for " + now.subscribers() + " subscribers");
      mostWaitingBytes = Math.max(mostWaitingBytes, now.waitingBytes());
      long held = hosts.get(i).endpoint().reassemblyBytes();
      cluster.require(
          held >= 0 && held <= LIMITS.totalReassemblyBytes(), held + " bytes in reassembly");
    }
    var names = new HashSet<String>();
    for (Publication live : control.publications()) {
      cluster.require(names.add(live.name()), "published twice: " + live.name());
      cluster.require(live.publisherId() != 0, "live without a number: " + live.name());
    }
  }

  /** Nothing is left of any client. */
  void checkDeserted() {
    for (int i = 0; i < loops.size(); i++) {
      var left = loops.get(i).statistics();
      var endpoint = hosts.get(i).endpoint();
      cluster.require(endpoint.sessionCount() == 0, endpoint.sessionCount() + " sessions left");
      cluster.require(endpoint.reassemblyBytes() == 0, "bytes left in reassembly");
      cluster.require(
          left.clients() == 0
              && left.publications() == 0
              && left.subscribers() == 0
              && left.waitingBytes() == 0,
          "left on a loop: " + left);
    }
    var left = control.statistics();
    cluster.require(
        left.clients() == 0 && left.publications() == 0 && left.listeners() == 0,
        "left in control: " + left);
  }

  private <P> SimMailbox<P> mailbox() {
    return new SimMailbox<>(cluster.clock, cluster.random.split(), cluster.maxDelayNanos);
  }

  private record LoopProgram(ServerLoop loop, Steering steering, SimMailbox<ToLoop> inbox)
      implements SimHost.Program {
    @Override
    public boolean passesOn(Address from, byte[] datagram) {
      return steering.passOn(from, datagram, 0, datagram.length);
    }

    @Override
    public int commands(long nowNanos) {
      return inbox.take(post -> loop.handle(nowNanos, post));
    }

    @Override
    public void advance(long nowNanos) {
      loop.advance(nowNanos);
    }

    @Override
    public long dueAtNanos(long nowNanos) {
      return Math.min(inbox.nextNanos(), nowNanos + loop.untilDueNanos(nowNanos));
    }
  }
}
