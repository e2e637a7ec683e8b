package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.group.Admission;
import cumulus.flash.group.GroupReport;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.flash.group.PeerMessageType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Our membership in one NetGroup: proves to neighbours that we belong and lets them in, exchanges
 * reports with them (netgroup sections 3.2 and 3.3), and carries streams and posts over the mesh. A
 * state machine without clock or thread: its owner tells it what happens and the time.
 */
public final class GroupMember {
  /** Malformed messages of a neighbour after which it is none any more. */
  static final int MAX_ERRORS = 64;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Reports of one neighbour that come faster are passed over. */
  private static final long LEAST_REPORT_NANOS = SECOND_NANOS;

  /** News of members, and the loss of a neighbour, are acted on after this. */
  private static final long SOON_NANOS = SECOND_NANOS;

  private final Groupspec spec;
  private final GroupSettings settings;
  private final PeerNetwork network;
  private final RandomGenerator random;
  private final GroupListener listener;
  private final Neighbourhood neighbourhood;
  private final Mesh mesh = new MeshView();
  private final Streams streams;
  private final Posts posts;
  private final Set<Neighbour> leaving = new LinkedHashSet<>();
  private long maintainNanos;
  private OptionalLong lookNanos = OptionalLong.empty();
  private long malformed;
  private boolean hasLeft;

  GroupMember(
      long nowNanos,
      Groupspec spec,
      GroupSettings settings,
      PeerNetwork network,
      RandomGenerator random,
      GroupListener listener) {
    this.spec = spec;
    this.settings = settings;
    this.network = network;
    this.random = random;
    this.listener = listener;
    this.neighbourhood = new Neighbourhood(network, settings, random);
    this.streams = new Streams(mesh);
    this.posts = new Posts(mesh, spec.isPostingEnabled());
    this.maintainNanos = nowNanos + settings.maintenance().toNanos();
  }

  /** What the group is named by. */
  public Groupspec spec() {
    return spec;
  }

  /** The server names a member. */
  public void onMember(long nowNanos, PeerId peer) {
    if (!hasLeft && !peer.equals(network.self())) {
      neighbourhood.hear(nowNanos, peer);
      neighbourhood.tryPeer(nowNanos, peer);
    }
  }

  /**
   * Begins to publish a stream; every member may play it.
   *
   * @throws IllegalStateException if there are too many streams, or the group has no multicast
   */
  public GroupPublication publish(long nowNanos, String name, StreamSettings stream) {
    requireMulticast();
    return streams.publish(nowNanos, name, stream);
  }

  /**
   * Plays what is or will be published under a name, and passes it on to neighbours.
   *
   * @throws IllegalStateException if too much is played, or the group has no multicast
   */
  public GroupPlayback play(long nowNanos, String name, GroupMediaListener media) {
    requireMulticast();
    return streams.play(nowNanos, name, media);
  }

  /**
   * Posts a value to all members. Equal values are one post.
   *
   * @param amf one AMF0 value; the array is handed over
   * @return the id of the post, 64 hexadecimal digits
   * @throws IllegalStateException if the group has no posting
   * @throws IllegalArgumentException if the value is too large
   */
  public String post(long nowNanos, byte[] amf) {
    return posts.post(nowNanos, amf);
  }

  /** The peers that are our neighbours. */
  public List<PeerId> neighbours() {
    return neighbourhood.peers();
  }

  /** Figures for people. */
  public GroupStatistics statistics() {
    return new GroupStatistics(
        neighbourhood.all().size(),
        Math.round(neighbourhood.estimatedMembers()),
        neighbourhood.heardOf(),
        neighbourhood.dials().introductions(),
        malformed,
        streams.statistics());
  }

  void advance(long nowNanos) {
    removeLeaving(nowNanos);
    neighbourhood.dials().advance(nowNanos).forEach(neighbourhood::forget);
    List.copyOf(neighbourhood.calls()).stream()
        .filter(call -> nowNanos - call.byNanos() >= 0)
        .forEach(call -> hangUp(nowNanos, call));
    if (!hasLeft && nowNanos - maintainNanos >= 0) {
      maintain(nowNanos);
    } else if (!hasLeft && lookNanos.isPresent() && nowNanos - lookNanos.getAsLong() >= 0) {
      lookNanos = OptionalLong.empty();
      neighbourhood.look(nowNanos);
    }
    streams.advance(nowNanos);
    posts.advance(nowNanos);
    removeLeaving(nowNanos);
  }

  long untilDueNanos(long nowNanos) {
    if (!leaving.isEmpty()) {
      return 0;
    }
    long least = Math.min(maintainNanos - nowNanos, neighbourhood.dials().untilDueNanos(nowNanos));
    if (lookNanos.isPresent()) {
      least = Math.min(least, lookNanos.getAsLong() - nowNanos);
    }
    for (Call call : neighbourhood.calls()) {
      least = Math.min(least, call.byNanos() - nowNanos);
    }
    least = Math.min(least, streams.untilDueNanos(nowNanos));
    return Math.max(0, Math.min(least, posts.untilDueNanos(nowNanos)));
  }

