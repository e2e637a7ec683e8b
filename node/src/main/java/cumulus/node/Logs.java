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
  private static final String OUTPUT = "log";

  private Logs() {}

  /** Nothing is logged: for commands that speak to people only. */
  static void silence() {
    context().reset();
    root().setLevel(Level.OFF);
  }

  /**
   * Logs to files, and to the console if there is one.
   *
   * @throws ConfigException when the folder or file cannot be written
   */
  static void open(Config.LogConfig config, LogLevel limit, Optional<PrintStream> console) {
    LogFile file;
    try {
      file = new LogFile(config.directory(), config.name(), config.bytes(), config.count());
    } catch (IOException e) {
      throw unwritable(config, e);
    }
    context().reset();
    var writer = new LogWriter(file, config.format(), console, ZoneId.systemDefault());
    writer.start();
    var output = new LogOutput(writer, limit);
    output.setContext(context());
    output.setName(OUTPUT);
    output.start();
    root().addAppender(output);
    root().setLevel(limit.threshold());
  }

  /** What is logged now; {@link LogLevel#NOTHING} if the log is not open. */
  static LogLevel level() {
    return output().map(LogOutput::limit).orElse(LogLevel.NOTHING);
  }

  /** Changes what is logged, at once and for every thread; nothing happens if it is not open. */
  static void setLevel(LogLevel wanted) {
    output()
        .ifPresent(
            output -> {
              output.setLimit(wanted);
              root().setLevel(wanted.threshold());
            });
  }

  /** Writes what waits and closes the log files. */
  static void close() {
    root().detachAndStopAllAppenders();
  }

  static ConfigException unwritable(Config.LogConfig config, IOException why) {
    return new ConfigException(
        "cannot write logs in "
            + config.directory()
            + " ("
            + Reason.of(why)
            + "): choose a writable folder with logs.directory or --dir");
  }

  private static Optional<LogOutput> output() {
    return root().getAppender(OUTPUT) instanceof LogOutput output
        ? Optional.of(output)
        : Optional.empty();
  }

  private static Logger root() {
    return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
