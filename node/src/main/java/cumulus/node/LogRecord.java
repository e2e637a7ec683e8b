package cumulus.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/**
 * One entry of the log.
 *
 * @param file source of the entry, Java's or a script's
 * @param text may have several lines; at most {@value #MAX_TEXT} characters
 */
record LogRecord(
    Instant time,
    LogLevel level,
    String thread,
    long threadId,
    String file,
    int line,
    String text) {
  static final int MAX_TEXT = 64 * 1024;

  /** Keys of SLF4J key-value pairs by which a script names its own place. */
  static final String FILE_KEY = "file";

  static final String LINE_KEY = "line";

  /**
   * Made on the thread that logs. The stack trace of an exception is part of the text from level
   * debug on; below it is one line.
   */
  static LogRecord of(ILoggingEvent event, LogLevel limit) {
    Place place = Place.named(event).orElseGet(Place::ofCaller);
    return new LogRecord(
        event.getInstant(),
        LogLevel.of(event),
        event.getThreadName(),
        Thread.currentThread().threadId(),
        place.file(),
        place.line(),
        cut(text(event, limit)));
  }

  /** Where an entry comes from. */
  private record Place(String file, int line) {
    private static final Place UNKNOWN = new Place("?", 0);

    /** What a script says of itself. */
    static Optional<Place> named(ILoggingEvent event) {
      return value(event, FILE_KEY)
          .map(file -> new Place(file, value(event, LINE_KEY).map(Integer::valueOf).orElse(0)));
    }

    /**
     * Below the frames of the logging library and of its appender. A walk stops there; the stack
     * trace that an event offers has every frame, and costs twice as much as the rest of an entry.
     */
    static Place ofCaller() {
      return StackWalker.getInstance()
          .walk(
              frames ->
                  frames
                      .dropWhile(frame -> !isLogging(frame.getClassName()))
                      .dropWhile(frame -> isLogging(frame.getClassName()))
                      .findFirst())
          .map(frame -> new Place(String.valueOf(frame.getFileName()), frame.getLineNumber()))
          .orElse(UNKNOWN);
    }

    private static boolean isLogging(String className) {
      return className.startsWith("ch.qos.logback.") || className.startsWith("org.slf4j.");
    }
  }

  /** The same place and level, later, with another text. */
  LogRecord followedBy(Instant at, String other) {
    return new LogRecord(at, level, thread, threadId, file, line, other);
  }

  /** True if it says the same, whenever and on whatever thread. */
  boolean repeats(LogRecord earlier) {
    return level == earlier.level
        && line == earlier.line
        && file.equals(earlier.file)
        && text.equals(earlier.text);
  }

  private static String text(ILoggingEvent event, LogLevel limit) {
    String text = String.valueOf(event.getFormattedMessage());
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure == null) {
      return text;
    }
    if (LogLevel.DEBUG.isWrittenAt(limit)) {
      return text + "\n" + ThrowableProxyUtil.asString(failure).strip();
    }
    return text + ": " + summary(failure);
  }

  private static String summary(IThrowableProxy failure) {
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    String place = frames.length == 0 ? "" : " " + frames[0].getSTEAsString();
    return failure.getClassName()
        + Optional.ofNullable(failure.getMessage()).map(message -> ": " + message).orElse("")
        + place
        + " (--log 7 shows the stack trace)";
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    return text.substring(0, end);
  }

  private static Optional<String> value(ILoggingEvent event, String key) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null
        ? Optional.empty()
        : pairs.stream()
            .filter(pair -> pair.key.equals(key))
            .map(pair -> String.valueOf(pair.value))
            .findFirst();
  }
}
