package cumulus.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/configuration.md says what the program does. */
class ConfigurationPageTest {
  private static final String PAGE = "docs/configuration.md";

  /** A row of a table of keys: key, default, what it takes, meaning. */
  private record Row(String key, String standard, String rule, String meaning) {}

  private static List<Row> rows() throws Exception {
    var rows = new ArrayList<Row>();
    for (String line : Repository.read(PAGE).lines().toList()) {
      String[] cells = line.split("\\|", -1);
      if (line.startsWith("| `") && cells.length == 6) {
        rows.add(
            new Row(
                cells[1].strip().replace("`", ""),
                cells[2].strip(),
                cells[3].strip(),
                cells[4].strip()));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyStandsThereWithItsDefaultAndWhatItTakes(ConfigKey<?> key) throws Exception {
    assertThat(rows())
        .filteredOn(row -> row.key().equals(key.name()))
        .singleElement()
        .satisfies(
            row -> {
              String standard = key.standard().isEmpty() ? "none" : "`" + key.standard() + "`";
              assertThat(row.standard()).isEqualTo(standard);
              assertThat(row.rule()).isEqualTo(key.form().rule());
              assertThat(row.meaning()).isNotBlank();
            });
  }

  static List<ConfigKey<?>> keys() {
    return ConfigKeys.ALL;
  }

  @Test
  void noKeyStandsThereThatDoesNotExist() throws Exception {
    assertThat(rows())
        .extracting(Row::key)
        .containsExactlyElementsOf(ConfigKeys.ALL.stream().map(ConfigKey::name).toList());
  }

  @Test
  void everyLimitIsExplainedOnAPageOfItsOwn() throws Exception {
    String page = Repository.read("docs/limits.md");
    assertThat(ConfigKeys.ALL)
        .filteredOn(key -> key.name().startsWith("limits."))
        .hasSize(8)
        .allMatch(key -> page.contains("| `" + key.name()) || page.contains(", `" + key.name()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check"})
  void everyOptionStandsThere(String command) throws Exception {
    Program help = Program.start(command, "--help");
    assertThat(help.exitCode()).isZero();
    var options = new TreeSet<String>();
    Pattern.compile("--[a-z]+").matcher(help.out()).results().forEach(r -> options.add(r.group()));
    assertThat(options).contains("--config", "--dir", "--help");
    String page = Repository.read(PAGE);
    assertThat(options).allMatch(option -> page.contains("`" + option));
  }

  @Test
  void everyExitCodeStandsThere() throws Exception {
    List<String> listed =
        Pattern.compile("(?m)^\\| (\\d+) \\|")
            .matcher(Repository.read(PAGE))
            .results()
            .map((MatchResult r) -> r.group(1))
            .toList();
    for (Field field : ExitCode.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        assertThat(listed).as(field.getName()).contains("" + field.getInt(null));
      }
    }
  }

  /** The example of the page can be used as it stands. */
  @Test
  void theExampleIsGood() throws Exception {
    String page = Repository.read(PAGE);
    int from = page.indexOf("```ini\n") + 7;
    var file = IniFile.parse("example.ini", page.substring(from, page.indexOf("```", from)));
    var directory = Repository.root();
    file.putBase(SystemValues.of(directory, List.of(), java.time.Instant.EPOCH));
    Config config = Config.of(directory, file);
    assertThat(config.warnings()).isEmpty();
    assertThat(config.logs().directory()).isEqualTo(directory.resolve("logs/summer"));
    assertThat(config.limits().queueBytes()).isEqualTo(2 << 20);
  }
}
