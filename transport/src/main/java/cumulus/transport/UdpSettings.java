package cumulus.transport;

import cumulus.rtmfp.SessionIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a loop opens and runs its socket.
 *
 * @param name of its thread
 * @param bind address and port; a wildcard takes IPv4 and IPv6 where the machine has both; port 0
 *     takes a free one
 * @param bufferBytes size asked of the kernel for the receive and the send buffer; with 0 they are
 *     made large enough for a burst of handshakes, as far as the system allows
 * @param ids session ids of the loop's endpoint; where they are shared the port is too, and the
 *     kernel gives each socket what is for its endpoint, or spreads senders where it cannot
 * @param transport how datagrams are moved
 * @param mailboxCapacity commands that may wait; a power of two
 * @param stopTime longest wait for sessions to close in order
 */
public record UdpSettings(
    String name,
    Optional<InetSocketAddress> bind,
    int bufferBytes,
    SessionIds ids,
    Transport transport,
    int mailboxCapacity,
    Duration stopTime) {
  /** How datagrams are moved. */
  public enum Transport {
    /**
     * What the system property {@value #PROPERTY} says, if it is set; else in batches where that
     * works, else plainly.
     */
    AUTO,
    /** A system call for each datagram; works everywhere. */
    PLAIN,
    /** Many datagrams in a system call; 64-bit Linux, and only with native access enabled. */
    BATCH;

    private static final String PROPERTY = "cumulus.transport";

    /** Why it cannot work here, as far as that is known without a socket; empty if it can. */
    public Optional<String> obstacle() {
      return this == BATCH ? BatchTransport.obstacle() : Optional.empty();
    }

    /** Itself, or what the owner of the process has chosen. */
    Transport chosen() {
      String named = System.getProperty(PROPERTY, "auto");
      return this != AUTO
          ? this
          : Arrays.stream(values())
              .filter(each -> each.name().equalsIgnoreCase(named))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          PROPERTY + " must be auto, plain or batch: " + named));
    }
  }

  /** Commands that may wait where nothing else is asked for. */
  public static final int DEFAULT_MAILBOX = 1 << 16;

  private static final int MAX_BUFFER_BYTES = 1 << 30;

  /** Linux has 208 KiB, a few hundred packets: of 300 handshakes at once it dropped some. */
  private static final int LARGE_BUFFER_BYTES = 4 << 20;

  public UdpSettings {
    if (bufferBytes < 0 || bufferBytes > MAX_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "bufferBytes must be 0 to " + MAX_BUFFER_BYTES + ": " + bufferBytes);
    }
    if (stopTime.isNegative()) {
      throw new IllegalArgumentException("stopTime must not be negative: " + stopTime);
    }
  }

  /** What to ask the kernel for, where a buffer has a size of its own already. */
  int bufferBytes(int systemBytes) {
    return bufferBytes > 0 ? bufferBytes : Math.max(systemBytes, LARGE_BUFFER_BYTES);
  }

  /** A free port of every address, for a client; what it has queued gets some time at the end. */
  public static UdpSettings client(String name) {
    return new UdpSettings(
        name,
        Optional.empty(),
        1 << 20,
        SessionIds.ALL,
        Transport.AUTO,
        1 << 12,
        Duration.ofSeconds(7));
  }

  /** A server's port on one address or, with a wildcard, on all. */
  public static UdpSettings server(String name, InetSocketAddress bind) {
    return new UdpSettings(
        name,
        Optional.of(bind),
        0,
        SessionIds.ALL,
        Transport.AUTO,
        DEFAULT_MAILBOX,
        Duration.ofSeconds(2));
  }
}
