package cumulus.server;

import cumulus.rtmfp.SessionStatistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes the lists of a {@link LoopReport}. */
final class LoopReporter {
  private final long nowNanos;
  private final int most;

  /**
   * @param most entries of a list
   */
  LoopReporter(long nowNanos, int most) {
    this.nowNanos = nowNanos;
    this.most = most;
  }

  List<LoopReport.Client> clients(Collection<LoopClient> all) {
    return Top.of(all, most, client -> client.session().queuedBytes(), LoopReporter::bytes).stream()
        .map(this::client)
        .toList();
  }

  private static long bytes(LoopClient client) {
    SessionStatistics statistics = client.session().statistics();
    return statistics.bytesSent() + statistics.bytesReceived();
  }

  private LoopReport.Client client(LoopClient client) {
    var session = client.session();
    return new LoopReport.Client(
        client.id(),
        session.nearId(),
        session.farAddress(),
        session.peerId(),
        nowNanos - client.openedNanos(),
        Math.max(0, nowNanos - session.lastHeardNanos()),
        session.queuedBytes(),
        session.statistics(),
        session.isTraced());
  }

  List<LoopReport.Publication> publications(Collection<Relay> all) {
    return Top.of(all, most, Relay::bytesPerSecond, Relay::bytes).stream()
        .map(
            relay ->
                new LoopReport.Publication(
                    relay.publication(),
                    relay.share().name(),
                    relay.publisher().map(LoopStream::clientId).orElse(0L),
                    nowNanos - relay.begunNanos(),
                    relay.bytesPerSecond(),
                    relay.figures()))
        .toList();
  }

  List<LoopReport.Subscriber> subscribers(Collection<Share> shares) {
    var all = new ArrayList<Subscriber>();
    shares.forEach(share -> share.addSubscribersTo(all));
    return Top.of(all, most, Subscriber::waitingBytes, Subscriber::droppedFrames).stream()
        .map(Subscriber::report)
        .toList();
  }
}
