package cumulus.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;

/** Writes log events to the file and, where there is one, the console. */
final class LogOutput extends AppenderBase<ILoggingEvent> {
  private final LogLevel limit;
  private final boolean isJson;
  private final Optional<PrintStream> console;
  private final ZoneId zone;
  private final LogFile file;
  private boolean hasFailed;

  LogOutput(
      LogLevel limit, boolean isJson, LogFile file, Optional<PrintStream> console, ZoneId zone) {
    this.limit = limit;
    this.isJson = isJson;
    this.file = file;
    this.console = console;
    this.zone = zone;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!LogLevel.of(event).isWrittenAt(limit)) {
      return;
    }
    console.ifPresent(screen -> screen.print(LogLine.forConsole(event)));
    try {
      file.write(isJson ? LogLine.json(event, zone) : LogLine.forFile(event, zone));
      hasFailed = false;
    } catch (IOException e) {
      // A full disk must not end the server; it is told once where somebody may see it.
      if (!hasFailed) {
        hasFailed = true;
        addError("cannot write the log", e);
        console.ifPresent(screen -> screen.println("ERROR  cannot write the log: " + e));
      }
    }
  }

  @Override
  public void stop() {
    super.stop();
    try {
      file.close();
    } catch (IOException e) {
      addError("cannot close the log", e);
    }
  }
}
