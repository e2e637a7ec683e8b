package cumulus.script;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What the configuration says of sockets and mail of scripts.
 *
 * @param bind where servers listen that name no address; empty for all
 * @param mailHost the mail server
 * @param mailPort its port
 * @param mailTimeout longest wait for it, and how long an idle session with it is kept
 */
public record ScriptNetwork(
    Optional<InetAddress> bind, String mailHost, int mailPort, Duration mailTimeout) {
  /** What a server starts with. */
  public static final ScriptNetwork STANDARD =
      new ScriptNetwork(Optional.empty(), "localhost", 25, Duration.ofSeconds(60));
}
