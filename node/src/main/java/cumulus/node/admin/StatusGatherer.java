package cumulus.node.admin;

import cumulus.rtmfp.SessionStatistics;
import cumulus.rtmfp.trace.DropReason;
import cumulus.server.ControlReport;
import cumulus.server.LoopReport;
import cumulus.server.ToControl;
import cumulus.transport.UdpLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Asks loops and application thread what they serve and puts it together. A thread that does not
 * answer within a second is shown so, and the rest without it.
 */
final class StatusGatherer {
  /** Names asked of the application thread, to find those that wait among them. */
  private static final int MAX_NAMES = 1000;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int KIBI = 1024;

  private final ServerAccess access;
  private final LoopQuestions questions;
  private final Tracing tracing;

  StatusGatherer(ServerAccess access, LoopQuestions questions, Tracing tracing) {
    this.access = access;
    this.questions = questions;
    this.tracing = tracing;
  }

  private record Asked(
      List<Optional<LoopQuestions.Answer<LoopReport>>> loops,
      Optional<LoopQuestions.Answer<ControlReport>> control) {
    <T> List<T> all(Function<LoopReport, List<T>> part) {
      return loops.stream()
          .flatMap(Optional::stream)
          .flatMap(answer -> part.apply(answer.value()).stream())
          .toList();
    }

    long count(ToLongFunction<LoopReport> figure) {
      return loops.stream()
          .flatMap(Optional::stream)
          .mapToLong(answer -> figure.applyAsLong(answer.value()))
          .sum();
    }
  }

  /**
   * The state now.
   *
   * @param most entries of each list
   */
  StatusReport gather(StatusReport.Server server, String log, int most) {
    var loops = questions.report(most);
    var clients =
        loops.stream()
            .flatMap(Optional::stream)
            .flatMap(answer -> answer.value().clients().stream())
            .map(LoopReport.Client::client)
            .toList();
    var asked = new Asked(loops, askControl(clients));
    return new StatusReport(
        server,
        loops(asked),
        application(asked.control()),
        access.keyWorkers().waitingCount(),
        memory(),
        drops(),
        sessions(asked, most),
        publications(asked, most),
        subscribers(asked, most),
        waiting(asked, most),
        log,
        tracing.names());
  }

  private Optional<LoopQuestions.Answer<ControlReport>> askControl(List<Long> clients) {
    var answer = new CompletableFuture<LoopQuestions.Answer<ControlReport>>();
    long askedNanos = System.nanoTime();
    var question =
        new ToControl.Report(
            clients,
            MAX_NAMES,
            report ->
                answer.complete(
                    new LoopQuestions.Answer<>(report, System.nanoTime() - askedNanos)));
    if (!access.control().post(question)) {
      return Optional.empty();
    }
    return LoopQuestions.await(answer, askedNanos + LoopQuestions.WAIT_NANOS);
  }

  private List<StatusReport.Loop> loops(Asked asked) {
    var lines = new ArrayList<StatusReport.Loop>();
    for (int i = 0; i < access.loops().size(); i++) {
      lines.add(loop(access.loops().get(i), i, asked.loops().get(i)));
    }
    return lines;
  }

  private static StatusReport.Loop loop(
      UdpLoop<?> loop, int index, Optional<LoopQuestions.Answer<LoopReport>> answer) {
    var outside = loop.statistics();
    var inside = answer.map(given -> given.value().statistics()).orElse(NOTHING);
    return new StatusReport.Loop(
        "rtmfp-" + index,
        answer.isPresent(),
        answer.map(given -> given.nanos() / NANOS_PER_MILLI).orElse(0.0),
        outside.turns(),
        outside.datagramsReceived(),
        outside.datagramsSent(),
        outside.datagramsRefused(),
        outside.commandsWaiting(),
        outside.commandsRefused(),
        outside.failures(),
        answer.map(given -> given.value().sessions()).orElse(0),
        inside.clients(),
        inside.publications(),
        inside.subscribers(),
        inside.messagesIn(),
        inside.messagesOut(),
        inside.bytesIn(),
        inside.bytesOut(),
        answer.map(given -> given.value().reassemblyBytes()).orElse(0L),
        inside.waitingBytes(),
        inside.framesDropped(),
        inside.fragmentsLost(),
        inside.malformed(),
        inside.flowsRejected());
  }

  private static final cumulus.server.LoopStatistics NOTHING =
      new cumulus.server.LoopStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private StatusReport.Application application(
      Optional<LoopQuestions.Answer<ControlReport>> answer) {
    var known = answer.map(given -> given.value().statistics());
    return new StatusReport.Application(
        answer.isPresent(),
        answer.map(given -> given.nanos() / NANOS_PER_MILLI).orElse(0.0),
        access.control().waiting(),
        access.control().refused(),
        access.control().failures(),
        known.map(each -> each.clients()).orElse(0),
        known.map(each -> each.publications()).orElse(0),
        known.map(each -> each.listeners()).orElse(0),
        known.map(each -> each.packetEventsDropped()).orElse(0L),
        known.map(each -> each.malformed()).orElse(0L));
  }