  void onConnected(long nowNanos, PeerLink link) {
    PeerId peer = link.peer();
    if (!neighbourhood.dials().remove(peer) || neighbourhood.find(peer).isPresent()) {
      return;
    }
    OutFlow reports = openReports(link);
    var call = new Call(link, reports, nowNanos + settings.admissionFor().toNanos());
    if (reports.isOpen()) {
      reports.write(Admission.to(peer, spec, link.farNonce()).toByteArray(), 0);
      neighbourhood.call(call);
    } else {
      hangUp(nowNanos, call);
    }
  }

  void onUnreachable(long nowNanos, PeerId peer) {
    if (neighbourhood.dials().isGivenUp(nowNanos, peer)) {
      neighbourhood.forget(peer);
    }
  }

  void onClosed(long nowNanos, PeerLink link) {
    neighbourhood.calls().removeIf(call -> call.link().equals(link));
    neighbourhood
        .find(link)
        .ifPresent(
            neighbour -> {
              leaving.add(neighbour);
              neighbourhood.gone(nowNanos, neighbour.peer());
            });
  }

  boolean isProven(PeerLink link, Admission admission) {
    return !hasLeft && admission.isValid(network.self(), spec, link.nearNonce());
  }

  /** A peer has proven that it is a member; what it sends further on this flow is returned to. */
  InFlowListener admit(long nowNanos, InFlow flow) {
    PeerLink link = flow.link();
    PeerId peer = link.peer();
    neighbourhood.dials().abandon(peer);
    // One that has begun anew; the end of its old flow comes later.
    neighbourhood.find(peer).ifPresent(former -> remove(nowNanos, former));
    neighbourhood.hear(nowNanos, peer);
    Optional<OutFlow> ours = Optional.empty();
    for (Call call : neighbourhood.takeCall(peer).stream().toList()) {
      ours = call.link().equals(link) ? Optional.of(call.reports()) : ours;
    }
    if (!neighbourhood.hasRoom()) {
      neighbourhood.spareFor(peer).ifPresent(spare -> remove(nowNanos, spare));
    }
    if (!neighbourhood.hasRoom()) {
      flow.reject();
      ours.ifPresent(OutFlow::close);
      link.release(this);
      return InFlowListener.NONE;
    }
    OutFlow reports = ours.filter(OutFlow::isOpen).orElseGet(() -> openReports(link));
    if (ours.filter(reports::equals).isEmpty()) {
      reports.write(Admission.to(peer, spec, link.farNonce()).toByteArray(), 0);
    }
    Neighbour neighbour = neighbourhood.add(nowNanos, link, reports, flow);
    neighbour.send(new byte[] {PeerMessageType.ADMITTED});
    neighbour.send(new byte[] {PeerMessageType.BEGIN});
    listener.onNeighbourConnect(peer);
    return new GuardedInbox(mesh, neighbour, this::onReportFlow, this::onReportsEnded);
  }

  void leave(long nowNanos) {
    hasLeft = true;
    streams.close();
    neighbourhood.dials().abandonAll();
    List.copyOf(neighbourhood.calls()).forEach(call -> hangUp(nowNanos, call));
    List.copyOf(neighbourhood.all()).forEach(neighbour -> remove(nowNanos, neighbour));
    leaving.clear();
  }

  private void requireMulticast() {
    if (hasLeft || !spec.isMulticastEnabled()) {
      throw new IllegalStateException(
          hasLeft ? "not a member any more" : "the groupspec does not enable multicast");
    }
  }

  private OutFlow openReports(PeerLink link) {
    return link.openFlow(
        PeerMessageType.FLOW_REPORT,
        Optional.empty(),
        PeerLink.Urgency.ROUTINE,
        new ReportFlowEvents());
  }

  private void hangUp(long nowNanos, Call call) {
    PeerId peer = call.link().peer();
    neighbourhood.calls().remove(call);
    neighbourhood.gone(nowNanos, peer);
    call.reports().close();
    call.link().release(this);
  }

  private void onReportsEnded(long nowNanos, Neighbour neighbour, InFlow flow) {
    if (neighbourhood.isNeighbour(neighbour)) {
      leaving.add(neighbour);
      if (!neighbour.isLetGoAsked()) {
        // It does not let us go, so it leaves the group.
        neighbourhood.gone(nowNanos, neighbour.peer());
      }
    }
  }

  private void removeLeaving(long nowNanos) {
    List<Neighbour> gone = List.copyOf(leaving);
    leaving.clear();
    gone.stream().filter(neighbourhood::isNeighbour).forEach(n -> remove(nowNanos, n));
  }

