package cumulus.node;

import cumulus.script.ApplicationCheck;
import cumulus.script.LuaApplication;
import cumulus.script.NativeLibrary;
import cumulus.script.ScriptLevel;
import cumulus.script.ScriptNetwork;
import cumulus.script.ScriptProblem;
import cumulus.script.ScriptServices;
import cumulus.script.ScriptSettings;
import cumulus.server.Application;
import cumulus.server.Blacklist;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Makes the host of scripts from the settings. */
final class Scripts {
  /** Names the folder of the Lua libraries that come with the server; the launcher sets it. */
  static final String NATIVES = "cumulus.natives";

  private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);

  private Scripts() {}

  /**
   * The server's applications. Without Lua there are none: then every client is welcome, unless
   * somebody relies on one.
   *
   * @param applicationThread runs work on the thread that the applications belong to
   * @param blacklist filled by scripts
   * @param stop asks for the orderly end of the server
   * @throws CommandFailure if Lua cannot be used and there is an application
   */
  static ServerNode.Hosted open(
      Config config, Executor applicationThread, Blacklist blacklist, Runnable stop)
      throws CommandFailure {
    try {
      var scripts =
          new LuaApplication(
              settings(config),
              new ScriptServices(
                  config.directory(),
                  InstantSource.system(),
                  config.publicAddress(),
                  config.values(),
                  Scripts::log,
                  applicationThread,
                  work -> Thread.ofVirtual().name("script-files").start(work),
                  stop,
                  network(config),
                  blacklist));
      return new ServerNode.Hosted(scripts, scripts::link);
    } catch (ScriptProblem e) {
      String text = String.valueOf(e.getMessage());
      if (ApplicationCheck.isAny(www(config))) {
        throw new CommandFailure(text, ExitCode.CONFIG);
      }
      LOG.warn("{}; until the next start, applications put into {} do not run", text, www(config));
      return new ServerNode.Hosted(Application.ACCEPT_ALL, _ -> {});
    }
  }

  static Path www(Config config) {
    return config.directory().resolve("www");
  }

  static ScriptSettings settings(Config config) {
    Config.ScriptConfig script = config.script();
    return new ScriptSettings(
        script.library().orElseGet(Scripts::stockLibrary),
        script.timeLimit().toNanos(),
        script.memoryBytes(),
        ScriptSettings.Jit.valueOf(script.jit().name()),
        script.hang() == Config.Hang.EXIT,
        script.isSandboxed(),
        script.warnsOfGlobals(),
        script.isFailedOnClose());
  }

  private static ScriptNetwork network(Config config) {
    Config.MailConfig mail = config.mail();
    return new ScriptNetwork(config.script().bind(), mail.host(), mail.port(), mail.timeout());
  }

  private static Path stockLibrary() {
    return NativeLibrary.stock(Path.of(System.getProperty(NATIVES, "lib/native")));
  }

  private static void log(ScriptLevel level, String file, int line, String text) {
    LogLevel ours = LogLevel.valueOf(level.name());
    var entry = LOG.atLevel(slf4j(level)).addMarker(ours.marker());
    if (!file.isEmpty()) {
      entry = entry.addKeyValue(LogRecord.FILE_KEY, file).addKeyValue(LogRecord.LINE_KEY, line);
    }
    // As an argument: braces in a script's text are no place holders.
    entry.log("{}", text);
  }

  private static Level slf4j(ScriptLevel level) {
    return switch (level) {
      case FATAL, CRITIC, ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case NOTE, INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
