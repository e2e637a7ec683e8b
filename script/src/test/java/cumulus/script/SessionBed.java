package cumulus.script;

import cumulus.client.ConnectOptions;
import cumulus.flash.amf.AmfValue;
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
import cumulus.server.Blacklist;
import cumulus.server.Control;
import cumulus.server.PacketBudget;
import cumulus.server.ServerLoop;
import cumulus.server.ServerSettings;
import cumulus.server.ToControl;
import cumulus.server.ToLoop;
import cumulus.testkit.LinkModel;
import cumulus.testkit.SimNetwork;
import cumulus.testkit.Variant;
import cumulus.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * A whole server with its applications in a real Lua, and clients in real sessions, under one
 * virtual clock. Work in the background is done at once, unless it is held back.
 */
final class SessionBed implements AutoCloseable {
  private static final long STEPS = 20_000_000;

  /** Longest step of the clock while an application thread has its own timers. */
  private static final long APART_NANOS = 10_000_000;

  final VirtualClock clock = new VirtualClock();
  final SimNetwork<Address> network;
  final SplittableRandom random;
  final List<String> log = new CopyOnWriteArrayList<>();
  final Control control;
  final LuaApplication application;
  final Path directory;
  final Blacklist blacklist = new Blacklist();

  /** Datagrams from the server to clients. */
  final List<Integer> datagrams = new ArrayList<>();

  private final List<Host> hosts = new ArrayList<>();
  private final List<ServerLoop> loops = new ArrayList<>();
  private final List<Queue<ToLoop>> toLoops = new ArrayList<>();

  /** From other threads too: sockets and mail run in the time of the machine. */
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  private final Queue<ToControl> toControl = new ConcurrentLinkedQueue<>();
  private Optional<ApplicationThread> apart = Optional.empty();
  private int lastClient;
  private boolean isStopAsked;
  private boolean isStopped;

  SessionBed(Path directory) {
    this(directory, ScriptSettings.standard(Natives.lua()));
  }

  SessionBed(Path directory, ScriptSettings scripts) {
    this(directory, scripts, ServerSettings.DEFAULT, Variant.loops());
  }

  SessionBed(Path directory, ScriptSettings scripts, ServerSettings settings, int loopCount) {
    this(directory, scripts, settings, loopCount, ScriptNetwork.STANDARD);
  }

