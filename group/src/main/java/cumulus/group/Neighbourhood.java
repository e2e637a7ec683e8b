package cumulus.group;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.GroupReport;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who our neighbours are, who is about to become one, and who should: the shape of the mesh around
 * us (netgroup sections 3.3 and 3.4).
 */
final class Neighbourhood {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** How long a report may remain unanswered before the next one. */
  private static final long REPORT_PATIENCE_NANOS = 30 * SECOND_NANOS;

  private final PeerNetwork network;
  private final GroupSettings settings;
  private final RandomGenerator random;
  private final GroupAddress own;
  private final HeardList heard;
  private final Topology topology;
  private final Dials dials;
  private final Map<PeerId, Call> calls = new LinkedHashMap<>();
  private final Map<PeerId, Neighbour> neighbours = new LinkedHashMap<>();
  private List<PeerId> byLatency = List.of();
  private Set<PeerId> best = Set.of();
  private int degree = Topology.degree(1);
  private double members = 1;
  private long usedIndexes;

  Neighbourhood(PeerNetwork network, GroupSettings settings, RandomGenerator random) {
    this.network = network;
    this.settings = settings;
    this.random = random;
    this.own = GroupAddress.of(network.self());
    this.heard = new HeardList(settings.maxHeard());
    this.topology = new Topology(heard, random);
    this.dials = new Dials(network, settings);
  }

  Collection<Neighbour> all() {
    return neighbours.values();
  }

  List<PeerId> peers() {
    return List.copyOf(neighbours.keySet());
  }

  Collection<Call> calls() {
    return calls.values();
  }

  Dials dials() {
    return dials;
  }

  int heardOf() {
    return heard.size();
  }

  double estimatedMembers() {
    return members;
  }

  Optional<Neighbour> find(PeerId peer) {
    return Optional.ofNullable(neighbours.get(peer));
  }

  /** The neighbour at the far end of a link. */
  Optional<Neighbour> find(PeerLink link) {
    return find(link.peer()).filter(neighbour -> neighbour.link().equals(link));
  }

  boolean isNeighbour(Neighbour neighbour) {
    return find(neighbour.peer()).filter(neighbour::equals).isPresent();
  }

  /** True if there are as many as there should be, links that are being opened included. */
  boolean isComplete() {
    return neighbours.size() + calls.size() + dials.size() >= degree;
  }

  /** True if the neighbour can be done without. */
  boolean isSuperfluous(Neighbour neighbour) {
    return neighbours.size() > degree && !best.contains(neighbour.peer());
  }

  /** The server, or a link, tells that a peer is there. */
  void hear(long nowNanos, PeerId peer) {
    heard.hear(peer, nowNanos, List.of());
  }

  void forget(PeerId peer) {
    heard.forget(peer);
  }

  /** A peer is gone, or wants nothing of us: it is neither called nor spoken of for a while. */
  void gone(long nowNanos, PeerId peer) {
    dials.markUnreachable(nowNanos, peer);
    heard.forget(peer);
  }

  /** Takes what a neighbour tells of itself and of others; true if some of them are new to us. */
  boolean hear(long nowNanos, Neighbour from, GroupReport report) {
    var addresses = new ArrayList<PeerAddress>();
    from.link().farAddress().ifPresent(addresses::add);
    report.addresses().stream()
        .filter(address -> !addresses.contains(address))
        .limit(GroupReport.MAX_ADDRESSES - addresses.size())
        .forEach(addresses::add);
    from.reportHeard(nowNanos, List.copyOf(addresses));
    heard.hear(from.peer(), nowNanos, addresses);
    boolean isNews = false;
    long oldestSeconds = settings.heardFor().toSeconds();
    for (GroupReport.Heard member : report.members()) {
      if (!member.peer().equals(network.self())
          && member.secondsSince() < oldestSeconds
          && !dials.isUnreachable(nowNanos, member.peer())) {
        long heardNanos = nowNanos - member.secondsSince() * SECOND_NANOS;
        isNews |= heard.hear(member.peer(), heardNanos, member.addresses());
      }
    }
    return isNews;
  }

  /** What a neighbour is told. */
  GroupReport reportFor(long nowNanos, Neighbour neighbour) {
    var told = new ArrayList<GroupReport.Heard>();
    for (PeerId peer : topology.best(neighbour.place(), byLatency, degree)) {
      HeardPeer member = heard.get(peer).orElse(null);
      if (member != null
          && !peer.equals(neighbour.peer())
          && told.size() < GroupReport.MAX_MEMBERS) {
        long since = Math.max(0, nowNanos - member.heardNanos()) / SECOND_NANOS;
        told.add(new GroupReport.Heard(peer, since, member.addresses()));
      }
    }
    return new GroupReport(neighbour.link().farAddress(), network.addresses(), told);
  }

