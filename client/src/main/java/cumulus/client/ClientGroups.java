package cumulus.client;

import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerAddress;
import cumulus.flash.group.PeerId;
import cumulus.group.GroupListener;
import cumulus.group.GroupMember;
import cumulus.group.GroupSettings;
import cumulus.group.Groups;
import cumulus.group.PeerNetwork;
import cumulus.rtmfp.Address;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The NetGroups of a connection: tells the server which groups we are in, and gives the memberships
 * the sessions with peers that they stand on. Belongs to the thread that runs the connection's
 * endpoint.
 */
public final class ClientGroups {
  private final ClientPeers peers;
  private final Map<PeerId, GroupLink> links = new HashMap<>();
  private final List<ClientGroup> joined = new ArrayList<>();
  private final List<GroupLink> untold = new ArrayList<>();
  private Optional<Groups> groups = Optional.empty();
  private Optional<RecvFlow> serverControl = Optional.empty();

  ClientGroups(ClientPeers peers) {
    this.peers = peers;
  }

  /**
   * Becomes a member; what comes of it is told to {@link GroupEvents}.
   *
   * @param random for all groups of the connection; that of the first join counts
   * @throws IllegalStateException if we are not connected, a member already, or in too many groups
   */
  public ClientGroup join(
      long nowNanos,
      Groupspec spec,
      GroupSettings settings,
      RandomGenerator random,
      GroupListener listener,
      GroupEvents events) {
    Session server = peers.server().filter(Session::isOpen).orElseThrow(ClientGroups::notConnected);
    RecvFlow control = serverControl.orElseThrow(ClientGroups::notConnected);
    Groups all = groups.orElseGet(() -> new Groups(new Network(), random));
    groups = Optional.of(all);
    GroupMember member = all.join(nowNanos, spec, settings, listener);
    var group = new ClientGroup(this, member, events);
    joined.add(group);
    group.begin(server, control);
    return group;
  }

  void leave(long nowNanos, ClientGroup group) {
    if (joined.remove(group)) {
      groups.ifPresent(all -> all.leave(nowNanos, group.member()));
    }
  }

  long nowNanos() {
    return peers.nowNanos();
  }

  // ---- sessions

  /** A peer opens a flow of a group that answers none of ours. */
  Optional<RecvFlowListener> accept(PeerSession session, RecvFlow flow) {
    return groups.map(
        all -> {
          GroupLink link = linkOn(session);
          return link.take(flow, all::onFlow);
        });
  }

  void onConnected(GroupLink link) {
    groups.ifPresent(all -> all.onConnected(nowNanos(), link));
  }

  void onClosed(GroupLink link, boolean wasOpen) {
    forget(link);
    groups.ifPresent(
        all -> {
          if (wasOpen) {
            all.onClosed(nowNanos(), link);
          } else {
            all.onUnreachable(nowNanos(), link.peer());
          }
        });
  }

  void forget(GroupLink link) {
    links.remove(link.peer(), link);
  }

  private GroupLink linkOn(PeerSession session) {
    PeerId peer = PeerId.of(session.peerId());
    GroupLink known = links.get(peer);
    if (known == null || !known.isOn(session)) {
      known = new GroupLink(this, peer);
      known.carriedBy(session);
      links.put(peer, known);
    }
    return known;
  }

  static PeerAddress address(int origin, Address address) {
    return new PeerAddress(origin, address.high(), address.low(), address.port());
  }

  private static IllegalStateException notConnected() {
    return new IllegalStateException("not connected");
  }

  // ---- the connection

  /** The server's control flow, in return to which flows of groups are opened. */
  void serverControl(RecvFlow flow) {
    serverControl = Optional.of(flow);
  }

  /** The server answers the flow by which we joined a group: it tells of members. */
  Optional<RecvFlowListener> onServerFlow(RecvFlow flow) {
    Optional<SendFlow> answered = flow.inReturnTo();
    return joined.stream()
        .filter(group -> answered.filter(group::isJoinFlow).isPresent())
        .findFirst()
        .map(ClientGroup::members);
  }

  void advance(long nowNanos) {
    List<GroupLink> standing = List.copyOf(untold);
    untold.clear();
    standing.stream().filter(GroupLink::isOpen).forEach(this::onConnected);
    groups.ifPresent(all -> all.advance(nowNanos));
    List.copyOf(joined).forEach(ClientGroup::advance);
  }

  long untilDueNanos(long nowNanos) {
    if (!untold.isEmpty()) {
      return 0;
    }
    return groups.map(all -> all.untilDueNanos(nowNanos)).orElse(Long.MAX_VALUE);
  }

  /** The connection ends, and with it all memberships. */
  void close() {
    List.copyOf(joined).forEach(group -> group.end(GroupEvents.End.CONNECTION_CLOSED));
    groups.ifPresent(all -> all.leaveAll(nowNanos()));
  }

  /** Opens sessions for all groups. */
  private final class Network implements PeerNetwork {
    @Override
    public PeerId self() {
      return PeerId.of(peers.peerId().orElseThrow(ClientGroups::notConnected));
    }

    @Override
    public List<PeerAddress> addresses() {
      var addresses = new ArrayList<PeerAddress>();
      peers.server().ifPresent(s -> addresses.add(address(PeerAddress.INTRODUCER, s.farAddress())));
      peers.localAddresses().forEach(a -> addresses.add(address(PeerAddress.REPORTED, a)));
      return addresses;
    }

    @Override
    public void connect(PeerId peer, List<PeerAddress> addresses) {
      open(peer, addresses.stream().map(GroupLink::address).toList());
    }

    @Override
    public void connectThroughServer(PeerId peer) {
      open(peer, peers.server().map(Session::farAddress).stream().toList());
    }

    @Override
    public void abandon(PeerId peer) {
      GroupLink link = links.get(peer);
      if (link != null && !link.isOpen()) {
        forget(link);
        peers.abandon(peer.bytes(), link);
      }
    }

    /** Without an answer, the member's own clock gives the attempt up. */
    private void open(PeerId peer, List<Address> candidates) {
      GroupLink link = links.computeIfAbsent(peer, id -> new GroupLink(ClientGroups.this, id));
      if (link.isOpen()) {
        // Of another group, or of the peer's making: it is told in the next turn.
        untold.add(link);
      } else if (!candidates.isEmpty()) {
        var _ = peers.open(peer.bytes(), candidates, link);
      }
    }
  }
}
