package cumulus.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** Takes events of the logging library and hands those that are wanted to the {@link LogWriter}. */
final class LogOutput extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final LogWriter writer;
  private volatile LogLevel limit;

  LogOutput(LogWriter writer, LogLevel limit) {
    this.writer = writer;
    this.limit = limit;
  }

  LogLevel limit() {
    return limit;
  }

  void setLimit(LogLevel wanted) {
    limit = wanted;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (LogLevel.of(event).isWrittenAt(limit)) {
      writer.write(LogRecord.of(event, limit));
    }
  }

  @Override
  public void stop() {
    super.stop();
    writer.close();
  }
}
