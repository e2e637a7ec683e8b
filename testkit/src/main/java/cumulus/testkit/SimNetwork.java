package cumulus.testkit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A lossy network of datagrams in virtual time. All that happens by chance comes from the seed: the
 * same seed and the same calls give the same history, which {@link #historyHash()} tells.
 *
 * <p>A host is known by the address it was attached with (its home address) to everything a test
 * says about it: send, rebind, link, cut, detach. The other hosts see its public address, which is
 * the same until a NAT in front of it rebinds. Links belong to hosts and survive a rebinding.
 *
 * <p>Time moves only when the test advances the clock: to {@link #nextEventNanos()} if that comes
 * before its own next deadline; then {@link #deliverDue()}. Owned by one thread.
 *
 * @param <A> addresses, compared by {@code equals}
 */
public final class SimNetwork<A> {
  /** What {@link #nextEventNanos()} gives when nothing is under way. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Hosts attached at a time. */
  public static final int MAX_HOSTS = 100_000;

  /** Pairs of hosts that ever talked, in each direction. */
  public static final int MAX_LINKS = 1_000_000;

  /** Datagrams under way; more mean that a test floods its network. */
  public static final int MAX_UNDER_WAY = 1_000_000;

  private static final long HASH_PRIME = 0x100000001b3L;

  private final VirtualClock clock;
  private final SplittableRandom random;
  private final Map<A, Host<A>> byHome = new HashMap<>();
  private final Map<A, Host<A>> byPublic = new HashMap<>();
  private final Map<Path<A>, Link> links = new HashMap<>();
  private final PriorityQueue<Datagram<A>> underWay = new PriorityQueue<>();
  private final Tally tally = new Tally();
  private LinkModel everyLink = LinkModel.PERFECT;
  private DatagramFilter<A> filter = (nowNanos, from, to, datagram) -> true;
  private long sequence;
  private long hash = 0xcbf29ce484222325L;

  public SimNetwork(long seed, VirtualClock clock) {
    this.random = new SplittableRandom(seed);
    this.clock = clock;
  }

  /** Sets what all links do that have no model of their own; from now on. */
  public SimNetwork<A> everyLink(LinkModel model) {
    everyLink = model;
    return this;
  }

  /** Sets what one direction between two home addresses does, attached or not; from now on. */
  public SimNetwork<A> link(A from, A to, LinkModel model) {
    linkOf(from, to).override(model);
    return this;
  }

  /** Sets the filter that every datagram must pass before it enters its link. */
  public SimNetwork<A> filter(DatagramFilter<A> newFilter) {
    filter = newFilter;
    return this;
  }

  /**
   * Adds a host. Datagrams already under way to this address reach it: they do not know that a
   * server was restarted.
   *
   * @throws IllegalArgumentException if the address is in use, also as another's public address
   */
  public void attach(A address, Receiver<A> receiver) {
    requireFree(address);
    if (byHome.size() == MAX_HOSTS) {
      throw new IllegalStateException("more than " + MAX_HOSTS + " hosts");
    }
    var host = new Host<>(address, receiver);
    byHome.put(address, host);
    byPublic.put(address, host);
  }

  /** Removes a host at once, as SIGKILL does: what is under way to it vanishes, from it arrives. */
  public void detach(A home) {
    var host = hostAt(home);
    byHome.remove(home);
    byPublic.remove(host.visible);
  }

  /**
   * A NAT gives a host a fresh public address: later datagrams of the host come from there, and
   * what is sent or under way to its former public address vanishes.
   */
  public void rebind(A home, A fresh) {
    var host = hostAt(home);
    if (!fresh.equals(home)) {
      requireFree(fresh);
    }
    byPublic.remove(host.visible);
    host.visible = fresh;
    byPublic.put(fresh, host);
  }

  /** The address by which others see a host. */
  public A publicAddress(A home) {
    return hostAt(home).visible;
  }

  /** Loses all that is sent in one direction from now on; what is under way still arrives. */
  public void cut(A from, A to) {
    linkOf(from, to).cut();
  }

  /** Loses all that is sent in one direction from now until an instant. */
  public void cutUntil(A from, A to, long nanos) {
    linkOf(from, to).cutUntil(nanos);
  }

  /** Ends a cut of one direction. */
  public void heal(A from, A to) {
    linkOf(from, to).heal();
  }

  /**
   * Sends a datagram now. The bytes are copied.
   *
   * @param home the sender's home address
   * @param to the public address of the far end
   */
  public void send(A home, A to, byte[] bytes, int offset, int length) {
    var sender = hostAt(home);
    var far = byPublic.get(to);
    var link = linkOf(home, far == null ? to : far.home);
    var model = link.modelOr(everyLink);
    var copy = Arrays.copyOfRange(bytes, offset, offset + length);
    tally.sent(length);
    link.tally.sent(length);
    note(link.number, length);
    note(sequence, Arrays.hashCode(copy));
    var fate =
        filter.passes(clock.nanos(), sender.visible, to, copy)
            ? link.enter(clock.nanos(), length, model)
            : Fate.FILTERED;
    if (fate != Fate.DELIVERED) {
      end(fate, link, length);
      return;
    }
    schedule(new Datagram<>(link.arrivalNanos(model), sequence++, sender.visible, to, copy, link));
    if (link.isDuplicated(model)) {
      tally.duplicated();
      link.tally.duplicated();
      schedule(
          new Datagram<>(
              link.arrivalNanos(model), sequence++, sender.visible, to, copy.clone(), link));
    }
  }

  /** When the next datagram is due, or {@link #NEVER}. */
  public long nextEventNanos() {
    var next = underWay.peek();
    return next == null ? NEVER : next.atNanos;
  }

  /**
   * Delivers what is due now, in order of arrival, and of sending among equals. What receivers send
   * meanwhile waits for the next call, even if it is due at once.
   *
   * @return how many datagrams were taken from the network, delivered or not
   */
  public int deliverDue() {
    long nowNanos = clock.nanos();
    long firstLater = sequence;
    int taken = 0;
    for (var next = underWay.peek();
        next != null && next.atNanos - nowNanos <= 0 && next.sequence < firstLater;
        next = underWay.peek()) {
      underWay.remove();
      taken++;
      deliver(nowNanos, next);
    }
    return taken;
  }

  /** How many datagrams are under way. */
  public int underWay() {
    return underWay.size();
  }

  /** Counters of the whole network. */
  public Traffic traffic() {
    return tally.traffic();
  }

  /** Counters of one direction between two home addresses. */
  public Traffic traffic(A from, A to) {
    return linkOf(from, to).tally.traffic();
  }

  /** How many datagrams and duplicates met this fate in the whole network. */
  public long count(Fate fate) {
    return tally.count(fate);
  }

  /** A hash of all that was sent, lost and delivered so far, with bytes and instants. */
  public long historyHash() {
    return hash;
  }

  private void deliver(long nowNanos, Datagram<A> datagram) {
    var host = byPublic.get(datagram.to);
    note(datagram.sequence, nowNanos);
    end(host == null ? Fate.NOBODY_THERE : Fate.DELIVERED, datagram.link, datagram.bytes.length);
    if (host != null) {
      host.receiver.receive(nowNanos, datagram.from, datagram.bytes);
    }
  }

  private void schedule(Datagram<A> datagram) {
    if (underWay.size() == MAX_UNDER_WAY) {
      throw new IllegalStateException("more than " + MAX_UNDER_WAY + " datagrams under way");
    }
    underWay.add(datagram);
  }

  private void end(Fate fate, Link link, int bytes) {
    tally.ended(fate, bytes);
    link.tally.ended(fate, bytes);
    note(fate.name().hashCode(), clock.nanos());
  }

  private void note(long first, long second) {
    hash = ((hash ^ first) * HASH_PRIME ^ second) * HASH_PRIME;
    hash ^= hash >>> 29;
  }

  private Host<A> hostAt(A home) {
    var host = byHome.get(home);
    if (host == null) {
      throw new IllegalArgumentException("no host was attached as " + home);
    }
    return host;
  }

  private void requireFree(A address) {
    if (byHome.containsKey(address) || byPublic.containsKey(address)) {
      throw new IllegalArgumentException("address in use: " + address);
    }
  }

  private Link linkOf(A from, A to) {
    var link = links.get(new Path<>(from, to));
    if (link == null) {
      if (links.size() == MAX_LINKS) {
        throw new IllegalStateException("more than " + MAX_LINKS + " links");
      }
      link = new Link(links.size(), random.split(), clock.nanos());
      links.put(new Path<>(from, to), link);
    }
    return link;
  }

  private record Path<A>(A from, A to) {}

  private static final class Host<A> {
    final A home;
    final Receiver<A> receiver;
    A visible;

    Host(A home, Receiver<A> receiver) {
      this.home = home;
      this.receiver = receiver;
      this.visible = home;
    }
  }

  private static final class Datagram<A> implements Comparable<Datagram<A>> {
    final long atNanos;
    final long sequence;
    final A from;
    final A to;
    final byte[] bytes;
    final Link link;

    Datagram(long atNanos, long sequence, A from, A to, byte[] bytes, Link link) {
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.from = from;
      this.to = to;
      this.bytes = bytes;
      this.link = link;
    }

    @Override
    public int compareTo(Datagram<A> other) {
      int byTime = Long.signum(atNanos - other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
