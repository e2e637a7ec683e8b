package cumulus.node;

import cumulus.links.LinkSettings;
import cumulus.links.LinkTarget;
import cumulus.rtmfp.Limits;
import cumulus.server.ServerSettings;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/** What the settings mean to the parts of a server. */
final class Wiring {
  /** Messages of the largest size that a session may hold incomplete. */
  private static final int REASSEMBLY_MESSAGES = 3;

  private static final long MIN_TOTAL_REASSEMBLY_BYTES = 512L << 20;
  private static final int MILLIS = 1000;

  private Wiring() {}

  /** Bounds of one transport loop: what holds for the server is shared among its loops. */
  static Limits limits(Config config) {
    Config.LimitConfig limits = config.limits();
    long sessionBytes = (long) limits.messageBytes() * REASSEMBLY_MESSAGES;
    return new Limits(
        share(limits.sessions(), config.threads()),
        limits.sessionsPerAddress(),
        Limits.DEFAULT.flowsPerSession(),
        limits.messageBytes(),
        sessionBytes,
        Math.max(MIN_TOTAL_REASSEMBLY_BYTES / config.threads(), sessionBytes),
        share(limits.keyAgreements(), config.threads()),
        limits.helloRate());
  }

  static ServerSettings settings(Config config) {
    ServerSettings standard = ServerSettings.DEFAULT;
    Config.LimitConfig limits = config.limits();
    return new ServerSettings(
        limits.queueBytes(),
        limits.queueMillis(),
        limits.clientBytes(),
        standard.undecidedCommands(),
        config.keepAliveServerSeconds() * MILLIS,
        config.keepAlivePeerSeconds() * MILLIS,
        config.script().packetQueueBytes(),
        standard.streamsPerClient());
  }

  /** Where the socket is bound. */
  static InetSocketAddress address(Config config, int port) {
    return config
        .host()
        .map(host -> new InetSocketAddress(host, port))
        .orElseGet(() -> new InetSocketAddress(port));
  }

  private static int share(int all, int loops) {
    return (all + loops - 1) / loops;
  }

  /**
   * How this server is linked with others.
   *
   * @param rtmfpPort the UDP port really taken
   */
  static LinkSettings links(Config config, int rtmfpPort) {
    Config.LinkConfig links = config.links();
    return new LinkSettings(
        links.host(),
        links.port() == 0 ? OptionalInt.empty() : OptionalInt.of(links.port()),
        links.targets().stream().map(LinkTarget::parse).toList(),
        config.publicAddress(),
        rtmfpPort,
        links.secret(),
        links.maxFrameBytes());
  }
}
