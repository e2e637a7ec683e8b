package cumulus.group;

import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One client in the simulation. */
final class SimMember implements PeerNetwork, GroupListener {
  /** Links that a client has opened. */
  int dialled;

  final List<String> events = new ArrayList<>();
  final List<String> posts = new ArrayList<>();
  final List<String> malformed = new ArrayList<>();
  final Groups groups;

  private final SimMesh mesh;
  private final PeerId self;
  private final Groupspec spec;
  private final Map<PeerId, SimLink> links = new LinkedHashMap<>();
  private final Set<PeerId> attempts = new HashSet<>();
  private Optional<GroupMember> member = Optional.empty();
  private boolean isAlive = true;
  private boolean isWakePlanned;
  private long wakeNanos;

  SimMember(SimMesh mesh, PeerId self, Groupspec spec) {
    this.mesh = mesh;
    this.self = self;
    this.spec = spec;
    this.groups = new Groups(this, mesh.random.split());
  }

  SimMesh mesh() {
    return mesh;
  }

  GroupMember group() {
    return member.orElseThrow();
  }

  boolean isAlive() {
    return isAlive;
  }

  SimMember join() {
    member = Optional.of(groups.join(mesh.now(), spec, GroupSettings.DEFAULT, this));
    mesh.server.join(this);
    plan();
    return this;
  }

  /** Leaves in order. */
  void leave() {
    act(leaving -> groups.leave(mesh.now(), leaving));
    mesh.server.leave(this);
    isAlive = false;
    mesh.members.remove(self);
    List.copyOf(links.values()).forEach(SimLink::close);
  }

  /** Is gone without a word; the server notices it after some time. */
  void kill(long noticedAfterNanos) {
    isAlive = false;
    mesh.members.remove(self);
    mesh.in(noticedAfterNanos, () -> mesh.server.leave(this));
  }

  /** Does something with the membership, now. */
  void act(Consumer<GroupMember> action) {
    if (isAlive) {
      member.ifPresent(action);
      plan();
    }
  }

  /** Something happened on a link. */
  void on(Runnable event) {
    if (isAlive) {
      event.run();
      plan();
    }
  }

  /** All links, open ones. */
  List<SimLink> links() {
    return List.copyOf(links.values());
  }

  @Override
  public PeerId self() {
    return self;
  }

  @Override
  public List<PeerAddress> addresses() {
    return List.of(
        PeerAddress.ipv4(PeerAddress.INTRODUCER, 1, 1935),
        PeerAddress.ipv4(PeerAddress.REPORTED, self.hashCode(), 5000));
  }

  @Override
  public void connect(PeerId peer, List<PeerAddress> addresses) {
    boolean isRight =
        addresses.stream().anyMatch(address -> (int) address.low() == peer.hashCode());
    attempts.add(peer);
    mesh.in(
        4 * mesh.delayNanos(self, peer),
        () ->
            Optional.ofNullable(mesh.members.get(peer)).filter(_ -> isRight).ifPresent(this::meet));
  }

  @Override
  public void connectThroughServer(PeerId peer) {
    attempts.add(peer);
    mesh.in(
        2 * mesh.delayNanos(self, peer),
        () ->
            mesh.server
                .introduce(peer)
                .ifPresent(far -> mesh.in(4 * mesh.delayNanos(self, peer), () -> meet(far))));
  }

  @Override
  public void abandon(PeerId peer) {
    attempts.remove(peer);
  }

  private void meet(SimMember far) {
    if (!isAlive || !far.isAlive || !attempts.remove(far.self)) {
      return;
    }
    SimLink link = links.get(far.self);
    if (link == null) {
      dialled++;
      link = new SimLink(this, far);
      links.put(far.self, link);
      far.links.put(self, link.twin());
    }
    SimLink open = link;
    on(() -> groups.onConnected(mesh.now(), open));
    // The far end may have asked for us at the same time: both attempts made one session.
    if (far.attempts.remove(self)) {
      far.on(() -> far.groups.onConnected(mesh.now(), open.twin()));
    }
  }

  void closed(SimLink link) {
    if (links.remove(link.peer(), link)) {
      on(() -> groups.onClosed(mesh.now(), link));
    }
  }

  private void plan() {
    long dueNanos = mesh.now() + groups.untilDueNanos(mesh.now());
    if (!isWakePlanned || dueNanos - wakeNanos < 0) {
      isWakePlanned = true;
      wakeNanos = dueNanos;
      mesh.in(dueNanos - mesh.now(), () -> wake(dueNanos));
    }
  }

  private void wake(long plannedNanos) {
    if (isAlive && isWakePlanned && wakeNanos == plannedNanos) {
      isWakePlanned = false;
      groups.advance(mesh.now());
      plan();
    }
  }

  @Override
  public void onNeighbourConnect(PeerId peer) {
    events.add("connect " + peer);
  }

  @Override
  public void onNeighbourDisconnect(PeerId peer) {
    events.add("disconnect " + peer);
  }

  @Override
  public void onPublish(String streamName) {
    events.add("publish " + streamName);
  }

  @Override
  public void onUnpublish(String streamName) {
    events.add("unpublish " + streamName);
  }

  @Override
  public void onPost(String postId, byte[] amf) {
    posts.add(postId);
  }

  @Override
  public void onMalformed(PeerId peer, String reason) {
    malformed.add(reason);
  }
}
