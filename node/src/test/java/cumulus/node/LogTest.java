package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogTest {
  @TempDir private Path directory;

  @AfterEach
  void close() {
    Logs.close();
  }

  private Logger open(LogLevel limit, boolean isJson, Optional<PrintStream> console) {
    Logs.open(
        new Config.LogConfig(directory.resolve("new"), "server", 1_000_000, 10, isJson),
        limit,
        console);
    return LoggerFactory.getLogger(LogTest.class);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(directory.resolve("new").resolve("server.0"));
  }

  @Test
  void configurationCheck7_folderAndNameAreHonoured() throws IOException {
    open(LogLevel.INFO, false, Optional.empty()).info("hello");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void configurationCheck8_linesHaveTheOldForm() throws IOException {
    Logger log = open(LogLevel.TRACE, false, Optional.empty());
    log.info(LogLevel.NOTE.marker(), "a note");
    log.error(LogLevel.FATAL.marker(), "an end");
    log.warn("two\nlines");
    log.trace("details");
    List<String> lines = lines();
    assertThat(lines).hasSize(5);
    assertThat(lines)
        .filteredOn(line -> !line.startsWith("\t"))
        .allMatch(
            line ->
                line.matches(
                    "^\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d  (FATAL|CRITIC|ERROR|WARN|NOTE|INFO|DEBUG|TRACE)\t"
                        + ".+\\(\\d+\\)\tLogTest\\.java\\[\\d+]  .*"));
    assertThat(lines.get(0)).contains("  NOTE\t").endsWith("  a note");
    assertThat(lines.get(1)).contains("  FATAL\t");
    assertThat(lines.get(3)).isEqualTo("\tlines");
  }

  @Test
  void configurationCheck9_theLevelHidesWhatIsLessImportant() throws IOException {
    Logger log = open(LogLevel.of(4), false, Optional.empty());
    log.info(LogLevel.NOTE.marker(), "a note");
    log.info("information");
    log.warn("a warning");
    assertThat(lines()).singleElement().asString().endsWith("a warning");
    Logs.close();
    Logger silent = open(LogLevel.of(0), false, Optional.empty());
    silent.error("an error");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void theConsoleGetsShortLines() {
    var bytes = new ByteArrayOutputStream();
    var console = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    open(LogLevel.INFO, false, Optional.of(console)).warn("look");
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .matches("WARN  LogTest\\.java\\[\\d+] look\n");
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    open(LogLevel.INFO, true, Optional.empty()).warn("a \"quoted\"\nline\t\u0001");
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("{\"time\":\"")
        .contains("\"level\":\"WARN\"", "\"file\":\"LogTest.java\"")
        .endsWith("\"text\":\"a \\\"quoted\\\"\\nline\\t\\u0001\"}");
  }

  @Test
  void configurationCheck10_filesAreRotatedBySize() throws IOException {
    try (var file = new LogFile(directory, "log", 1_000_000, 10)) {
      String line = "x".repeat(99) + "\n";
      for (int i = 0; i < 30_000; i++) {
        file.write(line);
      }
    }
    for (int i = 1; i < 3; i++) {
      assertThat(Files.size(directory.resolve("log." + i))).isBetween(1_000_000L, 1_001_200L);
    }
    assertThat(directory.resolve("log.0")).exists();
    assertThat(directory.resolve("log.4")).doesNotExist();
  }

  @Test
  void configurationCheck10_neverMoreFilesThanTheCount() throws IOException {
    for (int start = 0; start < 2; start++) {
      try (var file = new LogFile(directory, "log", 10_000, 3)) {
        for (int i = 0; i < 1_000; i++) {
          file.write("y".repeat(99) + "\n");
        }
      }
    }
    assertThat(directory.resolve("log.3")).exists();
    assertThat(directory.resolve("log.4")).doesNotExist();
  }
}
