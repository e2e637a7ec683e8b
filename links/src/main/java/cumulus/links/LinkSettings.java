package cumulus.links;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How this server is linked with others.
 *
 * @param host address to accept on (servers.host); empty for all
 * @param port TCP port to accept on (servers.port), 0 for a free one; empty: nothing listens
 * @param targets servers to join (servers.targets)
 * @param publicAddress {@code host:port} at which clients reach this server; may be empty
 * @param rtmfpPort UDP port at which clients reach this server, told if there is no public address
 * @param secret what both ends must know (servers.secret); empty: links are open
 * @param maxFrame bytes of the largest frame sent or accepted (servers.maxFrame)
 */
public record LinkSettings(
    Optional<InetAddress> host,
    OptionalInt port,
    List<LinkTarget> targets,
    String publicAddress,
    int rtmfpPort,
    String secret,
    int maxFrame) {
  /** The smallest {@link #maxFrame}. */
  public static final int MIN_FRAME = 64 << 10;

  /** The largest {@link #maxFrame}. */
  public static final int MAX_FRAME = 1 << 30;

  /** Copies the targets. */
  public LinkSettings {
    targets = List.copyOf(targets);
    if (maxFrame < MIN_FRAME || maxFrame > MAX_FRAME) {
      throw new IllegalArgumentException(
          "maxFrame not in " + MIN_FRAME + " to " + MAX_FRAME + ": " + maxFrame);
    }
    if (targets.size() > LinkLimits.TARGETS) {
      throw new IllegalArgumentException("more than " + LinkLimits.TARGETS + " targets");
    }
  }

  /** Whether there is anything to do. */
  public boolean isOn() {
    return port.isPresent() || !targets.isEmpty();
  }

  /** Nothing listens and nobody is joined. */
  public static LinkSettings off() {
    return new LinkSettings(Optional.empty(), OptionalInt.empty(), List.of(), "", 0, "", 16 << 20);
  }
}
