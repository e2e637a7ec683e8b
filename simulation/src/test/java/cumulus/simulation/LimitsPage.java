package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.rtmfp.Limits;
import cumulus.rtmfp.Params;
import cumulus.server.ServerSettings;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/limits.md says of the sources, below its mark. */
final class LimitsPage {
  private static final String MARK =
      "<!-- From here on made from the sources: TidyTest with -Dpages=write. -->\n";
  private static final long MILLI_NANOS = 1_000_000;

  private final Path root;

  LimitsPage(Path root) {
    this.root = root;
  }

  /** The page with its lower part made anew. */
  String renewed(String page) throws Exception {
    int mark = page.indexOf(MARK);
    return (mark < 0 ? page.stripTrailing() + "\n\n" : page.substring(0, mark)) + made();
  }

  private String made() throws Exception {
    return MARK
        + "\n## Standard bounds\n\n"
        + "Of the protocol (`Limits`) and of the server (`ServerSettings`).\n\n"
        + "| name | value | meaning |\n|---|---|---|\n"
        + components("rtmfp/src/main/java/cumulus/rtmfp/Limits.java", Limits.DEFAULT)
        + components(
            "server/src/main/java/cumulus/server/ServerSettings.java", ServerSettings.DEFAULT)
        + "\n## Constants of the protocol\n\n"
        + "Sources: RFC 7016 (R), RFC 7425 (F), what deployed peers do (P), our own choice (O).\n\n"
        + "| name | value | meaning |\n|---|---|---|\n"
        + constants();
  }

  /** The components of a record, with what its Javadoc says of each. */
  private String components(String source, Record values) throws Exception {
    String text = Files.readString(root.resolve(source));
    var rows = new StringBuilder();
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      Matcher meaning =
          Pattern.compile("@param " + component.getName() + " ([^@]*?)(?=\\n \\* @|\\n \\*/)")
              .matcher(text);
      assertThat(meaning.find()).as(component.getName()).isTrue();
      var getter = component.getAccessor();
      row(
          rows,
          component.getName(),
          value(component.getName(), getter.invoke(values)),
          meaning.group(1));
    }
    return rows.toString();
  }

  /** The public constants, with their Javadoc, in the order of the source. */
  private String constants() throws Exception {
    String text = Files.readString(root.resolve("rtmfp/src/main/java/cumulus/rtmfp/Params.java"));
    var rows = new StringBuilder();
    int count = 0;
    Matcher found =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final \\w+ (\\w+) =", Pattern.DOTALL)
            .matcher(text);
    while (found.find()) {
      Field field = Params.class.getField(found.group(2));
      row(rows, field.getName(), value(field.getName(), field.get(null)), found.group(1));
      count++;
    }
    assertThat(count).isEqualTo(Params.class.getFields().length);
    return rows.toString();
  }

  private static void row(StringBuilder rows, String name, String value, String javadoc) {
    String meaning =
        javadoc
            .replaceAll("\\n\\s*\\*", " ")
            .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
            .replaceAll("\\s+", " ")
            .strip();
    rows.append("| `").append(name).append("` | ").append(value).append(" | ");
    rows.append(meaning).append(" |\n");
  }

  private static String value(String name, Object value) {
    if (!(value instanceof Number number) || value instanceof Double) {
      return String.valueOf(value);
    }
    long whole = number.longValue();
    if (name.endsWith("_NANOS")) {
      return BigDecimal.valueOf(whole).divide(BigDecimal.valueOf(MILLI_NANOS)).toPlainString()
          + " ms";
    }
    return Long.bitCount(whole) == 1 && whole > 1 << 20
        ? "2^" + Long.numberOfTrailingZeros(whole)
        : Long.toString(whole);
  }
}
