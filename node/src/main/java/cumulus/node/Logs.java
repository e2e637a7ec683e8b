package cumulus.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Sets logging up in code; no configuration file of the logging library is looked for. */
final class Logs {
  private Logs() {}

  /** Nothing is logged: for commands that speak to people only. */
  static void silence() {
    LoggerContext context = context();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  /**
   * Logs to files, and to the console if there is one.
   *
   * @throws ConfigException when the folder or file cannot be written
   */
  static void open(Config.LogConfig config, LogLevel limit, Optional<PrintStream> console) {
    LoggerContext context = context();
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(limit.threshold());
    try {
      var file = new LogFile(config.directory(), config.name(), config.bytes(), config.count());
      var output = new LogOutput(limit, config.isJson(), file, console, ZoneId.systemDefault());
      output.setContext(context);
      output.setName("log");
      output.start();
      root.addAppender(output);
    } catch (IOException e) {
      throw new ConfigException(
          "cannot write logs in "
              + config.directory()
              + ": choose a writable folder with logs.directory or --dir ("
              + e.getMessage()
              + ")");
    }
  }

  /** Closes the log files. */
  static void close() {
    context().stop();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
