package cumulus.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A NetGroup on the application thread: who is in it, and who is told of whom. */
final class ControlGroup implements Group {
  private final byte[] id;
  private final GroupRing ring = new GroupRing();
  private final Map<Long, GroupSeat> seats = new LinkedHashMap<>();
  private Optional<Object> attachment = Optional.empty();
  private int virtualMembers;

  ControlGroup(byte[] id) {
    this.id = id;
  }

  @Override
  public byte[] id() {
    return id.clone();
  }

  @Override
  public int size() {
    return seats.size();
  }

  @Override
  public List<Client> clients() {
    var clients = new ArrayList<Client>();
    seats.values().forEach(seat -> seat.client().ifPresent(clients::add));
    return clients;
  }

  @Override
  public Optional<Object> attachment() {
    return attachment;
  }

  @Override
  public void attach(Object kept) {
    attachment = Optional.of(kept);
  }

  boolean isEmpty() {
    return seats.isEmpty() && virtualMembers == 0;
  }

  /** A client joins by one more flow; true if it was not in the group before. */
  boolean enter(ControlClient client, long number, long flow) {
    GroupSeat seat = seats.get(client.id());
    boolean isNew = seat == null;
    if (seat == null) {
      seat = new GroupSeat(client.peerId(), Optional.of(client), number);
      seats.put(client.id(), seat);
    }
    seat.flows++;
    tell(client, flow, ring.acquaintances(seat));
    if (isNew && client.isReachable()) {
      announce(seat);
    }
    return isNew;
  }

  /** A client leaves by one of its flows; true if that was the last. */
  boolean leave(ControlClient client) {
    GroupSeat seat = seats.get(client.id());
    if (seat == null || --seat.flows > 0) {
      return false;
    }
    seats.remove(client.id());
    ring.remove(seat);
    return true;
  }

  /** A client can be reached now: it is announced, if it was not yet. */
  void reachable(ControlClient client) {
    GroupSeat seat = seats.get(client.id());
    if (seat != null && !ring.contains(seat)) {
      announce(seat);
    }
  }

  /** Nobody is sent to a silent client, until it is heard again. */
  void silent(ControlClient client) {
    GroupSeat seat = seats.get(client.id());
    if (seat != null) {
      ring.remove(seat);
    }
  }

  /** A virtual member: it has no flow, so those it would meet are told of it. */
  GroupSeat enterVirtually(byte[] peerId, long number) {
    var seat = new GroupSeat(peerId, Optional.empty(), number);
    virtualMembers++;
    List<GroupSeat> met = ring.acquaintances(seat);
    ring.add(seat);
    met.forEach(each -> tellOf(each, seat));
    return seat;
  }

  void leaveVirtually(GroupSeat seat) {
    virtualMembers--;
    ring.remove(seat);
  }

  private void announce(GroupSeat seat) {
    ring.neighbours(seat).forEach(neighbour -> tellOf(neighbour, seat));
    ring.add(seat);
  }

  private void tellOf(GroupSeat member, GroupSeat newcomer) {
    member.client().ifPresent(client -> tell(client, client.groupFlow(this), List.of(newcomer)));
  }

  private static void tell(ControlClient client, long flow, List<GroupSeat> members) {
    if (!members.isEmpty()) {
      client.post(
          new ToLoop.GroupMembers(
              client.id(), flow, members.stream().map(GroupSeat::peerId).toList()));
    }
  }
}
