package cumulus.node;

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
 * Further lines of a text begin with a tab. Control characters, which may come from clients, are
 * shown as {@code \xNN}.
 */
final class LogLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MM HH:mm:ss.S", Locale.ROOT);
  private static final int DELETE = 0x7f;
  private static final int LAST_CONTROL = 0x9f;

  private LogLine() {}

  static String forFile(LogRecord entry, ZoneId zone) {
    return TIME.format(entry.time().atZone(zone))
        + "  "
        + entry.level()
        + "\t"
        + entry.thread()
        + "("
        + entry.threadId()
        + ")\t"
        + place(entry)
        + "  "
        + text(entry)
        + "\n";
  }

  static String forConsole(LogRecord entry) {
    return entry.level() + "  " + place(entry) + " " + text(entry) + "\n";
  }

  /** One JSON object: time, level, thread, file, line, text. */
  static String json(LogRecord entry, ZoneId zone) {
    return "{\"time\":\""
        + entry.time().atZone(zone).toOffsetDateTime()
        + "\",\"level\":\""
        + entry.level()
        + "\",\"thread\":"
        + quoted(entry.thread())
        + ",\"file\":"
        + quoted(entry.file())
        + ",\"line\":"
        + entry.line()
        + ",\"text\":"
        + quoted(entry.text())
        + "}\n";
  }

  private static String place(LogRecord entry) {
    return entry.file() + "[" + entry.line() + "]";
  }

  private static String text(LogRecord entry) {
    String text = entry.text();
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\n\t");
        case '\r' -> {
          if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
            out.append("\n\t");
          }
        }
        case '\t' -> out.append('\t');
        default -> {
          if (c < ' ' || c >= DELETE && c <= LAST_CONTROL) {
            out.append(String.format("\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static String quoted(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
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