  private static StatusReport.Memory memory() {
    Runtime runtime = Runtime.getRuntime();
    return new StatusReport.Memory(
        runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), residentBytes());
  }

  /** Linux says it in kilobytes; elsewhere it is left out. */
  private static long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .map(line -> line.replaceAll("\\D", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElse(0)
          * KIBI;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private List<StatusReport.Drop> drops() {
    return Arrays.stream(DropReason.values())
        .map(
            reason ->
                new StatusReport.Drop(reason.name(), tracing.drops(reason), DropMeaning.of(reason)))
        .toList();
  }

  private static StatusReport.Listing<StatusReport.Session> sessions(Asked asked, int most) {
    Map<Long, ControlReport.Client> known =
        asked.control().map(given -> given.value().clients()).orElse(List.of()).stream()
            .collect(Collectors.toMap(ControlReport.Client::client, Function.identity()));
    return listing(
        asked.all(LoopReport::clients),
        asked.count(report -> report.statistics().clients()),
        most,
        Comparator.comparingLong(LoopReport.Client::queuedBytes)
            .thenComparingLong(
                client -> client.statistics().bytesSent() + client.statistics().bytesReceived()),
        client -> session(client, Optional.ofNullable(known.get(client.client()))));
  }

  private static StatusReport.Session session(
      LoopReport.Client client, Optional<ControlReport.Client> known) {
    SessionStatistics figures = client.statistics();
    return new StatusReport.Session(
        ClientNumber.text(client.client()),
        HexFormat.of().toHexDigits(client.session()),
        client.address().toString(),
        HexFormat.of().formatHex(client.peerId()),
        known.map(ControlReport.Client::path).orElse(""),
        known.map(ControlReport.Client::isConnected).orElse(false),
        client.ageNanos() / NANOS_PER_SECOND,
        client.silentNanos() / NANOS_PER_MILLI,
        figures.smoothedRoundTripNanos() / NANOS_PER_MILLI,
        figures.congestionWindowBytes(),
        client.queuedBytes(),
        figures.bytesReceived(),
        figures.bytesSent(),
        figures.packetsReceived(),
        figures.packetsSent(),
        figures.fragmentsSent(),
        figures.fragmentsLost(),
        figures.fragmentsSent() == 0
            ? 0
            : (double) figures.fragmentsLost() / figures.fragmentsSent(),
        figures.fragmentsMissed(),
        client.isTraced());
  }

  private static StatusReport.Listing<StatusReport.Publication> publications(
      Asked asked, int most) {
    Map<Long, Integer> listeners =
        names(asked).stream()
            .filter(name -> name.publication() != 0)
            .collect(
                Collectors.toMap(ControlReport.Name::publication, ControlReport.Name::listeners));
    return listing(
        asked.all(LoopReport::publications),
        asked.count(report -> report.statistics().publications()),
        most,
        Comparator.comparingLong(LoopReport.Publication::bytesPerSecond)
            .thenComparingLong(publication -> publication.figures().bytes()),
        publication ->
            new StatusReport.Publication(
                publication.name(),
                publication.client() == 0 ? "server" : ClientNumber.text(publication.client()),
                publication.ageNanos() / NANOS_PER_SECOND,
                publication.bytesPerSecond() * Byte.SIZE,
                publication.figures().messages(),
                publication.figures().bytes(),
                publication.figures().lostRate(),
                publication.figures().fragmentsLost(),
                publication.figures().framesDropped(),
                listeners.getOrDefault(publication.publication(), 0)));
  }

  private static StatusReport.Listing<StatusReport.Subscriber> subscribers(Asked asked, int most) {
    return listing(
        asked.all(LoopReport::subscribers),
        asked.count(report -> report.statistics().subscribers()),
        most,
        Comparator.comparingLong(LoopReport.Subscriber::waitingBytes)
            .thenComparingLong(LoopReport.Subscriber::droppedFrames),
        subscriber ->
            new StatusReport.Subscriber(
                subscriber.name(),
                ClientNumber.text(subscriber.client()),
                subscriber.waitingBytes(),
                subscriber.waitingNanos() / NANOS_PER_MILLI,
                subscriber.droppedFrames(),
                subscriber.isPaused(),
                subscriber.isWaitingForKeyFrame(),
                subscriber.audio(),
                subscriber.video()));
  }

  private static StatusReport.Listing<StatusReport.Waiting> waiting(Asked asked, int most) {
    var idle = names(asked).stream().filter(name -> name.publication() == 0).toList();
    return listing(
        idle,
        idle.size(),
        most,
        Comparator.comparingLong(ControlReport.Name::listeners),
        name -> new StatusReport.Waiting(name.name(), name.listeners()));
  }

  private static List<ControlReport.Name> names(Asked asked) {
    return asked.control().map(given -> given.value().names()).orElse(List.of());
  }

  /** The largest first. */
  private static <T, U> StatusReport.Listing<U> listing(
      List<T> found, long all, int most, Comparator<T> order, Function<T, U> form) {
    List<U> shown = found.stream().sorted(order.reversed()).limit(most).map(form).toList();
    return new StatusReport.Listing<>(shown, Math.max(0, all - shown.size()));
  }
}
