package cumulus.node.admin;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A status report as people read it. */
final class StatusText {
  private static final int PEER_ID_DIGITS = 12;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;
  private static final double KILO = 1000;

  private final StringBuilder out = new StringBuilder();
  private final StatusReport report;

  private StatusText(StatusReport report) {
    this.report = report;
  }

  static String of(StatusReport report) {
    return new StatusText(report).text();
  }

  private String text() {
    head();
    loops();
    sessions();
    publications();
    subscribers();
    waiting();
    drops();
    return out.toString();
  }

  private void head() {
    var server = report.server();
    line(
        "Cumulus %s, process %d, up %s, listens on %s, folder %s"
            .formatted(
                server.version(),
                server.process(),
                duration(server.upSeconds()),
                server.listens(),
                server.folder()));
    var application = report.application();
    line(
        "%d clients, %d publications, %d listeners; log level %s"
            .formatted(
                application.clients(),
                application.publications(),
                application.listeners(),
                report.log()));
    String resident = bytes(report.memory().residentBytes());
    line(
        "memory: heap %s of at most %s, process %s"
            .formatted(
                bytes(report.memory().heapUsedBytes()),
                bytes(report.memory().heapMaxBytes()),
                report.memory().residentBytes() == 0 ? "unknown" : resident));
    line(
        "application thread: %s, %d posts wait, %d lost, %d errors of our own"
            .formatted(
                application.isAnswering()
                    ? "answers in " + millis(application.answerMillis())
                    : "DOES NOT ANSWER, an application runs long or hangs: see the log",
                application.mailbox(),
                application.mailboxLost(),
                application.failures()));
    line("key agreements: %d wait".formatted(report.keyAgreementsWaiting()));
    if (!report.traces().isEmpty()) {
      line("traced: " + String.join(", ", report.traces()));
    }
  }

  private void loops() {
    var table =
        new Table(
            "loop",
            ">answers in",
            ">turns",
            ">datagrams in",
            ">out",
            ">refused",
            ">mailbox",
            ">lost",
            ">errors",
            ">sessions",
            ">waiting",
            ">reassembly",
            ">frames dropped");
    for (StatusReport.Loop loop : report.loops()) {
      table.row(
          loop.name(),
          loop.isAnswering() ? millis(loop.answerMillis()) : "NOT",
          loop.turns(),
          loop.datagramsIn(),
          loop.datagramsOut(),
          loop.datagramsRefused(),
          loop.mailbox(),
          loop.mailboxLost(),
          loop.failures(),
          loop.sessions(),
          bytes(loop.waitingBytes()),
          bytes(loop.reassemblyBytes()),
          loop.framesDropped());
    }
    section("Loops", table, 0);
  }

  private void sessions() {
    list(
        "Sessions",
        report.sessions(),
        new Table(
            "client",
            "session",
            "address",
            "peer id",
            "application",
            ">age",
            ">silent",
            ">round trip",
            ">loss",
            ">window",
            ">queued",
            ">in",
            ">out"),
        (table, session) ->
            table.row(
                session.client(),
                session.session() + (session.isTraced() ? " traced" : ""),
                session.address(),
                session.peerId().substring(0, PEER_ID_DIGITS),
                session.isConnected() ? "/" + session.application() : "(not connected)",
                duration(session.ageSeconds()),
                duration(session.silentMillis() / KILO),
                millis(session.roundTripMillis()),
                percent(session.lossOut()),
                bytes(session.windowBytes()),
                bytes(session.queuedBytes()),
                bytes(session.bytesIn()),
                bytes(session.bytesOut())));
  }

  private void publications() {
    list(
        "Publications",
        report.publications(),
        new Table(
            "name",
            "by client",
            ">age",
            ">bit rate",
            ">messages",
            ">bytes",
            ">loss",
            ">frames dropped",
            ">listeners"),
        (table, publication) ->
            table.row(
                publication.name(),
                publication.client(),
                duration(publication.ageSeconds()),
                bitRate(publication.bitsPerSecond()),
                publication.messages(),
                bytes(publication.bytes()),
                percent(publication.lossIn()),
                publication.framesDropped(),
                publication.listeners()));
  }

  private void subscribers() {
    list(
        "Listeners",
        report.subscribers(),
        new Table("name", "client", ">waiting", ">oldest", ">frames dropped", "state"),
        (table, subscriber) ->
            table.row(
                subscriber.name(),
                subscriber.client(),
                bytes(subscriber.waitingBytes()),
                millis(subscriber.waitingMillis()),
                subscriber.framesDropped(),
                state(subscriber)));
  }

  private static String state(StatusReport.Subscriber subscriber) {
    if (subscriber.isPaused()) {
      return "paused";
    }
    String muted =
        (subscriber.audio() ? "" : " without audio") + (subscriber.video() ? "" : " without video");
    return (subscriber.isWaitingForKeyFrame() && subscriber.video()
            ? "waits for a key frame"
            : "plays")
        + muted;
  }

  private void waiting() {
    list(
        "Names that nobody publishes",
        report.waiting(),
        new Table("name", ">listeners"),
        (table, name) -> table.row(name.name(), name.listeners()));
  }

  private void drops() {
    var table = new Table("reason", ">count", "what it means");
    List<StatusReport.Drop> counted =
        report.drops().stream().filter(drop -> drop.count() > 0).toList();
    counted.forEach(drop -> table.row(drop.reason(), drop.count(), drop.meaning()));
    if (counted.isEmpty()) {
      line("");
      line("Nothing that arrived was dropped.");
    } else {
      section("Dropped on arrival", table, 0);
    }
  }

  private <T> void list(
      String title, StatusReport.Listing<T> listing, Table table, BiConsumer<Table, T> row) {
    if (listing.shown().isEmpty() && listing.more() == 0) {
      return;
    }
    listing.shown().forEach(each -> row.accept(table, each));
    section(title, table, listing.more());
  }

  private void section(String title, Table table, long more) {
    line("");
    line(title);
    out.append(table.text());
    if (more > 0) {
      line("  and %d more".formatted(more));
    }
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  static String bytes(long bytes) {
    return scaled(bytes, "B");
  }

  private static String bitRate(long bitsPerSecond) {
    return scaled(bitsPerSecond, "bit/s");
  }

  private static String scaled(long figure, String unit) {
    double rest = figure;
    for (String prefix : List.of("", "k", "M", "G")) {
      if (rest < KILO) {
        String form = prefix.isEmpty() || rest >= 100 ? "%.0f %s%s" : "%.1f %s%s";
        return String.format(Locale.ROOT, form, rest, prefix, unit);
      }
      rest /= KILO;
    }
    return String.format(Locale.ROOT, "%.1f T%s", rest, unit);
  }

  static String duration(double seconds) {
    long whole = (long) seconds;
    if (whole < MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    String clock =
        String.format(
            Locale.ROOT, "%d:%02d:%02d", whole % DAY / HOUR, whole % HOUR / MINUTE, whole % MINUTE);
    return whole < DAY ? clock : whole / DAY + " d " + clock;
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", rate * 100);
  }
}
