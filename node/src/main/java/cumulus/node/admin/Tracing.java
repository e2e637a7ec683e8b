package cumulus.node.admin;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.Session;
import cumulus.rtmfp.SessionStatistics;
import cumulus.rtmfp.trace.DropReason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What is traced now: which clients' events go into the file, and which sessions' packets to
 * somebody who asked for them. Loops read what was switched; those who answer operators switch.
 */
public final class Tracing implements AutoCloseable {
  /** Clients named at a time. */
  private static final int MAX_NAMES = 64;

  /** Sessions whose packets are taken at a time. */
  private static final int MAX_DUMPS = 4;

  /** Of a session that is not yet anybody's: no client has this number. */
  private static final long NO_CLIENT = 0;

  private record Named(String name, ClientSelector who) {}

  /** What is known of a client when its trace begins in the middle. */
  record TraceBegan(Address address, byte[] peerId, SessionStatistics statistics) {}

  /** The trace of a client is off again. */
  record TraceEnded() {}

  private final Path place;
  private final TraceWriter writer;
  private final HexLog log;
  private final Instant base = Instant.now();
  private final long baseNanos = System.nanoTime();
  private final List<LoopTrace> loops = new CopyOnWriteArrayList<>();
  private final List<PacketDump> dumps = new CopyOnWriteArrayList<>();
  private volatile List<Named> named = List.of();

  /**
   * Nothing is traced yet.
   *
   * @param place of the file, for people
   * @param log of every packet
   */
  public Tracing(Path place, TraceFile.Opener file, HexLog log) {
    this.place = place;
    this.log = log;
    this.writer = new TraceWriter(file, this::wallTime);
  }

  /** Where every packet goes, if it is asked for. */
  public HexLog log() {
    return log;
  }

  Path place() {
    return place;
  }

  /**
   * The trace of one more loop.
   *
   * @param onDrop also told of each drop, on the loop's thread
   */
  public LoopTrace newLoop(Consumer<DropReason> onDrop) {
    var loop = new LoopTrace(this, onDrop);
    loops.add(loop);
    return loop;
  }

  @Override
  public void close() {
    writer.close();
  }

  /** A time of the loops' clock as people know it. */
  Instant wallTime(long nanos) {
    return base.plusNanos(nanos - baseNanos);
  }

  /** Dropped so far, over all loops. */
  long drops(DropReason reason) {
    return loops.stream().mapToLong(loop -> loop.drops().of(reason)).sum();
  }

  /** Whose traces are on, as they were named. */
  List<String> names() {
    return named.stream().map(Named::name).toList();
  }

  /**
   * Traces the clients that somebody named, and those that come later.
   *
   * @return how many there are now
   */
  int on(String name, LoopQuestions questions) throws AdminException {
    ClientSelector who = ClientSelector.parse(name);
    enter(name, who);
    int matches = apply(who, questions);
    if (matches == 0 && !who.isLasting()) {
      strike(who);
      throw nobody(name);
    }
    return matches;
  }

  /**
   * Ends the traces of the clients that somebody named, unless they are named otherwise too; every
   * trace for "all".
   *
   * @return how many of them there are now
   */
  int off(String name, LoopQuestions questions) throws AdminException {
    ClientSelector who = ClientSelector.parse(name);
    strike(who);
    return apply(who, questions);
  }

  private synchronized void enter(String name, ClientSelector who) throws AdminException {
    if (named.stream().anyMatch(each -> each.who().equals(who))) {
      return;
    }
    if (named.size() >= MAX_NAMES) {
      throw new AdminException(
          MAX_NAMES + " traces are on already: end some with ./cumulus trace CLIENT off");
    }
    var more = new ArrayList<>(named);
    more.add(new Named(name, who));
    named = List.copyOf(more);
  }

  private synchronized void strike(ClientSelector who) {
    named =
        who instanceof ClientSelector.All
            ? List.of()
            : named.stream().filter(each -> !each.who().equals(who)).toList();
  }

  /** Makes the sessions that match what they should be; counts them. */
  private int apply(ClientSelector who, LoopQuestions questions) throws AdminException {
    var count = new AtomicInteger();
    questions.visit(
        (client, session) -> {
          if (who.matches(client, session)) {
            count.incrementAndGet();
            set(client, session);
          }
        });
    return count.get();
  }

  private void set(long client, Session session) {
    boolean isWanted = isWanted(client, session);
    if (isWanted == session.isTraced()) {
      return;
    }
    session.setTraced(isWanted);
    Object event =
        isWanted
            ? new TraceBegan(session.farAddress(), session.peerId(), session.statistics())
            : new TraceEnded();
    add(
        new TraceRecord(
            System.nanoTime(), session.nearId(), Optional.of(client), Optional.empty(), event),
        LoopTrace.RECORD_BYTES);
  }

  private boolean isWanted(long client, Session session) {
    return named.stream().anyMatch(each -> each.who().matches(client, session));
  }

  // ---- for the loops

  void add(TraceRecord record, int bytes) {
    writer.add(record, bytes);
  }

  boolean isNewSessionTraced(Session session) {
    return !named.isEmpty() && isWanted(NO_CLIENT, session);
  }

  boolean wantsHandshakes() {
    return !named.isEmpty();
  }

  boolean isHandshakeTraced(Address from) {
    return named.stream().anyMatch(each -> each.who().matchesFrom(from));
  }

  void packet(Session session, PacketDump.Packet packet) {
    boolean isWanted = false;
    for (PacketDump dump : dumps) {
      if (dump.session() == session.nearId()) {
        dump.add(packet);
        isWanted = true;
      }
    }
    if (!isWanted && !log.hasPackets()) {
      session.setPacketTraced(false);
    }
  }

  // ---- packets

  /**
   * Takes the packets of the one session that somebody named, until {@link #end}.
   *
   * @throws AdminException when nobody or more than one is meant
   */
  PacketDump begin(String name, LoopQuestions questions) throws AdminException {
    ClientSelector who = ClientSelector.parse(name);
    var found = new CopyOnWriteArrayList<PacketDump>();
    questions.visit(
        (client, session) -> {
          if (who.matches(client, session)) {
            found.add(new PacketDump(client, session.nearId(), session.farAddress()));
          }
        });
    if (found.isEmpty()) {
      throw nobody(name);
    }
    if (found.size() > 1) {
      throw new AdminException(
          name + " means " + found.size() + " sessions: name one, ./cumulus status lists them");
    }
    PacketDump dump = found.getFirst();
    synchronized (this) {
      if (dumps.size() >= MAX_DUMPS) {
        throw new AdminException(
            MAX_DUMPS + " dumps are under way already: wait for the end of one");
      }
      dumps.add(dump);
    }
    try {
      questions.visit(
          (_, each) -> {
            if (each.nearId() == dump.session()) {
              each.setPacketTraced(true);
            }
          });
    } catch (AdminException e) {
      end(dump);
      throw e;
    }
    return dump;
  }

  /** The packets are not wanted any more; the loop notices it with the next one. */
  void end(PacketDump dump) {
    dumps.remove(dump);
  }

  private static AdminException nobody(String name) {
    return new AdminException("no client " + name + " is connected: ./cumulus status lists them");
  }
}
