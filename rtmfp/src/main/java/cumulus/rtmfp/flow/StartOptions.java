package cumulus.rtmfp.flow;

import cumulus.rtmfp.wire.PacketWriter;
import cumulus.rtmfp.wire.Vlu;
import java.util.Optional;

/**
 * The option list that opens a flow (RFC 7016 section 2.3.11.1): user metadata, then the return
 * association, then the Marker; this order and nothing else, as old peers read it by position.
 */
record StartOptions(byte[] metadata, Optional<Long> inReturnTo) {
  static final int METADATA = 0x00;
  static final int RETURN_ASSOCIATION = 0x0a;

  /** Options of a type below this must be understood, or the flow is rejected. */
  static final int FIRST_IGNORABLE = 0x2000;

  int length() {
    int metadataOption = 1 + metadata.length;
    int length = Vlu.length(metadataOption) + metadataOption + 1;
    if (inReturnTo.isPresent()) {
      length += 2 + Vlu.length(inReturnTo.get());
    }
    return length;
  }

  void writeTo(PacketWriter packet) {
    packet.vlu(1 + metadata.length).int8(METADATA).raw(metadata);
    if (inReturnTo.isPresent()) {
      long flow = inReturnTo.get();
      packet.vlu(1 + Vlu.length(flow)).int8(RETURN_ASSOCIATION).vlu(flow);
    }
    packet.int8(0);
  }
}
