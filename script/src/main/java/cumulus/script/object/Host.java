package cumulus.script.object;

import cumulus.script.amf.AmfBridge;
import cumulus.script.net.Mailer;
import cumulus.script.net.Sockets;
import cumulus.server.Blacklist;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What the object {@code cumulus} stands for: the server that runs scripts.
 *
 * @param directory base of {@code www}
 * @param clock wall time
 * @param publicAddress as configured, may be empty
 * @param configuration keys of the configuration file as written, and what the program adds
 * @param amf conversion of values
 * @param clients who is connected
 * @param groups the NetGroups
 * @param servers linked with this one
 * @param publications what is published
 * @param sockets of scripts
 * @param mailer of scripts
 * @param blacklist whose packets the server does not read
 */
public record Host(
    Path directory,
    InstantSource clock,
    String publicAddress,
    Map<String, String> configuration,
    AmfBridge amf,
    Clients clients,
    ScriptGroups groups,
    ScriptServers servers,
    Publications publications,
    Sockets sockets,
    Mailer mailer,
    Blacklist blacklist) {
  /** The folder of the applications, absolute. */
  public Path www() {
    return directory.toAbsolutePath().normalize().resolve("www");
  }
}
