package cumulus.server;

import cumulus.flash.message.GroupMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The NetGroups of the server, on the application thread (netgroup section 2). */
final class ControlGroups implements Groups {
  private final Application application;
  private final Map<ByteBuffer, ControlGroup> byId = new LinkedHashMap<>();
  private long lastNumber;

  ControlGroups(Application application) {
    this.application = application;
  }

  @Override
  public int count() {
    return byId.size();
  }

  @Override
  public List<Group> all() {
    return List.copyOf(byId.values());
  }

  @Override
  public Optional<Group> find(byte[] id) {
    return Optional.ofNullable(byId.get(ByteBuffer.wrap(id)));
  }

  @Override
  public GroupMember join(byte[] peerId, byte[] groupId) {
    if (peerId.length != GroupMessage.ID_BYTES || groupId.length != GroupMessage.ID_BYTES) {
      throw new IllegalArgumentException(
          "ids have 32 bytes, not " + peerId.length + " and " + groupId.length);
    }
    ControlGroup group = group(groupId.clone());
    return new Virtual(group, group.enterVirtually(peerId.clone(), ++lastNumber));
  }

  /** A client's join message; one on a flow that was used before moves it to the new group. */
  void join(ControlClient client, long flow, byte[] groupId) {
    ControlGroup group = group(groupId);
    Optional<ControlGroup> before = client.groupOf(flow);
    if (before.isPresent() && before.get() == group) {
      return;
    }
    leave(client, flow);
    client.seat(flow, group);
    if (group.enter(client, ++lastNumber, flow)) {
      application.onJoinGroup(client, group);
    }
  }

  /** A flow of a client has ended. */
  void leave(ControlClient client, long flow) {
    client
        .unseat(flow)
        .ifPresent(
            group -> {
              if (group.leave(client)) {
                application.onUnjoinGroup(client, group);
              }
              dropIfEmpty(group);
            });
  }

  /** A client is gone. */
  void leaveAll(ControlClient client) {
    for (long flow : client.groupFlows()) {
      leave(client, flow);
    }
  }

  void reachable(ControlClient client) {
    client.groups().forEach(group -> group.reachable(client));
  }

  void silent(ControlClient client) {
    client.groups().forEach(group -> group.silent(client));
  }

  private ControlGroup group(byte[] id) {
    return byId.computeIfAbsent(ByteBuffer.wrap(id), _ -> new ControlGroup(id));
  }

  private void dropIfEmpty(ControlGroup group) {
    if (group.isEmpty()) {
      byId.remove(ByteBuffer.wrap(group.id()), group);
      application.onGroupEnded(group);
    }
  }

  /** A member that the application made. */
  private final class Virtual implements GroupMember {
    private final ControlGroup group;
    private final GroupSeat seat;
    private boolean isReleased;

    Virtual(ControlGroup group, GroupSeat seat) {
      this.group = group;
      this.seat = seat;
    }

    @Override
    public byte[] peerId() {
      return seat.peerId().clone();
    }

    @Override
    public byte[] groupId() {
      return group.id();
    }

    @Override
    public void release() {
      if (!isReleased) {
        isReleased = true;
        group.leaveVirtually(seat);
        dropIfEmpty(group);
      }
    }
  }
}
