package cumulus.script;

import cumulus.server.Blacklist;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What a script host is given by the program around it.
 *
 * @param directory base of {@code www}
 * @param clock wall time
 * @param publicAddress as configured, may be empty
 * @param configuration keys of the configuration file as written, and what the program adds
 * @param log of scripts and their host
 * @param applicationThread runs work on the thread of the application, in order
 * @param background runs work that may wait for files and networks, on threads of its own
 * @param stop asks for the orderly end of the server
 * @param network for sockets and mail
 * @param blacklist whose packets the server does not read
 */
public record ScriptServices(
    Path directory,
    InstantSource clock,
    String publicAddress,
    Map<String, String> configuration,
    ScriptLog log,
    Executor applicationThread,
    Executor background,
    Runnable stop,
    ScriptNetwork network,
    Blacklist blacklist) {}
