package cumulus.server;

import cumulus.flash.group.GroupAddress;
import cumulus.flash.group.PeerId;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a group. The members stand on a ring in the order of their group addresses
 * (netgroup section 1.2).
 */
final class GroupSeat implements Comparable<GroupSeat> {
  private final byte[] peerId;
  private final GroupAddress address;
  private final Optional<ControlClient> client;
  private final long number;

  /** Where {@link GroupRing} keeps it among all. */
  int index = -1;

  /** Flows by which its client is in the group. */
  int flows;

  /**
   * @param client empty for a virtual member
   * @param number tells two members with the same peer id from each other
   */
  GroupSeat(byte[] peerId, Optional<ControlClient> client, long number) {
    this.peerId = peerId;
    this.address = GroupAddress.of(PeerId.of(peerId));
    this.client = client;
    this.number = number;
  }

  byte[] peerId() {
    return peerId;
  }

  Optional<ControlClient> client() {
    return client;
  }

  /** A number from 0 that is spread evenly over all members. */
  int spread() {
    return (int) (address.a() >>> 33);
  }

  boolean hasIdOf(GroupSeat other) {
    return Arrays.equals(peerId, other.peerId);
  }

  @Override
  public int compareTo(GroupSeat other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
