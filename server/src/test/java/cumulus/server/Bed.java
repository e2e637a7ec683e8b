package cumulus.server;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Credentials;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionListener;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.trace.Trace;
import cumulus.testkit.LinkModel;
import cumulus.testkit.SimNetwork;
import cumulus.testkit.Variant;
import cumulus.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A whole server (its loops and the application thread) and clients, under one virtual clock. */
final class Bed {
  private static final long STEPS = 5_000_000;

  final VirtualClock clock = new VirtualClock();
  final SimNetwork<Address> network;
  final SplittableRandom random;
  final List<ServerLoop> loops = new ArrayList<>();
  final Control control;
  final PacketBudget events;

  /** What was told of sessions that are traced. */
  final List<DomainEvent> domainEvents = new ArrayList<>();

  /** Takes a session that one client opens with another. */
  Function<Session, SessionListener> onPeerSession =
      session -> {
        throw new AssertionError("nobody opens sessions with a client here");
      };

  /** Host names that the server wants looked up. */
  final List<String> lookUps = new ArrayList<>();

  /** True while the application thread is busy with something else. */
  boolean applicationIsBlocked;

  private final List<Host> hosts = new ArrayList<>();
  private final List<ArrayDeque<ToLoop>> toLoops = new ArrayList<>();
  private final ArrayDeque<ToControl> toControl = new ArrayDeque<>();
  private int lastClient;
  private boolean hasMixedMailboxes;

  Bed(Application application) {
    this(application, ServerSettings.DEFAULT);
  }

  /** A server with the loops of the test run. */
  Bed(Application application, ServerSettings settings) {
    this(Variant.loops(), application, settings);
  }

  Bed(int loopCount, Application application, ServerSettings settings) {
    this(1, loopCount, application, settings, Limits.DEFAULT);
  }

