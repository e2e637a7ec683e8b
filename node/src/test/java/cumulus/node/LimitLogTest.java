package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.trace.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitLogTest {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - MINUTE_NANOS);

  @AfterEach
  void close() {
    Logs.close();
  }

  private LimitLog open() {
    Config config = Config.of(directory, IniFile.parse("x.ini", "limits.sessions=7"));
    Logs.open(config.logs(), LogLevel.TRACE, Optional.empty());
    return new LimitLog(config.limits(), nanos::get);
  }

  private List<String> lines() throws IOException {
    Logs.close();
    return Files.readAllLines(directory.resolve("logs").resolve("log.0"));
  }

  @Test
  void aFullServerIsOneWarningAMinute() throws IOException {
    LimitLog limits = open();
    for (int second = 0; second < 180; second++) {
      limits.onDrop(DropReason.SESSION_LIMIT);
      limits.onDrop(DropReason.UNKNOWN_SESSION);
      nanos.addAndGet(1_000_000_000L);
    }
    assertThat(lines())
        .filteredOn(line -> line.contains("  WARN\t") && line.contains("limits.sessions = 7 is"))
        .hasSize(1);
    assertThat(lines()).last().asString().endsWith("repeated twice");
  }

  @Test
  void whatOneClientRunsIntoIsInformation() throws IOException {
    LimitLog limits = open();
    for (DropReason reason : DropReason.values()) {
      if (reason != DropReason.SESSION_LIMIT) {
        limits.onDrop(reason);
        limits.onDrop(reason);
      }
    }
    assertThat(lines())
        .hasSize(7)
        .allMatch(line -> line.contains("  INFO\t"))
        .anyMatch(line -> line.contains("limits.sessionsPerAddress"))
        .anyMatch(line -> line.contains("limits.keyAgreements"))
        .anyMatch(line -> line.contains("limits.helloRate"))
        .anyMatch(line -> line.contains("limits.messageSize"));
  }
}
