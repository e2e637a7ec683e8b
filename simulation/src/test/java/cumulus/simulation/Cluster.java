package cumulus.simulation;

import cumulus.rtmfp.Address;
import cumulus.server.Application;
import cumulus.server.ServerSettings;
import cumulus.testkit.LinkModel;
import cumulus.testkit.SimNetwork;
import cumulus.testkit.Variant;
import cumulus.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A whole server and its clients under one virtual clock: every thread is simulated, in an order
 * that follows from the seed. Invariants are held after every event.
 */
final class Cluster {
  private static final long MAX_EVENTS = 50_000_000;

  /** Turns of all hosts at one instant; more mean that something is for ever due. */
  private static final int MAX_TURNS = 200;

  private static final int CLIENT_PORT = 5000;

  private record Task(long atNanos, long sequence, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  final VirtualClock clock = new VirtualClock();
  final SplittableRandom random;
  final SimNetwork<Address> network;
  final long maxDelayNanos;
  final ServerSide server;

  private final List<SimHost> hosts = new ArrayList<>();
  private final PriorityQueue<Task> agenda = new PriorityQueue<>();
  private final List<String> faults = new ArrayList<>();
  private final boolean isIpv6;
  private long taskCount;
  private int clientCount;
  private long hash;

  /**
   * @param maxDelayNanos longest time that a post or a key agreement waits
   */
  Cluster(
      long seed,
      int loops,
      long maxDelayNanos,
      boolean isIpv6,
      ServerSettings settings,
      Application application) {
    this.random = new SplittableRandom(seed);
    this.network = new SimNetwork<>(seed, clock);
    this.maxDelayNanos = maxDelayNanos;
    this.isIpv6 = isIpv6;
    network.everyLink(LinkModel.PERFECT.delay(Duration.ofMillis(10)));
    this.server = new ServerSide(this, loops, settings, application);
  }

  /**
   * A server that accepts all, with the loops of the test run and quick threads, 10 ms away from
   * everybody.
   */
  static Cluster simple(long seed) {
    return simple(seed, Application.ACCEPT_ALL);
  }

  static Cluster simple(long seed, Application application) {
    return new Cluster(seed, Variant.loops(), 100_000, false, ServerSettings.DEFAULT, application);
  }

  /** One for all loops: they share the port. */
  Address serverAddress() {
    return isIpv6 ? new Address(0x20010db8_0000_0000L, 1, 1935) : Address.ipv4(0x0a000001, 1935);
  }

  /** A new host that has said nothing yet; its address leads to one of the loops. */
  ClientHost client(int loop) {
    int number = ++clientCount;
    Address address = clientAddress(number);
    server.lead(address, loop);
    return new ClientHost(this, number, address, serverAddress());
  }

  private Address clientAddress(int number) {
    return isIpv6
        ? new Address(0x20010db8_0000_0001L, number, CLIENT_PORT)
        : Address.ipv4(0x0b000000 + number, CLIENT_PORT);
  }

  ClientHost client() {
    return client(random.nextInt(server.loopCount()));
  }

  /** Sets what both directions between a client and the server do. */
  void link(ClientHost client, LinkModel model) {
    network.link(client.address(), serverAddress(), model);
    network.link(serverAddress(), client.address(), model);
  }

  /** A NAT in front of the client forgets it and gives it another address, which leads anywhere. */
  void rebind(ClientHost client) {
    if (!client.isDead()) {
      Address fresh = clientAddress(++clientCount);
      server.lead(fresh, random.nextInt(server.loopCount()));
      network.rebind(client.address(), fresh);
    }
  }

  void add(SimHost host) {
    hosts.add(host);
  }

  void remove(SimHost host) {
    hosts.remove(host);
  }

  /** Does something at a later moment. */
  void in(long nanos, Runnable work) {
    agenda.add(new Task(clock.nanos() + nanos, taskCount++, work));
  }

  /** Something happened that must not; the run ends with it. */
  void fault(String what) {
    faults.add(what);
  }

  void require(boolean condition, String what) {
    if (!condition) {
      fault(what);
    }
  }

  /** Makes an event part of the history. */
  void note(String who, String event) {
    hash = (hash * 31 + who.hashCode()) * 31 + event.hashCode() + clock.nanos();
  }

  /** A hash of everything that was sent and told. */
  long historyHash() {
    return hash * 31 + network.historyHash();
  }

  /** Runs until the condition holds; false if it does not within the span. */
  boolean run(Duration atMost, BooleanSupplier until) {
    long endNanos = clock.nanos() + atMost.toNanos();
    for (long events = 0; events < MAX_EVENTS; events++) {
      settle();
      if (until.getAsBoolean()) {
        return true;
      }
      if (clock.nanos() >= endNanos) {
        return false;
      }
      clock.advanceTo(Math.max(clock.nanos(), Math.min(endNanos, nextNanos())));
      network.deliverDue();
      for (var task = agenda.peek();
          task != null && task.atNanos <= clock.nanos();
          task = agenda.peek()) {
        agenda.remove();
        task.work.run();
      }
    }
    throw new AssertionError("the simulation does not come to an end");
  }

  void run(Duration span) {
    run(span, () -> false);
  }

  void until(BooleanSupplier condition) {
    until(Duration.ofSeconds(20), condition);
  }

  void until(Duration atMost, BooleanSupplier condition) {
    if (!run(atMost, condition)) {
      throw new AssertionError("not within " + atMost);
    }
  }

  private long nextNanos() {
    long now = clock.nanos();
    long next = Math.min(network.nextEventNanos(), server.controlDueAtNanos());
    var task = agenda.peek();
    next = Math.min(next, task == null ? next : task.atNanos);
    for (int i = 0; i < hosts.size(); i++) {
      next = Math.min(next, hosts.get(i).dueAtNanos(now));
    }
    return next;
  }

  /** Turns until nothing is due at this instant any more. */
  private void settle() {
    long now = clock.nanos();
    boolean isBusy = true;
    for (int turns = 0; isBusy; turns++) {
      if (turns == MAX_TURNS) {
        throw new AssertionError("a deadline stays in the past");
      }
      isBusy = server.controlTurn(now);
      for (int i = 0; i < hosts.size(); i++) {
        isBusy |= hosts.get(i).turn(now);
      }
    }
    server.check();
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n", faults));
    }
  }
}
