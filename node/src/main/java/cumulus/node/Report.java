package cumulus.node;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of a measurement: a table as they come, JSON at the end. */
final class Report {
  private static final int MIN_WIDTH = 7;
  private static final String VOID = "VOID";

  private final PrintStream out;
  private final BenchOptions options;
  private final List<Figures> rows = new ArrayList<>();

  Report(PrintStream out, BenchOptions options) {
    this.out = out;
    this.options = options;
  }

  /** Shows one more row; every one has the same columns. */
  void row(Figures figures) {
    List<Figures.Figure> shown = figures.shown();
    if (rows.isEmpty()) {
      out.println(line(shown, shown.stream().map(Figures.Figure::head).toList()));
    }
    rows.add(figures);
    String mark = figures.isVoid() ? "  " + VOID : "";
    out.println(line(shown, shown.stream().map(Figures.Figure::text).toList()) + mark);
    out.flush();
  }

  /**
   * Explains the columns and writes the JSON.
   *
   * @param legend of the columns that do not explain themselves
   */
  void end(String legend) throws CommandFailure {
    out.println(legend + "; server, load: cores used");
    if (rows.stream().anyMatch(Figures::isVoid)) {
      out.println(
          VOID
              + ": the load used more than 90 % of a core, so the figures are its own. Take fewer"
              + " clients or a lower rate");
    }
    options.writeJson(
        rows.stream().map(Figures::json).collect(Collectors.joining(",\n ", "[", "]")));
  }

  /** True if something of what was measured went wrong. */
  boolean hasFailures() {
    return rows.stream().anyMatch(Figures::hasFailures);
  }

  private static String line(List<Figures.Figure> columns, List<String> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(MIN_WIDTH, columns.get(i).head().length()) + (i == 0 ? 0 : 1);
      line.append(" ".repeat(Math.max(1, width - cells.get(i).length()))).append(cells.get(i));
    }
    return line.toString();
  }
}
