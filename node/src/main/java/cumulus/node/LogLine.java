package cumulus.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The forms of a log line (configuration section 6).
 *
 * <pre>
 * file:    dd/mm HH:MM:SS.c  LEVEL TAB thread(threadId) TAB file[line]  text
 * console: LEVEL  file[line] text
 * </pre>
 *
 * Further lines of a text begin with a tab.
 */
final class LogLine {
  private static final int MAX_TEXT = 64 * 1024;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MM HH:mm:ss.S", Locale.ROOT);

  private LogLine() {}

  static String forFile(ILoggingEvent event, ZoneId zone) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone))
        + "  "
        + LogLevel.of(event)
        + "\t"
        + event.getThreadName()
        + "("
        + Thread.currentThread().threadId()
        + ")\t"
        + place(event)
        + "  "
        + text(event)
        + "\n";
  }

  static String forConsole(ILoggingEvent event) {
    return LogLevel.of(event) + "  " + place(event) + " " + text(event) + "\n";
  }

  /** One JSON object: time, level, thread, file, line, text. */
  static String json(ILoggingEvent event, ZoneId zone) {
    StackTraceElement caller = caller(event);
    return "{\"time\":\""
        + Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone).toOffsetDateTime()
        + "\",\"level\":\""
        + LogLevel.of(event)
        + "\",\"thread\":"
        + quoted(event.getThreadName())
        + ",\"file\":"
        + quoted(String.valueOf(caller.getFileName()))
        + ",\"line\":"
        + caller.getLineNumber()
        + ",\"text\":"
        + quoted(message(event))
        + "}\n";
  }

  private static String text(ILoggingEvent event) {
    return message(event).replace("\r", "").replace("\n", "\n\t");
  }

  private static String message(ILoggingEvent event) {
    String text = String.valueOf(event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      text += "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).strip();
    }
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  private static String place(ILoggingEvent event) {
    StackTraceElement caller = caller(event);
    return caller.getFileName() + "[" + caller.getLineNumber() + "]";
  }

  private static StackTraceElement caller(ILoggingEvent event) {
    StackTraceElement[] callers = event.getCallerData();
    return callers.length > 0 ? callers[0] : new StackTraceElement("?", "?", "?", 0);
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
