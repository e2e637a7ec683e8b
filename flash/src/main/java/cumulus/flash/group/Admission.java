package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The first message on a report flow (netgroup section 3.2): says which group is meant and proves
 * that the sender knows its specifier, for this session and this receiver alone.
 *
 * <pre> 01    41 00 groupId(64 hexadecimal digits)    21 01 proof(32)    23 03 21 0f recipient(32)
 * </pre>
 */
public final class Admission {
  private static final int GROUP_ID = 0x00;
  private static final int PROOF = 0x01;
  private static final int RECIPIENT = 0x03;
  private static final int PROOF_BYTES = 32;
  private static final byte[] NONE = {};

  private final String groupIdHex;
  private final byte[] proof;
  private final PeerId recipient;

  private Admission(String groupIdHex, byte[] proof, PeerId recipient) {
    this.groupIdHex = groupIdHex;
    this.proof = proof;
    this.recipient = recipient;
  }

  /**
   * What we send.
   *
   * @param farNonce the far nonce of the session
   */
  public static Admission to(PeerId recipient, Groupspec group, byte[] farNonce) {
    return new Admission(hex(group), group.proof(farNonce), recipient);
  }

  /** Reads a whole message, its type included. */
  public static Admission read(byte[] bytes) throws MalformedException {
    var in = new GroupReader(bytes, 0, bytes.length);
    if (in.u8() != PeerMessageType.ADMISSION) {
      throw new MalformedException("no admission message");
    }
    byte[] id = NONE;
    byte[] proof = NONE;
    byte[] recipient = NONE;
    while (in.remaining() > 0) {
      GroupReader option = in.option();
      if (option.remaining() > 0) {
        switch (option.u8()) {
          case GROUP_ID -> id = option.bytes(option.remaining());
          case PROOF -> proof = option.bytes(option.remaining());
          case RECIPIENT -> recipient = Discriminators.read(option);
          default -> {}
        }
      }
    }
    if (id.length != 2 * PeerId.BYTES || proof.length != PROOF_BYTES || recipient.length == 0) {
      throw new MalformedException("admission without group id, proof or recipient");
    }
    String hex = new String(id, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    return new Admission(hex, proof, PeerId.of(recipient));
  }

  /** The group's id as 64 lower case hexadecimal digits. */
  public String groupIdHex() {
    return groupIdHex;
  }

  /**
   * True if the message is for this peer and this group, and its sender knows the specifier.
   *
   * @param nearNonce our near nonce of the session, which is the sender's far nonce
   */
  public boolean isValid(PeerId self, Groupspec group, byte[] nearNonce) {
    return groupIdHex.equals(hex(group))
        && recipient.equals(self)
        && MessageDigest.isEqual(proof, group.proof(nearNonce));
  }

  /** The whole message, its type included. */
  public byte[] toByteArray() {
    var out = new ByteWriter();
    out.u8(PeerMessageType.ADMISSION);
    GroupReader.writeOption(out, GROUP_ID, groupIdHex.getBytes(StandardCharsets.US_ASCII));
    GroupReader.writeOption(out, PROOF, proof);
    GroupReader.writeOption(out, RECIPIENT, Discriminators.of(recipient));
    return out.toByteArray();
  }

  private static String hex(Groupspec group) {
    return HexFormat.of().formatHex(group.groupId());
  }
}
