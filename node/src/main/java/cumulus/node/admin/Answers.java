package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.time.Instant;
import java.util.List;

/** What the socket answers beside the status, one JSON object a line. */
final class Answers {
  private Answers() {}

  /** The question cannot be answered. */
  record Failure(String error) {}

  /**
   * Who is traced now.
   *
   * @param clients that the last switch concerned
   * @param file of the trace
   */
  record Traces(List<String> traced, int clients, String file) {}

  /** The level of the log. */
  record Log(String level) {}

  /**
   * The packets of a session follow, one a line; an empty line says that none came for a second.
   *
   * @param near address of the server's socket, as far as it is known
   */
  record DumpBegan(String client, String session, Wire near) {}

  /** A packet. */
  record DumpPacket(Instant time, boolean isSent, Wire far, byte[] packet) {}

  /**
   * The last line.
   *
   * @param leftOut packets that came faster than they were taken
   */
  record DumpEnded(long packets, long leftOut) {}

  /** An address as bytes, so that it can be read back. */
  record Wire(byte[] host, int port) {
    static Wire of(Address address) {
      return new Wire(address.bytes(), address.port());
    }

    Address address() {
      return Address.of(host, port);
    }
  }
}
