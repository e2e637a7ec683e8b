package cumulus.node.admin;

import cumulus.rtmfp.Address;
import cumulus.transport.Addresses;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Answers the questions of an operator. */
public final class AdminRequests {
  static final int MAX_ENTRIES = 1000;
  static final int MAX_DUMP_SECONDS = 3600;
  static final long MAX_DUMP_BYTES = 1L << 30;

  private static final int MAX_LOG_LEVEL = 8;
  private static final long HEARTBEAT_NANOS = 1_000_000_000L;
  private static final Duration SLACK = Duration.ofSeconds(10);

  /** Where lines of an answer go. */
  interface Output {
    void line(Object answer) throws IOException;

    /** An empty line: still here. */
    void emptyLine() throws IOException;

    /** The answer takes so long. */
    void expect(Duration time);
  }

  private final About about;
  private final ServerAccess access;
  private final LoopQuestions questions;
  private final Tracing tracing;
  private final LogSwitch log;
  private final StatusGatherer gatherer;
  private final long begunNanos = System.nanoTime();

  /**
   * What does not change.
   *
   * @param listens where, for people
   * @param folder of the server
   */
  public record About(String version, String listens, String folder) {}

  public AdminRequests(About about, ServerAccess access, Tracing tracing, LogSwitch log) {
    this.about = about;
    this.access = access;
    this.questions = new LoopQuestions(access.loops());
    this.tracing = tracing;
    this.log = log;
    this.gatherer = new StatusGatherer(access, questions, tracing);
  }

  /** Carries out one request: words with blanks between them. */
  void answer(String request, Output out) throws AdminException, IOException, InterruptedException {
    List<String> words = List.of(request.split(" ", -1));
    switch (words.getFirst()) {
      case "status" -> out.line(status((int) number(words, 1, 0, MAX_ENTRIES)));
      case "traces" -> out.line(traces(0));
      case "trace" -> out.line(trace(word(words, 1), word(words, 2)));
      case "log" -> out.line(log(words));
      case "dump" ->
          dump(
              word(words, 1),
              Duration.ofSeconds(number(words, 2, 1, MAX_DUMP_SECONDS)),
              number(words, 3, 1, MAX_DUMP_BYTES),
              out);
      default -> throw notUnderstood(request);
    }
  }

  private StatusReport status(int most) {
    double upSeconds = (System.nanoTime() - begunNanos) / 1e9;
    var server =
        new StatusReport.Server(
            about.version(),
            ProcessHandle.current().pid(),
            about.listens(),
            about.folder(),
            upSeconds);
    return gatherer.gather(server, log.level(), most);
  }

  private Answers.Traces trace(String who, String how) throws AdminException {
    return switch (how) {
      case "on" -> traces(tracing.on(who, questions));
      case "off" -> traces(tracing.off(who, questions));
      default -> throw notUnderstood(how);
    };
  }

  private Answers.Traces traces(int clients) {
    return new Answers.Traces(tracing.names(), clients, tracing.place().toString());
  }

  private Answers.Log log(List<String> words) throws AdminException {
    if (words.size() > 1) {
      log.set((int) number(words, 1, 0, MAX_LOG_LEVEL));
    }
    return new Answers.Log(log.level());
  }

  private void dump(String who, Duration time, long maxBytes, Output out)
      throws AdminException, IOException, InterruptedException {
    out.expect(time.plus(SLACK));
    PacketDump dump = tracing.begin(who, questions);
    try {
      Address near = Addresses.of(access.loops().getFirst().localAddress());
      out.line(
          new Answers.DumpBegan(
              ClientNumber.text(dump.client()),
              HexFormat.of().toHexDigits(dump.session()),
              Answers.Wire.of(near)));
      out.line(new Answers.DumpEnded(send(dump, time, maxBytes, out), dump.leftOut()));
    } finally {
      tracing.end(dump);
    }
  }

  private long send(PacketDump dump, Duration time, long maxBytes, Output out)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + time.toNanos();
    long packets = 0;
    long bytes = 0;
    long leftNanos = time.toNanos();
    while (leftNanos > 0 && bytes < maxBytes) {
      var next = dump.next(Math.min(leftNanos, HEARTBEAT_NANOS));
      if (next.isPresent()) {
        PacketDump.Packet packet = next.get();
        packets++;
        bytes += packet.bytes().length;
        out.line(
            new Answers.DumpPacket(
                tracing.wallTime(packet.atNanos()),
                packet.isSent(),
                Answers.Wire.of(packet.far()),
                packet.bytes()));
      } else {
        out.emptyLine();
      }
      leftNanos = endNanos - System.nanoTime();
    }
    return packets;
  }

  private static String word(List<String> words, int index) throws AdminException {
    if (index >= words.size()) {
      throw notUnderstood(String.join(" ", words));
    }
    return words.get(index);
  }

  private static long number(List<String> words, int index, long least, long most)
      throws AdminException {
    String word = word(words, index);
    if (!word.matches("\\d{1,12}")) {
      throw notUnderstood(word);
    }
    return Math.clamp(Long.parseLong(word), least, most);
  }

  private static AdminException notUnderstood(String what) {
    return new AdminException(
        "\"" + what + "\" is not understood: use ./cumulus status, trace, dump or log");
  }
}
