package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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

  private Logger open(LogLevel limit, Optional<PrintStream> console) {
    return open(limit, Config.LogFormat.TEXT, console);
  }

  private Logger open(LogLevel limit, Config.LogFormat format, Optional<PrintStream> console) {
    Logs.open(
        new Config.LogConfig(directory.resolve("new"), "server", 1_000_000, 10, format),
        limit,
        console);
    return LoggerFactory.getLogger(LogTest.class);
  }

  /** What was written, after the log was closed. */
  private List<String> lines() throws IOException {
    Logs.close();
    return Files.readAllLines(directory.resolve("new").resolve("server.0"));
  }

  @Test
  void configurationCheck7_folderAndNameAreHonoured() throws IOException {
    open(LogLevel.INFO, Optional.empty()).info("hello");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void configurationCheck8_linesHaveTheOldForm() throws IOException {
    Logger log = open(LogLevel.TRACE, Optional.empty());
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
    Logger log = open(LogLevel.of(4), Optional.empty());
    log.info(LogLevel.NOTE.marker(), "a note");
    log.info("information");
    log.warn("a warning");
    assertThat(lines()).singleElement().asString().endsWith("a warning");
    Logger silent = open(LogLevel.of(0), Optional.empty());
    silent.error("an error");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void theConsoleGetsShortLines() {
    var bytes = new ByteArrayOutputStream();
    var console = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    open(LogLevel.INFO, Optional.of(console)).warn("look");
    Logs.close();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .matches("WARN  LogTest\\.java\\[\\d+] look\n");
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    open(LogLevel.INFO, Config.LogFormat.JSON, Optional.empty()).warn("a \"quoted\"\nline\t\u0001");
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("{\"time\":\"")
        .contains("\"level\":\"WARN\"", "\"file\":\"LogTest.java\"")
        .endsWith("\"text\":\"a \\\"quoted\\\"\\nline\\t\\u0001\"}");
  }

  @Test
  void theLevelIsChangedWhileTheServerRuns() throws IOException {
    assertThat(Logs.level()).isEqualTo(LogLevel.NOTHING);
    Logger log = open(LogLevel.INFO, Optional.empty());
    log.debug("unheard");
    Logs.setLevel(LogLevel.TRACE);
    assertThat(Logs.level()).isEqualTo(LogLevel.TRACE);
    log.trace("heard");
    Logs.setLevel(LogLevel.NOTHING);
    log.error("unheard");
    assertThat(lines()).singleElement().asString().endsWith("  heard");
    Logs.setLevel(LogLevel.INFO);
    assertThat(Logs.level()).isEqualTo(LogLevel.NOTHING);
  }

  @Test
  void repeatedLinesAreCounted() throws IOException {
    Logger log = open(LogLevel.INFO, Optional.empty());
    for (int i = 0; i < 1000; i++) {
      log.warn("again");
    }
    log.warn("something else");
    for (String text : List.of("twice", "twice")) {
      log.info(text);
    }
    assertThat(lines())
        .extracting(line -> line.replaceFirst(".*]  ", ""))
        .containsExactly("again", "repeated 999 times", "something else", "twice", "repeated once");
  }

  @Test
  void aLineThatGoesOnRepeatingIsCountedEveryTenSeconds() {
    var repeats = new LogRepeats();
    var first = new LogRecord(Instant.EPOCH, LogLevel.WARN, "a", 1, "A.java", 5, "again");
    assertThat(repeats.next(first)).containsExactly(first);
    for (int second = 1; second <= 10; second++) {
      var next = new LogRecord(at(second), LogLevel.WARN, "b", 2, "A.java", 5, "again");
      assertThat(repeats.next(next)).isEmpty();
      assertThat(repeats.due(at(second))).isEmpty();
    }
    assertThat(repeats.due(at(11)))
        .hasValueSatisfying(
            counted -> {
              assertThat(counted.text()).isEqualTo("repeated 10 times");
              assertThat(counted.time()).isEqualTo(at(10));
            });
    assertThat(repeats.due(at(100))).isEmpty();
    assertThat(repeats.count()).isEmpty();
  }

  private static Instant at(int second) {
    return Instant.ofEpochSecond(second);
  }

  @Test
  void textsAreWholeUpTo64KiBAndNoLongerThanThat() throws IOException {
    Logger log = open(LogLevel.INFO, Optional.empty());
    log.info("x".repeat(65_536));
    log.info("y".repeat(65_535) + "\ud83d\ude00");
    assertThat(lines().get(0)).endsWith("]  " + "x".repeat(65_536));
    assertThat(lines().get(1)).endsWith("]  " + "y".repeat(65_535));
  }

  @Test
  void whatClientsNameCannotForgeLinesOrSteerTerminals() throws IOException {
    open(LogLevel.INFO, Optional.empty()).info("name \r\n\u001b[2J\u0085 end\rx\ty\u0000");
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).isEqualTo("\t\\x1b[2J\\x85 end");
    assertThat(lines().get(2)).isEqualTo("\tx\ty\\x00");
  }

  @Test
  void stackTracesAreForLevelSevenAlone() throws IOException {
    var failure = new IllegalStateException("boom");
    open(LogLevel.INFO, Optional.empty()).error("a fault", failure);
    assertThat(lines())
        .singleElement()
        .asString()
        .contains(
            "a fault: java.lang.IllegalStateException: boom at cumulus.node",
            "(LogTest.java:",
            "--log 7");
    open(LogLevel.DEBUG, Optional.empty()).error("a fault", failure);
    assertThat(lines()).hasSizeGreaterThan(5).element(3).asString().startsWith("\t\tat ");
  }

  @Test
  void aScriptNamesItsOwnPlace() throws IOException {
    open(LogLevel.INFO, Optional.empty())
        .atInfo()
        .addKeyValue(LogRecord.FILE_KEY, "www/main.lua")
        .addKeyValue(LogRecord.LINE_KEY, 12)
        .log("hello");
    assertThat(lines()).singleElement().asString().endsWith("\twww/main.lua[12]  hello");
  }

  @Test
  void aLogThatCannotBeWrittenForAWhileGoesOnAfterwards() throws IOException {
    Path folder = directory.resolve("gone");
    try (var file = new LogFile(folder, "log", 10, 1)) {
      file.write("short\n");
      Files.createDirectory(folder.resolve("log.1"));
      Files.createFile(folder.resolve("log.1").resolve("in the way"));
      assertThatThrownBy(() -> file.write("longer than that\n")).isInstanceOf(IOException.class);
      Files.delete(folder.resolve("log.1").resolve("in the way"));
      file.write("on it goes\n");
    }
    assertThat(Files.readAllLines(folder.resolve("log.1")))
        .containsExactly("short", "longer than that", "on it goes");
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
