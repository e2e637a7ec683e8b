package cumulus.node;

import java.util.ArrayList;
import java.util.List;

/** Compares the socket buffers that the kernel gave with those that were asked for. */
final class SocketBuffers {
  private SocketBuffers() {}

  /**
   * One line for each buffer that was cut, with the command that helps.
   *
   * @param askedBytes 0 where the system's size is kept
   */
  static List<String> warnings(int askedBytes, int receiveBytes, int sendBytes) {
    var warnings = new ArrayList<String>();
    if (receiveBytes < askedBytes) {
      warnings.add(warning("receive", "rmem_max", askedBytes, receiveBytes));
    }
    if (sendBytes < askedBytes) {
      warnings.add(warning("send", "wmem_max", askedBytes, sendBytes));
    }
    return warnings;
  }

  private static String warning(String which, String limit, int askedBytes, int givenBytes) {
    return "the kernel cut the "
        + which
        + " buffer to "
        + givenBytes
        + " of udpBufferSize = "
        + askedBytes
        + " bytes: as root, sysctl -w net.core."
        + limit
        + "="
        + askedBytes;
  }
}
