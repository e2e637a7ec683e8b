package cumulus.script.object;

import cumulus.script.bind.Objects;
import cumulus.server.Group;
import cumulus.server.GroupMember;
import cumulus.server.Groups;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The NetGroups as scripts see them, and the virtual members that applications have made. */
public final class ScriptGroups {
  /** A virtual member that an application made. */
  record Member(ScriptGroups groups, GroupMember member, String path) {}

  private final Objects objects;
  private final Supplier<String> serving;
  private final Set<Member> members = new LinkedHashSet<>();
  private Optional<Groups> groups = Optional.empty();

  /**
   * @param serving path of the application that is being served
   */
  public ScriptGroups(Objects objects, Supplier<String> serving) {
    this.objects = objects;
    this.serving = serving;
  }

  /** The server begins. */
  public void open(Groups ofServer) {
    groups = Optional.of(ofServer);
  }

  /** Nobody is in a group any more. */
  public void ended(Group group) {
    objects.end(group);
  }

  /** An application has stopped: the members it made leave. */
  public void release(String path) {
    for (Member member : List.copyOf(members)) {
      if (member.path().equals(path)) {
        release(member);
      }
    }
  }

  int count() {
    return groups.map(Groups::count).orElse(0);
  }

  List<Group> all() {
    return groups.map(Groups::all).orElse(List.of());
  }

  Optional<Group> find(byte[] id) {
    return groups.flatMap(known -> known.find(id));
  }

  Member join(byte[] peerId, byte[] groupId) {
    GroupMember joined =
        groups.orElseThrow(() -> new IllegalStateException("not open")).join(peerId, groupId);
    var member = new Member(this, joined, serving.get());
    members.add(member);
    return member;
  }

  /** A script lets a member go, or has forgotten it. */
  void release(Member member) {
    members.remove(member);
    member.member().release();
  }
}
