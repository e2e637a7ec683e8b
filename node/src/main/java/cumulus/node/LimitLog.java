package cumulus.node;

import cumulus.rtmfp.trace.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says in the log that a limit was reached or something is refused, each at most once in a minute.
 * Only a full server is worth a warning: nobody else can help there. Any thread.
 */
final class LimitLog {
  private static final Logger LOG = LoggerFactory.getLogger(LimitLog.class);
  private static final long PERIOD_NANOS = 60_000_000_000L;

  /** What is said of a limit, and when it was said last. */
  private record Line(Level level, String text, AtomicLong toldNanos) {}

  private final Map<DropReason, Line> lines = new EnumMap<>(DropReason.class);
  private final LongSupplier nanoTime;

  LimitLog(Config.LimitConfig limits, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    add(
        DropReason.SESSION_LIMIT,
        Level.WARN,
        "limits.sessions = "
            + limits.sessions()
            + " is reached: new clients are not answered until others leave");
    add(
        DropReason.ADDRESS_LIMIT,
        Level.INFO,
        "limits.sessionsPerAddress = "
            + limits.sessionsPerAddress()
            + " is reached: new clients of an address are not answered until others of it leave");
    add(
        DropReason.AGREEMENT_LIMIT,
        Level.INFO,
        "limits.keyAgreements = "
            + limits.keyAgreements()
            + " handshakes wait: the newest of the address with the most must try again");
    add(
        DropReason.HELLO_RATE,
        Level.INFO,
        "more than limits.helloRate = "
            + limits.helloRate()
            + " hellos in a second came from an address: the rest was not answered");
    add(
        DropReason.BLACKLISTED,
        Level.INFO,
        "packets came from an address on the blacklist of scripts: they are dropped");
    add(
        DropReason.MESSAGE_LIMIT,
        Level.INFO,
        "a client sent a message of more than limits.messageSize = "
            + limits.messageBytes()
            + " bytes: its flow was rejected");
    add(
        DropReason.MEMORY_LIMIT,
        Level.INFO,
        "a client's data without the missing parts passed its share of memory: a flow was"
            + " rejected");
    add(
        DropReason.FLOW_LIMIT,
        Level.INFO,
        "a client opened more flows than a session may have: they were not taken");
  }

  /** Something was dropped; of limits only something is said. */
  void onDrop(DropReason reason) {
    Line line = lines.get(reason);
    if (line == null) {
      return;
    }
    long told = line.toldNanos.get();
    long now = nanoTime.getAsLong();
    if (now - told >= PERIOD_NANOS && line.toldNanos.compareAndSet(told, now)) {
      LOG.atLevel(line.level).log(line.text);
    }
  }

  private void add(DropReason reason, Level level, String text) {
    lines.put(reason, new Line(level, text, new AtomicLong(nanoTime.getAsLong() - PERIOD_NANOS)));
  }
}
