package cumulus.links.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Bytes of tests. */
final class Bytes {
  private Bytes() {}

  /** From hexadecimal digits, with blanks and bars between as one likes. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replaceAll("[^0-9a-fA-F]", ""));
  }

  static byte[] of(Frame frame) {
    return of(List.of(frame));
  }

  static byte[] of(List<Frame> frames) {
    var out = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      out.writeBytes(frame.head());
      out.writeBytes(frame.body());
    }
    return out.toByteArray();
  }

  /** The payload of one frame. */
  static byte[] payload(Frame frame) {
    byte[] all = of(frame);
    return Arrays.copyOfRange(all, Frame.LENGTH_BYTES, all.length);
  }
}
