package cumulus.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The nine levels of the log (configuration section 6); the number of a level is its place here.
 */
enum LogLevel {
  NOTHING,
  FATAL,
  CRITIC,
  ERROR,
  WARN,
  NOTE,
  INFO,
  DEBUG,
  TRACE;

  /** The largest number. */
  static final int MAX = 8;

  /** The level with this number, 0 to 8. */
  static LogLevel of(int number) {
    return values()[number];
  }

  /** Marks an event as one of the levels that SLF4J has no name for. */
  Marker marker() {
    return MarkerFactory.getMarker(name());
  }

  /** The level of the logging library that lets all of ours through. */
  Level threshold() {
    return switch (this) {
      case NOTHING -> Level.OFF;
      case FATAL, CRITIC, ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case NOTE, INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }

  /** The level of an event: its marker's if it has one, else that of the same name. */
  static LogLevel of(ILoggingEvent event) {
    if (event.getMarkerList() != null) {
      for (Marker marker : event.getMarkerList()) {
        for (LogLevel level : values()) {
          if (level.name().equals(marker.getName())) {
            return level;
          }
        }
      }
    }
    return switch (event.getLevel().toInt()) {
      case Level.ERROR_INT -> ERROR;
      case Level.WARN_INT -> WARN;
      case Level.DEBUG_INT -> DEBUG;
      case Level.TRACE_INT -> TRACE;
      default -> INFO;
    };
  }

  /** True if an event of this level is written when the log is set to {@code limit}. */
  boolean isWrittenAt(LogLevel limit) {
    return this != NOTHING && compareTo(limit) <= 0;
  }
}
