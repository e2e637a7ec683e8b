package cumulus.client;

import cumulus.flash.MalformedException;
import cumulus.flash.group.PeerId;
import cumulus.flash.message.FlowMetadata;
import cumulus.flash.message.GroupMessage;
import cumulus.group.GroupMember;
import cumulus.rtmfp.Delivery;
import cumulus.rtmfp.Payload;
import cumulus.rtmfp.Priority;
import cumulus.rtmfp.RecvFlow;
import cumulus.rtmfp.RecvFlowListener;
import cumulus.rtmfp.SendFlow;
import cumulus.rtmfp.SendFlowListener;
import cumulus.rtmfp.Session;
import java.util.Optional;

/**
 * Membership in one group: the flow by which the server knows of it (netgroup section 2.1), and the
 * part we have in the mesh. There is no answer to a join; it stands when the server has
 * acknowledged it and not rejected the flow.
 */
public final class ClientGroup {
  private final ClientGroups groups;
  private final GroupMember member;
  private final GroupEvents events;
  private Optional<SendFlow> join = Optional.empty();
  private boolean isJoined;
  private boolean isRejected;
  private boolean isEnded;

  ClientGroup(ClientGroups groups, GroupMember member, GroupEvents events) {
    this.groups = groups;
    this.member = member;
    this.events = events;
  }

  /** Our part in the mesh: streams, posts, neighbours. */
  public GroupMember member() {
    return member;
  }

  /** True until the membership is over. */
  public boolean isOpen() {
    return !isEnded;
  }

  /** Leaves: the server and the neighbours see our flows end. */
  public void leave() {
    end(GroupEvents.End.LEFT);
  }

  void begin(Session server, RecvFlow control) {
    SendFlow flow =
        server.openFlow(
            new FlowMetadata.Group().toByteArray(),
            Optional.of(control),
            Priority.ROUTINE,
            new SendFlowListener() {
              @Override
              public void onException(SendFlow rejected, long code) {
                isRejected = true;
              }
            });
    byte[] message = GroupMessage.join(member.spec().groupId()).toByteArray();
    flow.write(Payload.wrap(message), Delivery.RELIABLE);
    join = Optional.of(flow);
  }

  boolean isJoinFlow(SendFlow flow) {
    return join.filter(flow::equals).isPresent();
  }

  /** Takes the members that the server tells of; what is malformed is passed over. */
  RecvFlowListener members() {
    return (_, message) -> {
      try {
        GroupMessage told = GroupMessage.read(message.bytes(), 0, message.length());
        if (told.kind() == GroupMessage.Kind.MEMBER) {
          member.onMember(groups.nowNanos(), PeerId.of(told.identity()));
        }
      } catch (MalformedException _) {
        // The server's fault, and no reason to leave.
      }
    };
  }

  void advance() {
    if (isRejected) {
      end(GroupEvents.End.REJECTED);
    } else if (!isJoined && join.filter(flow -> flow.queuedBytes() == 0).isPresent()) {
      isJoined = true;
      events.onJoin();
    }
  }

  void end(GroupEvents.End why) {
    if (!isEnded) {
      isEnded = true;
      join.ifPresent(SendFlow::close);
      groups.leave(groups.nowNanos(), this);
      events.onEnd(why);
    }
  }
}
