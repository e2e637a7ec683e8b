package cumulus.flash.group;

import cumulus.flash.ByteWriter;
import cumulus.flash.MalformedException;

/** The canonical endpoint discriminator of a peer: {@code 21 0f peerId(32)}. */
final class Discriminators {
  static final int BYTES = 34;

  private static final int FINGERPRINT = 0x0f;

  private Discriminators() {}

  static byte[] of(PeerId peer) {
    var out = new ByteWriter(BYTES);
    GroupReader.writeOption(out, FINGERPRINT, peer.bytes());
    return out.toByteArray();
  }

  /** Reads one that takes the whole range; answers the 32 bytes of the peer's id. */
  static byte[] read(GroupReader in) throws MalformedException {
    GroupReader option = in.option();
    if (option.remaining() != PeerId.BYTES + 1 || option.u8() != FINGERPRINT) {
      throw new MalformedException("no discriminator of a peer");
    }
    return option.bytes(PeerId.BYTES);
  }
}
