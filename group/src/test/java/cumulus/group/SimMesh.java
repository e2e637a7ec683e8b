package cumulus.group;

import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Members of a group, the server that introduces them, and the sessions between them, under one
 * virtual clock. Sessions are those of RTMFP as far as a group sees them: flows keep their order, a
 * lost message comes later, or never if its lifetime is over. All chance comes from the seed.
 */
final class SimMesh {
  static final Groupspec SPEC =
      Groupspec.named("films").multicast().posting().serverChannel().build();

  private static final long MILLI_NANOS = 1_000_000L;

  private record Task(long atNanos, long sequence, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.signum(atNanos - other.atNanos);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  final VirtualClock clock = new VirtualClock();
  final SplittableRandom random;
  final SimServer server;
  final Map<PeerId, SimMember> members = new HashMap<>();

  /** The probability that a packet is lost. */
  double loss;

  /** Messages given to flows so far, and their bytes. */
  long messages;

  private final PriorityQueue<Task> agenda = new PriorityQueue<>();
  private long taskCount;

  SimMesh(long seed) {
    this.random = new SplittableRandom(seed);
    this.server = new SimServer(this);
  }

  /** A client that has not joined. */
  SimMember member() {
    return member(SPEC);
  }

  SimMember member(Groupspec spec) {
    var id = new byte[PeerId.BYTES];
    random.nextBytes(id);
    var member = new SimMember(this, PeerId.of(id), spec);
    members.put(member.self(), member);
    return member;
  }

  /** Clients that join one after the other, some milliseconds apart. */
  List<SimMember> join(int count) {
    var joined = new ArrayList<SimMember>();
    for (int i = 0; i < count; i++) {
      SimMember member = member();
      joined.add(member);
      member.join();
      run(Duration.ofMillis(20));
    }
    return joined;
  }

  long now() {
    return clock.nanos();
  }

  void in(long nanos, Runnable work) {
    agenda.add(new Task(now() + Math.max(0, nanos), taskCount++, work));
  }

  /** The time from one to another, the same in both directions. */
  long delayNanos(PeerId one, PeerId other) {
    int pair = one.hashCode() ^ other.hashCode();
    return (5 + Math.floorMod(pair * 0x9e3779b9, 40)) * MILLI_NANOS;
  }

  /** How much later than the shortest way a packet comes that is resent until it does. */
  long lossDelayNanos(long delayNanos) {
    long late = 0;
    for (long again = 200 * MILLI_NANOS + 2 * delayNanos; random.nextDouble() < loss; again *= 2) {
      late += again;
    }
    return late;
  }

  void run(Duration span) {
    run(span, () -> false);
  }

  /** Runs until the condition holds; false if it does not within the span. */
  boolean run(Duration atMost, BooleanSupplier until) {
    long endNanos = now() + atMost.toNanos();
    while (!until.getAsBoolean()) {
      Task next = agenda.peek();
      if (next == null || next.atNanos() - endNanos > 0) {
        clock.advanceTo(endNanos);
        return until.getAsBoolean();
      }
      agenda.remove();
      clock.advanceTo(next.atNanos());
      next.work().run();
    }
    return true;
  }

  void until(Duration atMost, BooleanSupplier condition) {
    if (!run(atMost, condition)) {
      throw new AssertionError("not within " + atMost);
    }
  }
}