  void call(Call call) {
    calls.put(call.link().peer(), call);
  }

  /** Takes the call to a peer away, if there is one. */
  Optional<Call> takeCall(PeerId peer) {
    return Optional.ofNullable(calls.remove(peer));
  }

  boolean hasRoom() {
    return neighbours.size() < settings.maxNeighbours();
  }

  /** When all places are taken: who may go for a newcomer that stands near us on the ring. */
  Optional<Neighbour> spareFor(PeerId newcomer) {
    return topology.nearest(own).contains(newcomer)
        ? neighbours.values().stream().filter(n -> !best.contains(n.peer())).findFirst()
        : Optional.empty();
  }

  /** A member has proven itself. There must be room. */
  Neighbour add(long nowNanos, PeerLink link, OutFlow reports, InFlow inReports) {
    int index = Long.numberOfTrailingZeros(~usedIndexes);
    var neighbour = new Neighbour(nowNanos, link, index, reports, inReports);
    usedIndexes |= neighbour.bit();
    neighbours.put(link.peer(), neighbour);
    return neighbour;
  }

  void remove(Neighbour neighbour) {
    neighbours.remove(neighbour.peer());
    usedIndexes &= ~neighbour.bit();
  }

  /** Looks the mesh over: forgets the silent, and opens links to those who should be neighbours. */
  void maintain(long nowNanos) {
    for (Neighbour neighbour : neighbours.values()) {
      heard.hear(neighbour.peer(), neighbour.link().lastHeardNanos(), neighbour.addresses());
    }
    long oldest = settings.heardFor().toNanos();
    heard.forgetIf(peer -> nowNanos - peer.heardNanos() >= oldest);
    members = topology.estimatedMembers(own);
    degree = Math.min(Topology.degree(members), settings.maxNeighbours());
    byLatency = byLatency();
    look(nowNanos);
  }

  /** Opens links to those who should be neighbours. */
  void look(long nowNanos) {
    best = topology.best(own, byLatency, degree);
    best.forEach(peer -> tryPeer(nowNanos, peer));
  }

  /** Ring neighbours are always wanted, others up to the degree. */
  void tryPeer(long nowNanos, PeerId peer) {
    if (neighbours.containsKey(peer)
        || calls.containsKey(peer)
        || !hasRoom()
        || !dials.mayDial(nowNanos, peer)) {
      return;
    }
    if (!isComplete() || topology.nearest(own).contains(peer)) {
      List<PeerAddress> addresses = heard.get(peer).map(HeardPeer::addresses).orElse(List.of());
      dials.dial(nowNanos, peer, addresses);
    }
  }

  /** Neighbours whose silence says that they are gone; those that may live are pinged. */
  List<Neighbour> lost(long nowNanos) {
    var lost = new ArrayList<Neighbour>();
    for (Neighbour neighbour : neighbours.values()) {
      if (nowNanos - neighbour.link().lastHeardNanos() >= settings.lostAfter().toNanos()) {
        lost.add(neighbour);
      } else if (neighbour.isPingDue(nowNanos, settings.pingAfter().toNanos())) {
        neighbour.link().ping();
      }
    }
    return lost;
  }

  /** A neighbour to exchange reports with: one at random that owes us none. */
  Optional<Neighbour> gossipPartner(long nowNanos) {
    List<Neighbour> idle =
        neighbours.values().stream()
            .filter(n -> n.isReported() && !isReportAwaited(nowNanos, n))
            .toList();
    return idle.isEmpty() ? Optional.empty() : Optional.of(idle.get(random.nextInt(idle.size())));
  }

  boolean isReportAwaited(long nowNanos, Neighbour from) {
    return from.isAnswerAwaited(nowNanos, REPORT_PATIENCE_NANOS);
  }

  /** A neighbour to be asked to let us go. */
  Optional<Neighbour> toBeLeft(long nowNanos) {
    return neighbours.values().stream()
        .filter(this::isSuperfluous)
        .filter(n -> n.isLetGoDue(nowNanos, settings.letGoEvery().toNanos()))
        .findFirst();
  }

  private List<PeerId> byLatency() {
    return neighbours.values().stream()
        .filter(neighbour -> neighbour.link().roundTripNanos() > 0)
        .sorted(Comparator.comparingLong(neighbour -> neighbour.link().roundTripNanos()))
        .map(Neighbour::peer)
        .toList();
  }
}
