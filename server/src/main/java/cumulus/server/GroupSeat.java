package cumulus.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member's place in a group. The members stand on a ring in the order of their group addresses
 * (netgroup section 1.2), SHA-256 of {@code 21 0f} and the peer id, unsigned.
 */
final class GroupSeat implements Comparable<GroupSeat> {
  private static final byte[] CANONICAL = {0x21, 0x0f};

  private final byte[] peerId;
  private final byte[] address;
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
    this.address = address(peerId);
    this.client = client;
    this.number = number;
  }

  byte[] peerId() {
    return peerId;
  }

  Optional<ControlClient> client() {
    return client;
  }

  /** A number that is spread evenly, from the address. */
  int spread() {
    return (address[0] & 0x7f) << 24
        | (address[1] & 0xff) << 16
        | (address[2] & 0xff) << 8
        | address[3] & 0xff;
  }

  boolean hasIdOf(GroupSeat other) {
    return Arrays.equals(peerId, other.peerId);
  }

  @Override
  public int compareTo(GroupSeat other) {
    int byAddress = Arrays.compareUnsigned(address, other.address);
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

  private static byte[] address(byte[] peerId) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(CANONICAL);
      return digest.digest(peerId);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
