package cumulus.flash.message;

import cumulus.flash.ByteWriter;

/**
 * What a flow says about itself in its metadata, the value of User Data option 00 (RFC 7425 section
 * 5.3.1, flash-profile section 1.1).
 *
 * <pre> "TC" flags(1) streamID(VLU)     "GC"     "GR" type(1) </pre>
 */
public sealed interface FlowMetadata {
  /**
   * RTMP messages of one stream; stream 0 is the NetConnection itself.
   *
   * @param arrivalOrder whether the sender asks for messages in order of arrival (RXI 1) rather
   *     than of queueing
   */
  record Stream(long streamId, boolean arrivalOrder) implements FlowMetadata {}

  /** Membership in a NetGroup, between client and server. */
  record Group() implements FlowMetadata {}

  /** Traffic of a NetGroup between peers. */
  record GroupPeer(int type) implements FlowMetadata {}

  /** Anything else: the flow is rejected with code 0. */
  record Other() implements FlowMetadata {}

  /** Reads metadata; whatever it is not made for is {@link Other}. */
  static FlowMetadata read(byte[] bytes, int offset, int length) {
    if (length < 2) {
      return new Other();
    }
    return switch (Bytes.u16(bytes, offset)) {
      case 0x5443 -> stream(bytes, offset, length);
      case 0x4743 -> length == 2 ? new Group() : new Other();
      case 0x4752 -> length == 3 ? new GroupPeer(bytes[offset + 2] & 0xff) : new Other();
      default -> new Other();
    };
  }

  /** The bytes of the metadata. */
  default byte[] toByteArray() {
    var out = new ByteWriter(8);
    switch (this) {
      case Stream(long streamId, boolean arrivalOrder) -> {
        out.u16(0x5443);
        out.u8(arrivalOrder ? 0x05 : 0x04);
        vlu(out, streamId);
      }
      case Group() -> out.u16(0x4743);
      case GroupPeer(int type) -> {
        out.u16(0x4752);
        out.u8(type);
      }
      case Other() -> throw new IllegalStateException("no metadata of ours is unknown");
    }
    return out.toByteArray();
  }

  private static FlowMetadata stream(byte[] bytes, int offset, int length) {
    if (length < 4 || (bytes[offset + 2] & 0x04) == 0) {
      return new Other();
    }
    boolean arrivalOrder = (bytes[offset + 2] & 0x03) == 1;
    long streamId = 0;
    for (int i = offset + 3; i < offset + length; i++) {
      streamId = streamId << 7 | (bytes[i] & 0x7f);
      if (streamId > 0xffff_ffffL) {
        return new Other();
      }
      if (bytes[i] >= 0) {
        return new Stream(streamId, arrivalOrder);
      }
    }
    return new Other();
  }

  private static void vlu(ByteWriter out, long value) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (value >> shift != 0) {
        out.u8((int) (value >> shift) | 0x80);
      }
    }
    out.u8((int) value & 0x7f);
  }
}