  private void remove(long nowNanos, Neighbour neighbour) {
    neighbourhood.remove(neighbour);
    streams.onNeighbourGone(neighbour);
    posts.onNeighbourGone(neighbour);
    neighbour.reports().close();
    neighbour.inReports().reject();
    neighbour.link().release(this);
    listener.onNeighbourDisconnect(neighbour.peer());
    lookSoon(nowNanos);
  }

  private void onReportFlow(long nowNanos, Neighbour from, InFlow flow, byte[] message)
      throws MalformedException {
    switch (message[0]) {
      case PeerMessageType.ADMISSION, PeerMessageType.ADMITTED -> {}
      case PeerMessageType.BEGIN, PeerMessageType.BEGIN_NEAREST -> {
        if (!from.isReportSent()) {
          sendReport(nowNanos, from, true);
        }
      }
      case PeerMessageType.REPORT -> {
        if (!from.reportsTooOften(nowNanos, LEAST_REPORT_NANOS)) {
          onReport(nowNanos, from, GroupReport.read(message));
        }
      }
      case PeerMessageType.LET_GO -> {
        if (neighbourhood.isSuperfluous(from)) {
          leaving.add(from);
        }
      }
      default -> throw new MalformedException("message of type " + message[0] + " among reports");
    }
  }

  private void onReport(long nowNanos, Neighbour from, GroupReport report) {
    boolean isFirst = !from.isReported();
    boolean isAnswer = neighbourhood.isReportAwaited(nowNanos, from);
    boolean isNews = neighbourhood.hear(nowNanos, from, report);
    if (isFirst) {
      streams.onNeighbourReady(nowNanos, from);
      posts.onNeighbourReady(nowNanos, from);
    }
    if (!isAnswer) {
      sendReport(nowNanos, from, false);
    }
    if (isNews) {
      lookSoon(nowNanos);
    }
  }

  private void sendReport(long nowNanos, Neighbour to, boolean isAnswerWanted) {
    to.reportSent(nowNanos, isAnswerWanted);
    to.send(neighbourhood.reportFor(nowNanos, to).toByteArray());
  }

  /** Where neighbours are missing, news are not left lying until the next round. */
  private void lookSoon(long nowNanos) {
    if (lookNanos.isEmpty() && !neighbourhood.isComplete()) {
      lookNanos = OptionalLong.of(nowNanos + SOON_NANOS);
    }
  }

  private void maintain(long nowNanos) {
    long period = settings.maintenance().toNanos();
    maintainNanos = nowNanos + period - period / 8 + random.nextLong(1, period / 4);
    for (Neighbour lost : neighbourhood.lost(nowNanos)) {
      neighbourhood.gone(nowNanos, lost.peer());
      leaving.add(lost);
    }
    lookNanos = OptionalLong.empty();
    neighbourhood.maintain(nowNanos);
    neighbourhood.gossipPartner(nowNanos).ifPresent(n -> sendReport(nowNanos, n, true));
    neighbourhood
        .toBeLeft(nowNanos)
        .ifPresent(neighbour -> neighbour.send(new byte[] {PeerMessageType.LET_GO}));
  }

  /** The far end of a report flow of ours refuses it, or opens a flow in return to it. */
  private final class ReportFlowEvents implements OutFlowListener {
    @Override
    public void onRejected(long nowNanos, OutFlow flow) {
      neighbourhood.calls().stream()
          .filter(call -> call.reports().equals(flow))
          .findFirst()
          .ifPresent(call -> hangUp(nowNanos, call));
      neighbourhood.all().stream()
          .filter(neighbour -> neighbour.reports().equals(flow))
          .forEach(leaving::add);
    }

    @Override
    public InFlowListener onReturn(long nowNanos, InFlow flow) {
      Optional<Neighbour> neighbour = neighbourhood.find(flow.link());
      if (neighbour.isPresent()) {
        switch (flow.type()) {
          case PeerMessageType.FLOW_MEDIA_CONTROL -> {
            return streams.onControlFlow(neighbour.get());
          }
          case PeerMessageType.FLOW_POST_KEYS, PeerMessageType.FLOW_POSTS -> {
            return posts.onFlow(neighbour.get(), flow);
          }
          default -> {
            // Routed messages and replicated objects: their formats are unknown.
          }
        }
      }
      flow.reject();
      return InFlowListener.NONE;
    }
  }

  /** What streams and posts see of the membership. */
  private final class MeshView implements Mesh {
    @Override
    public Collection<Neighbour> neighbours() {
      return neighbourhood.all();
    }

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public GroupListener listener() {
      return listener;
    }

    @Override
    public InFlowListener onControlFlow(Neighbour neighbour) {
      return streams.onControlFlow(neighbour);
    }

    @Override
    public void onMalformed(long nowNanos, Neighbour from, String reason) {
      malformed++;
      listener.onMalformed(from.peer(), reason);
      if (from.countError() == MAX_ERRORS) {
        neighbourhood.gone(nowNanos, from.peer());
        leaving.add(from);
      }
    }
  }
}