  Bed(long seed, int loopCount, Application application, ServerSettings settings, Limits limits) {
    random = new SplittableRandom(seed);
    network = new SimNetwork<>(seed, clock);
    network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)));
    events = new PacketBudget(settings.packetQueueBytes());
    var mailboxes = new ArrayList<Consumer<ToLoop>>();
    for (int i = 0; i < loopCount; i++) {
      var queue = new ArrayDeque<ToLoop>();
      toLoops.add(queue);
      mailboxes.add(queue::add);
    }
    for (int i = 0; i < loopCount; i++) {
      var jobs = new ArrayDeque<KeyJob>();
      var loop =
          new ServerLoop(
              i,
              settings,
              toControl::add,
              mailboxes,
              jobs::add,
              events,
              (_, _, event) -> domainEvents.add(event));
      var endpoint =
          new Endpoint(
              new EndpointSettings(
                  EndpointSettings.Role.SERVER, Credentials.server(random.split()), limits),
              random.split(),
              Trace.NONE,
              loop);
      loop.attach(endpoint);
      loops.add(loop);
      hosts.add(new Host(serverAddress(i), endpoint, jobs));
    }
    control = new Control(settings, application, mailboxes, events, lookUps::add);
  }

  /** True if a loop of the server has the address. */
  static boolean isServer(Address address) {
    return address.high() == serverAddress(0).high() && address.low() == serverAddress(0).low();
  }

  static Address serverAddress(int loop) {
    return Address.ipv4(0x0a000001, 1935 + loop);
  }

  /** A client host with an endpoint of its own; the loops take turns. */
  TestClient client() {
    return client(Limits.DEFAULT);
  }

  TestClient client(Limits limits) {
    return client(limits, Address.ipv4(0x0a000100 + 1 + lastClient, 5000));
  }

  TestClient client(Limits limits, Address address) {
    return client(lastClient++ % loops.size(), limits, address);
  }

  TestClient client(int loop) {
    return client(loop, Limits.DEFAULT);
  }

  TestClient client(int loop, Limits limits) {
    return client(loop, limits, Address.ipv4(0x0a000100 + ++lastClient, 5000));
  }

  TestClient client(int loop, Limits limits, Address address) {
    var jobs = new ArrayDeque<KeyJob>();
    var credentials = Credentials.client(2, random.split());
    var endpoint =
        new Endpoint(
            new EndpointSettings(EndpointSettings.Role.CLIENT, credentials, limits),
            random.split(),
            Trace.NONE,
            new EndpointListener() {
              @Override
              public void onKeyAgreement(KeyJob job) {
                jobs.add(job);
              }

              @Override
              public SessionListener onSession(Session session) {
                return onPeerSession.apply(session);
              }
            });
    endpoint.advance(clock.nanos());
    hosts.add(new Host(address, endpoint, jobs));
    return new TestClient(this, endpoint, address, serverAddress(loop), credentials.peerId());
  }

  /** Runs until the condition holds; fails if it does not within the span. */
  void until(BooleanSupplier condition, Duration atMost) {
    long deadline = clock.nanos() + atMost.toNanos();
    run(condition, deadline);
    if (!condition.getAsBoolean()) {
      throw new AssertionError("not within " + atMost);
    }
  }

  void until(BooleanSupplier condition) {
    until(condition, Duration.ofSeconds(40));
  }

  void run(Duration span) {
    run(() -> false, clock.nanos() + span.toNanos());
  }

  /** Half a second in which everything under way arrives. */
  void settle() {
    run(Duration.ofMillis(500));
  }

  /** Drops a client's host, as SIGKILL does. */
  void kill(TestClient client) {
    network.detach(client.address());
    hosts.removeIf(host -> host.address.equals(client.address()));
  }

  /** Asks a loop what it serves. */
  LoopReport report(int loop, int most) {
    var answer = new ArrayList<LoopReport>();
    loops.get(loop).handle(clock.nanos(), new ToLoop.Report(most, answer::add));
    return answer.getFirst();
  }

  /** Asks the application thread what it knows. */
  ControlReport report(List<Long> clients, int most) {
    var answer = new ArrayList<ControlReport>();
    control.handle(clock.nanos(), new ToControl.Report(clients, most, answer::add));
    return answer.getFirst();
  }

  /** One figure of the loops, over all of them. */
  long total(ToLongFunction<LoopStatistics> figure) {
    return loops.stream().map(ServerLoop::statistics).mapToLong(figure).sum();
  }

  /** The same of what they have seen of introductions. */
  long introductions(ToLongFunction<IntroductionStatistics> figure) {
    return loops.stream().map(ServerLoop::introductionStatistics).mapToLong(figure).sum();
  }

  /** Posts that the application thread has not taken. */
  int waitingForControl() {
    return toControl.size();
  }

  private void run(BooleanSupplier condition, long deadline) {
    for (long i = 0; i < STEPS; i++) {
      turn();
      if (condition.getAsBoolean()) {
        return;
      }
      long next = Math.min(deadline, network.nextEventNanos());
      long now = clock.nanos();
      for (Host host : hosts) {
        next = Math.min(next, now + host.endpoint.untilDueNanos(now));
      }
      for (ServerLoop loop : loops) {
        next = Math.min(next, now + loop.untilDueNanos(now));
      }
      next = Math.min(next, now + control.untilDueNanos(now));
      if (!applicationIsBlocked && !toControl.isEmpty()) {
        next = now;
      }
      if (now >= deadline) {
        return;
      }
      // At least a microsecond: what is due now was run in this turn.
      clock.advanceTo(Math.min(deadline, Math.max(next, now + 1000)));
      network.deliverDue();
    }
    throw new AssertionError("the simulation does not come to an end");
  }

  private void turn() {
    long now = clock.nanos();
    do {
      control.advance(now);
      for (ServerLoop loop : loops) {
        loop.advance(now);
      }
    } while (handlePosts(now));
    for (Host host : hosts) {
      host.turn(now);
    }
  }

  /** Lets posts of different mailboxes overtake each other, as threads do; each keeps its order. */
  Bed withMixedMailboxes() {
    hasMixedMailboxes = true;
    return this;
  }

  private boolean handlePosts(long now) {
    boolean handledAny = false;
    boolean isBusy = true;
    while (isBusy) {
      isBusy = false;
      for (int i = 0; i <= loops.size(); i++) {
        if (hasMixedMailboxes && random.nextInt(3) == 0) {
          isBusy |= hasPost(i);
          continue;
        }
        isBusy |= handleNext(now, i);
      }
      handledAny |= isBusy;
    }
    return handledAny;
  }

  private boolean hasPost(int owner) {
    return owner == loops.size()
        ? !applicationIsBlocked && !toControl.isEmpty()
        : !toLoops.get(owner).isEmpty();
  }

  private boolean handleNext(long now, int owner) {
    if (!hasPost(owner)) {
      return false;
    }
    if (owner == loops.size()) {
      control.handle(now, toControl.remove());
    } else {
      loops.get(owner).handle(now, toLoops.get(owner).remove());
    }
    return true;
  }

  private final class Host {
    private final Address address;
    private final Endpoint endpoint;
    private final ArrayDeque<KeyJob> jobs;
    private final Transmit group = new Transmit();

    Host(Address address, Endpoint endpoint, ArrayDeque<KeyJob> jobs) {
      this.address = address;
      this.endpoint = endpoint;
      this.jobs = jobs;
      network.attach(
          address,
          (now, from, datagram) -> endpoint.receive(now, from, datagram, 0, datagram.length));
    }

    void turn(long now) {
      endpoint.advance(now);
      for (var job = jobs.poll(); job != null; job = jobs.poll()) {
        job.run();
        endpoint.complete(now, job);
      }
      while (endpoint.poll(now, group)) {
        int step = group.segmentLength();
        for (int at = 0; at < group.length(); at += step) {
          network.send(address, group.to(), group.bytes(), at, Math.min(step, group.length() - at));
        }
      }
    }
  }
}
