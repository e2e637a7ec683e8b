package cumulus.server;

import java.util.List;
import java.util.Optional;

/** The NetGroups that have a member, virtual ones included; on the application thread only. */
public interface Groups {
  int count();

  /** In the order of their first members. */
  List<Group> all();

  /** The group of a 32-byte id. */
  Optional<Group> find(byte[] id);

  /**
   * Makes a peer a virtual member: up to six members are told of it, and later newcomers may be.
   * Raises no event.
   *
   * @throws IllegalArgumentException unless both ids have 32 bytes
   */
  GroupMember join(byte[] peerId, byte[] groupId);
}
