package cumulus.rtmfp.session;

import cumulus.rtmfp.Address;
import cumulus.rtmfp.EndpointListener;
import cumulus.rtmfp.Params;
import cumulus.rtmfp.crypto.Certificate;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Proven handshakes and their key agreements: a few are with the workers, the rest wait here.
 * Source hosts take turns, so that one that sends many does not keep others out; when there are too
 * many, the newest of the host with the most gives way.
 */
final class AgreementQueue {
  private record Host(long high, long low) {
    static Host of(Address address) {
      return new Host(address.high(), address.low());
    }
  }

  private final int limit;
  private final EndpointListener workers;
  private final Map<Address, AgreementJob> bySource = new HashMap<>();
  private final Map<Host, ArrayDeque<AgreementJob>> waiting = new HashMap<>();
  private final ArrayDeque<Host> turns = new ArrayDeque<>();
  private int waitingCount;
  private int atWork;

  AgreementQueue(int limit, EndpointListener workers) {
    this.limit = limit;
    this.workers = workers;
  }

  /** True while a key agreement for this source is computed or waits. */
  boolean contains(Address source) {
    return bySource.containsKey(source);
  }

  /** The same for this far end, wherever it is. */
  boolean contains(Certificate far) {
    return bySource.values().stream().anyMatch(job -> job.far().equals(far));
  }

  /** Takes a job; false if one, perhaps this one, had to give way. */
  boolean add(AgreementJob job) {
    bySource.put(job.address(), job);
    if (atWork < Math.min(limit, Params.MAX_AGREEMENTS_AT_WORK)) {
      start(job);
      return true;
    }
    Host host = Host.of(job.address());
    ArrayDeque<AgreementJob> line = waiting.get(host);
    if (line == null) {
      line = new ArrayDeque<>();
      waiting.put(host, line);
      turns.addLast(host);
    }
    line.addLast(job);
    waitingCount++;
    if (waitingCount + atWork <= limit) {
      return true;
    }
    dropNewestOfGreediest();
    return false;
  }

  /** The key agreement of this source is done, or given up. */
  void done(Address source) {
    bySource.remove(source);
    atWork--;
    Host host = turns.pollFirst();
    if (host == null) {
      return;
    }
    ArrayDeque<AgreementJob> line = lineOf(host);
    AgreementJob next = line.removeFirst();
    waitingCount--;
    if (line.isEmpty()) {
      waiting.remove(host);
    } else {
      turns.addLast(host);
    }
    start(next);
  }

  private void start(AgreementJob job) {
    atWork++;
    workers.onKeyAgreement(job);
  }

  private void dropNewestOfGreediest() {
    Host greediest = turns.getFirst();
    for (Host host : turns) {
      greediest = lineOf(host).size() > lineOf(greediest).size() ? host : greediest;
    }
    ArrayDeque<AgreementJob> line = lineOf(greediest);
    bySource.remove(line.removeLast().address());
    waitingCount--;
    if (line.isEmpty()) {
      waiting.remove(greediest);
      turns.remove(greediest);
    }
  }

  private ArrayDeque<AgreementJob> lineOf(Host host) {
    return waiting.getOrDefault(host, new ArrayDeque<>());
  }
}
