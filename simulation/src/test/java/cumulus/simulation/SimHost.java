package cumulus.simulation;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Endpoint;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.EndpointSettings;
import cumulus.rtmfp.KeyJob;
import cumulus.rtmfp.Transmit;
import cumulus.rtmfp.trace.Trace;
import java.util.PriorityQueue;

/**
 * One socket with its endpoint: does in virtual time what a transport loop does. Key agreements
 * come back after a random time, in random order.
 */
final class SimHost {
  /** What runs on the endpoint's thread beside it. */
  interface Program {
    /** True if the datagram was for somebody else at this address, who has it now. */
    default boolean passesOn(Address from, byte[] datagram) {
      return false;
    }

    /** Takes the commands that are due; answers how many. */
    int commands(long nowNanos);

    void advance(long nowNanos);

    /** When {@link #commands} or {@link #advance} has something to do, as an instant. */
    long dueAtNanos(long nowNanos);
  }

  private record Agreement(long atNanos, long sequence, KeyJob job)
      implements Comparable<Agreement> {
    @Override
    public int compareTo(Agreement other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  final Address address;
  private final Cluster cluster;
  private final Endpoint endpoint;
  private final Program program;
  private final PriorityQueue<Agreement> agreements = new PriorityQueue<>();
  private final Transmit group = new Transmit();
  private long agreementCount;
  private boolean isTouched;

  SimHost(
      Cluster cluster,
      Address address,
      EndpointSettings settings,
      EndpointListener listener,
      Program program) {
    this.cluster = cluster;
    this.address = address;
    this.program = program;
    this.endpoint = new Endpoint(settings, cluster.random.split(), Trace.NONE, listener);
    endpoint.advance(cluster.clock.nanos());
    cluster.add(this);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Makes it the only one at its address. */
  SimHost attached() {
    cluster.network.attach(address, this::receive);
    return this;
  }

  /** Hands a key agreement to the workers. */
  void submit(KeyJob job) {
    long atNanos = cluster.clock.nanos() + cluster.random.nextLong(cluster.maxDelayNanos + 1);
    agreements.add(new Agreement(atNanos, agreementCount++, job));
  }

  /** Runs a command on the endpoint's thread, now. */
  void act(Runnable command) {
    endpoint.advance(cluster.clock.nanos());
    command.run();
    isTouched = true;
  }

  /** The process is gone at once and says nothing. */
  void kill() {
    cluster.network.detach(address);
    cluster.remove(this);
  }

  /** One turn if there is a reason for one; true if there was. */
  boolean turn(long nowNanos) {
    if (!isTouched && dueAtNanos(nowNanos) > nowNanos) {
      return false;
    }
    isTouched = false;
    endpoint.advance(nowNanos);
    for (var next = agreements.peek();
        next != null && next.atNanos <= nowNanos;
        next = agreements.peek()) {
      agreements.remove();
      next.job.run();
      endpoint.complete(nowNanos, next.job);
    }
    program.commands(nowNanos);
    endpoint.advance(nowNanos);
    program.advance(nowNanos);
    flush(nowNanos);
    return true;
  }

  /** The instant of the next turn, if nothing arrives. */
  long dueAtNanos(long nowNanos) {
    var next = agreements.peek();
    long atNanos = Math.min(program.dueAtNanos(nowNanos), next == null ? NEVER : next.atNanos);
    return Math.min(atNanos, nowNanos + endpoint.untilDueNanos(nowNanos));
  }

  private static final long NEVER = Long.MAX_VALUE;

  /** A datagram comes out of the socket. */
  void receive(long nowNanos, Address from, byte[] datagram) {
    isTouched = true;
    if (program.passesOn(from, datagram)) {
      return;
    }
    endpoint.receive(nowNanos, from, datagram, 0, datagram.length);
  }

  private void flush(long nowNanos) {
    while (endpoint.poll(nowNanos, group)) {
      int step = group.segmentLength();
      for (int at = 0; at < group.length(); at += step) {
        int length = Math.min(step, group.length() - at);
        cluster.network.send(address, group.to(), group.bytes(), at, length);
      }
    }
  }
}
