package cumulus.group;

import cumulus.flash.MalformedException;
import cumulus.flash.group.Admission;
import cumulus.flash.group.Groupspec;
import cumulus.flash.group.PeerId;
import cumulus.flash.group.PeerMessageType;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All memberships of one client. Sessions are shared by groups, so what peers open arrives here and
 * finds its group by the admission message. Belongs to one thread.
 */
public final class Groups {
  /** Groups of one client. */
  public static final int MAX_GROUPS = 64;

  private final PeerNetwork network;
  private final RandomGenerator random;
  private final Map<String, GroupMember> byId = new LinkedHashMap<>();
  private long refused;

  /** No membership yet. */
  public Groups(PeerNetwork network, RandomGenerator random) {
    this.network = network;
    this.random = random;
  }

  /**
   * Becomes a member. What the server tells of other members goes to {@link GroupMember#onMember}.
   *
   * @throws IllegalStateException if we are a member already, or in too many groups
   */
  public GroupMember join(
      long nowNanos, Groupspec spec, GroupSettings settings, GroupListener listener) {
    String id = HexFormat.of().formatHex(spec.groupId());
    if (byId.containsKey(id) || byId.size() >= MAX_GROUPS) {
      throw new IllegalStateException(
          byId.containsKey(id) ? "a member already" : MAX_GROUPS + " groups already");
    }
    var member = new GroupMember(nowNanos, spec, settings, network, random, listener);
    byId.put(id, member);
    return member;
  }

  /** Ends a membership: neighbours see its flows end. */
  public void leave(long nowNanos, GroupMember member) {
    if (byId.values().remove(member)) {
      member.leave(nowNanos);
    }
  }

  /** Ends all of them. */
  public void leaveAll(long nowNanos) {
    List.copyOf(byId.values()).forEach(member -> leave(nowNanos, member));
  }

  /** A session that was asked for stands, whoever began it. */
  public void onConnected(long nowNanos, PeerLink link) {
    each(member -> member.onConnected(nowNanos, link));
  }

  /** A peer could not be reached in the way that was asked for. */
  public void onUnreachable(long nowNanos, PeerId peer) {
    each(member -> member.onUnreachable(nowNanos, peer));
  }

  /** A session has ended. */
  public void onClosed(long nowNanos, PeerLink link) {
    each(member -> member.onClosed(nowNanos, link));
  }

  /**
   * A peer opened a flow of a group that answers none of ours. Flows in return to one of ours go to
   * {@link OutFlowListener#onReturn} of that one.
   */
  public InFlowListener onFlow(InFlow flow) {
    if (flow.type() != PeerMessageType.FLOW_REPORT) {
      refuse(flow);
      return InFlowListener.NONE;
    }
    return new Door();
  }

  /** Runs what is due. */
  public void advance(long nowNanos) {
    each(member -> member.advance(nowNanos));
  }

  /** Nanoseconds until {@link #advance} has something to do; at most an hour or so. */
  public long untilDueNanos(long nowNanos) {
    long least = Long.MAX_VALUE;
    for (GroupMember member : byId.values()) {
      least = Math.min(least, member.untilDueNanos(nowNanos));
    }
    return least;
  }

  /** Flows refused because they are of no group of ours, or prove nothing. */
  public long refused() {
    return refused;
  }

  private void refuse(InFlow flow) {
    refused++;
    flow.reject();
  }

  /** A listener may leave a group while all are told of something. */
  private void each(Consumer<GroupMember> action) {
    List.copyOf(byId.values()).forEach(action);
  }

  /** Where a report flow waits for its first message to say which group it is of. */
  private final class Door implements InFlowListener {
    private InFlowListener inside = NONE;
    private boolean isOpen;

    @Override
    public void onMessage(long nowNanos, InFlow flow, byte[] message) {
      if (isOpen) {
        inside.onMessage(nowNanos, flow, message);
        return;
      }
      try {
        var admission = Admission.read(message);
        GroupMember member = byId.get(admission.groupIdHex());
        if (member != null && member.isProven(flow.link(), admission)) {
          isOpen = true;
          inside = member.admit(nowNanos, flow);
          return;
        }
      } catch (MalformedException _) {
        // Not one of us: refused like a wrong proof.
      }
      refuse(flow);
    }

    @Override
    public void onComplete(long nowNanos, InFlow flow) {
      inside.onComplete(nowNanos, flow);
    }
  }
}