  SessionBed(
      Path directory,
      ScriptSettings scripts,
      ServerSettings settings,
      int loopCount,
      ScriptNetwork network) {
    this.directory = directory;
    random = new SplittableRandom(1);
    this.network = new SimNetwork<>(1, clock);
    this.network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)));
    clock.advance(Duration.ofSeconds(1));
    var events = new PacketBudget(settings.packetQueueBytes());
    var mailboxes = new ArrayList<Consumer<ToLoop>>();
    for (int i = 0; i < loopCount; i++) {
      var queue = new ConcurrentLinkedQueue<ToLoop>();
      toLoops.add(queue);
      mailboxes.add(queue::add);
    }
    for (int i = 0; i < loopCount; i++) {
      addLoop(i, settings, mailboxes, events);
    }
    application =
        new LuaApplication(
            scripts,
            new ScriptServices(
                directory,
                () -> Instant.ofEpochMilli(1_000_000_000_000L + scriptNanos() / 1_000_000),
                "",
                Map.of(),
                (level, file, line, text) -> log.add(level + " " + file + "[" + line + "] " + text),
                tasks::add,
                Runnable::run,
                () -> isStopAsked = true,
                network,
                blacklist));
    control = new Control(settings, application, mailboxes, events);
  }

  private void addLoop(
      int index, ServerSettings settings, List<Consumer<ToLoop>> mailboxes, PacketBudget events) {
    var jobs = new ArrayDeque<KeyJob>();
    var loop = new ServerLoop(index, settings, toControl::add, mailboxes, jobs::add, events);
    var endpoint =
        new Endpoint(
            new EndpointSettings(
                EndpointSettings.Role.SERVER, Credentials.server(random.split()), Limits.DEFAULT),
            random.split(),
            Trace.NONE,
            loop);
    loop.attach(endpoint);
    endpoint.refuse(blacklist::holds);
    loops.add(loop);
    hosts.add(new Host(serverAddress(index), endpoint, jobs, () -> {}));
  }

  /** Writes a file below {@code www}. */
  SessionBed file(String path, String text) {
    try {
      Path file = directory.resolve("www").resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server: the root application runs. */
  SessionBed start() {
    try {
      Files.createDirectories(directory.resolve("www"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    control.start(clock.nanos());
    return this;
  }

  private long scriptNanos() {
    return apart.map(ApplicationThread::clockNanos).orElseGet(clock::nanos);
  }

  /** From now on the application has a thread of its own, as in the program. */
  void letApplicationRunApart() {
    apart = Optional.of(new ApplicationThread(control, toControl, clock.nanos()));
  }

  /** True while the clock goes on and a script does not return. */
  boolean isBusy() {
    return apart.filter(ApplicationThread::isBusy).isPresent();
  }

  /** Sessions of all loops, connected or not. */
  int sessions() {
    return hosts.stream()
        .filter(host -> isServer(host.address))
        .mapToInt(host -> host.endpoint.sessionCount())
        .sum();
  }

  /** Ends the server as the program does. */
  void stop() {
    loops.forEach(ServerLoop::stop);
    run(Duration.ofSeconds(8));
    control.stop(clock.nanos());
    isStopped = true;
  }

  boolean isStopAsked() {
    return isStopAsked;
  }

  /** True if a loop of the server has the address. */
  private static boolean isServer(Address address) {
    return address.high() == serverAddress(0).high() && address.low() == serverAddress(0).low();
  }

  static Address serverAddress(int loop) {
    return Address.ipv4(0x0a000001, 1935 + loop);
  }

  /** A client on a host of its own; {@code path} may have a query. */
  ScriptedClient client(String path) {
    return client(path, ConnectOptions.DEFAULT);
  }

  ScriptedClient client(String path, ConnectOptions options) {
    return client(path, options, ++lastClient);
  }

  /** A client on the host of a number, which must be free. */
  ScriptedClient client(String path, ConnectOptions options, int host) {
    int loop = (host - 1) % loops.size();
    var jobs = new ArrayDeque<KeyJob>();
    var made = new ArrayList<ScriptedClient>();
    var endpoint =
        new Endpoint(
            new EndpointSettings(
                EndpointSettings.Role.CLIENT,
                Credentials.client(2, random.split()),
                Limits.DEFAULT),
            random.split(),
            Trace.NONE,
            new EndpointListener() {
              @Override
              public void onKeyAgreement(KeyJob job) {
                jobs.add(job);
              }

              @Override
              public SessionListener onSession(Session session) {
                return made.getFirst().onSession(session);
              }
            });
    endpoint.advance(clock.nanos());
    var address = Address.ipv4(0x0a000100 + host, 5000);
    var client = new ScriptedClient(this, endpoint, address, serverAddress(loop), path, options);
    made.add(client);
    hosts.add(new Host(address, endpoint, jobs, () -> client.advance(clock.nanos())));
    return client;
  }

  /** A client that has connected, with these arguments. */
  ScriptedClient connect(String path, AmfValue... arguments) {
    var client = client(path, ConnectOptions.DEFAULT.withArguments(Arrays.asList(arguments)));
    return client.connect();
  }

  /** Takes a client's host away, as SIGKILL does. */
  void kill(ScriptedClient client) {
    network.detach(client.address());
    hosts.removeIf(host -> host.address.equals(client.address()));
  }

  /** Lines of the log at a level and above a place, without both. */
  List<String> notes() {
    return log.stream()
        .filter(line -> line.startsWith("NOTE www") || line.startsWith("NOTE "))
        .map(line -> line.substring(line.indexOf(' ', line.indexOf(' ') + 1) + 1))
        .toList();
  }

  List<String> errors() {
    return log.stream().filter(line -> line.startsWith("ERROR")).toList();
  }

  List<String> warnings() {
    return log.stream().filter(line -> line.startsWith("WARN")).toList();
  }

  /** Runs until the condition holds; fails if it does not within the span. */
  void until(BooleanSupplier condition, Duration atMost) {
    run(condition, clock.nanos() + atMost.toNanos());
    if (!condition.getAsBoolean()) {
      throw new AssertionError("not within " + atMost + "; the log: " + String.join("\n", log));
    }
  }

  void until(BooleanSupplier condition) {
    until(condition, Duration.ofSeconds(10));
  }

  void run(Duration span) {
    run(() -> false, clock.nanos() + span.toNanos());
  }

  /** A quarter of a second in which everything under way arrives. */
  void settle() {
    run(Duration.ofMillis(250));
  }

  /** Runs in step with the time of the machine until the condition holds. */
  void await(BooleanSupplier condition) {
    Awaitility.await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              run(Duration.ofMillis(2));
              return condition.getAsBoolean();
            });
  }

  /** Two ticks and what follows from them. */
  void tick() {
    run(Duration.ofMillis(2_200));
  }

  @Override
  public void close() {
    apart.ifPresent(ApplicationThread::close);
    if (!isStopped) {
      application.onStop();
    }
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
      next = Math.min(next, now + (apart.isPresent() ? APART_NANOS : control.untilDueNanos(now)));
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
      if (apart.isEmpty()) {
        control.advance(now);
      }
      for (ServerLoop loop : loops) {
        loop.advance(now);
      }
    } while (handlePosts(now));
    for (Host host : List.copyOf(hosts)) {
      host.turn(now);
    }
  }

  private boolean handlePosts(long now) {
    boolean handledAny = false;
    boolean isBusy = true;
    while (isBusy) {
      isBusy = false;
      for (int i = 0; i < loops.size(); i++) {
        for (var post = toLoops.get(i).poll(); post != null; post = toLoops.get(i).poll()) {
          loops.get(i).handle(now, post);
          isBusy = true;
        }
      }
      for (var task = tasks.poll(); task != null; task = tasks.poll()) {
        toControl.add(new ToControl.Task(task));
      }
      if (apart.isPresent()) {
        apart.get().turn(now);
        isBusy |= toLoops.stream().anyMatch(queue -> !queue.isEmpty());
        handledAny |= isBusy;
        continue;
      }
      for (var post = toControl.poll(); post != null; post = toControl.poll()) {
        control.handle(now, post);
        isBusy = true;
      }
      handledAny |= isBusy;
    }
    return handledAny;
  }

  private final class Host {
    private final Address address;
    private final Endpoint endpoint;
    private final ArrayDeque<KeyJob> jobs;
    private final Runnable program;
    private final Transmit group = new Transmit();

    Host(Address address, Endpoint endpoint, ArrayDeque<KeyJob> jobs, Runnable program) {
      this.address = address;
      this.endpoint = endpoint;
      this.jobs = jobs;
      this.program = program;
      network.attach(
          address,
          (now, from, datagram) -> endpoint.receive(now, from, datagram, 0, datagram.length));
    }

    void turn(long now) {
      endpoint.advance(now);
      program.run();
      for (var job = jobs.poll(); job != null; job = jobs.poll()) {
        job.run();
        endpoint.complete(now, job);
      }
      while (endpoint.poll(now, group)) {
        int step = group.segmentLength();
        for (int at = 0; at < group.length(); at += step) {
          int length = Math.min(step, group.length() - at);
          if (isServer(address)) {
            datagrams.add(length);
          }
          network.send(address, group.to(), group.bytes(), at, length);
        }
      }
    }
  }
}
