package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one member tells another of itself and of others (netgroup section 3.3).
 *
 * <pre>
 * 0a    length 0d recipientAddress    length 0a address*    00    record*
 * record = 22 21 0f peerId(32)    secondsSinceHeard(VLU)    length 0a address*    00
 * </pre>
 *
 * @param recipient where the sender sees the recipient's packets come from
 * @param addresses where the sender can be reached, its server first
 * @param members others that would suit the recipient as neighbours
 */
public record GroupReport(
    Optional<PeerAddress> recipient, List<PeerAddress> addresses, List<Heard> members) {
  /** Members in one report; further ones are passed over. */
  public static final int MAX_MEMBERS = 64;

  /** Addresses of one member; further ones are passed over. */
  public static final int MAX_ADDRESSES = 8;

  private static final int RECIPIENT_ADDRESS = 0x0d;
  private static final int ADDRESSES = 0x0a;

  /**
   * A member that the sender has heard of.
   *
   * @param secondsSince how long ago it was heard
   */
  public record Heard(PeerId peer, long secondsSince, List<PeerAddress> addresses) {
    public Heard {
      addresses = List.copyOf(addresses);
    }
  }

  public GroupReport {
    addresses = List.copyOf(addresses);
    members = List.copyOf(members);
  }

  /** Reads a whole message, its type included. */
  public static GroupReport read(byte[] bytes) throws MalformedException {
    var in = new GroupReader(bytes, 0, bytes.length);
    if (in.u8() != PeerMessageType.REPORT) {
      throw new MalformedException("no report");
    }
    Optional<PeerAddress> recipient = Optional.empty();
    var addresses = new ArrayList<PeerAddress>();
    for (var option = in.optionOfList(); option.remaining() > 0; option = in.optionOfList()) {
      switch (option.u8()) {
        case RECIPIENT_ADDRESS -> recipient = Optional.of(PeerAddress.read(option));
        case ADDRESSES -> readAddresses(option, addresses);
        default -> {}
      }
    }
    var members = new ArrayList<Heard>();
    while (in.remaining() > 0 && members.size() < MAX_MEMBERS) {
      members.add(readMember(in));
    }
    return new GroupReport(recipient, addresses, members);
  }

  private static Heard readMember(GroupReader in) throws MalformedException {
    PeerId peer = PeerId.of(Discriminators.read(in.option()));
    long secondsSince = in.vlu();
    var addresses = new ArrayList<PeerAddress>();
    for (var option = in.optionOfList(); option.remaining() > 0; option = in.optionOfList()) {
      if (option.u8() == ADDRESSES) {
        readAddresses(option, addresses);
      }
    }
    return new Heard(peer, secondsSince, addresses);
  }

  private static void readAddresses(GroupReader in, List<PeerAddress> addresses)
      throws MalformedException {
    while (in.remaining() > 0) {
      PeerAddress address = PeerAddress.read(in);
      if (addresses.size() < MAX_ADDRESSES && !address.isUnspecified()) {
        addresses.add(address);
      }
    }
  }

  /** The whole message, its type included. */
  public byte[] toByteArray() {
    var out = new ByteWriter(64 * (1 + members.size()));
    out.u8(PeerMessageType.REPORT);
    recipient.ifPresent(
        address -> {
          var value = new ByteWriter();
          address.write(value);
          GroupReader.writeOption(out, RECIPIENT_ADDRESS, value.toByteArray());
        });
    writeAddresses(out, addresses);
    out.u8(0);
    for (Heard member : members) {
      GroupReader.writeVlu(out, Discriminators.BYTES);
      out.bytes(Discriminators.of(member.peer()));
      GroupReader.writeVlu(out, member.secondsSince());
      writeAddresses(out, member.addresses());
      out.u8(0);
    }
    return out.toByteArray();
  }

  private static void writeAddresses(ByteWriter out, List<PeerAddress> addresses) {
    var value = new ByteWriter();
    addresses.stream().limit(MAX_ADDRESSES).forEach(address -> address.write(value));
    GroupReader.writeOption(out, ADDRESSES, value.toByteArray());
  }
}
