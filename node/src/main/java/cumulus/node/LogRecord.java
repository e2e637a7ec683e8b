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
    StackTraceElement[] callers = event.getCallerData();
    var caller = callers.length > 0 ? callers[0] : new StackTraceElement("?", "?", "?", 0);
    return new LogRecord(
        event.getInstant(),
        LogLevel.of(event),
        event.getThreadName(),
        Thread.currentThread().threadId(),
        value(event, FILE_KEY).orElseGet(() -> String.valueOf(caller.getFileName())),
        value(event, LINE_KEY).map(Integer::valueOf).orElseGet(caller::getLineNumber),
        cut(text(event, limit)));
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
