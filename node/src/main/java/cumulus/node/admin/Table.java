package cumulus.node.admin;

import java.util.ArrayList;
import java.util.List;

/** Text in columns: the last one and those of words to the left, numbers to the right. */
final class Table {
  private static final String GAP = "  ";
  private static final int MAX_CELL = 200;

  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] isNumber;

  /** A column whose head begins with a ">" has numbers. */
  Table(String... heads) {
    isNumber = new boolean[heads.length];
    String[] row = new String[heads.length];
    for (int i = 0; i < heads.length; i++) {
      isNumber[i] = heads[i].startsWith(">");
      row[i] = heads[i].substring(isNumber[i] ? 1 : 0);
    }
    rows.add(row);
  }

  Table row(Object... cells) {
    String[] row = new String[isNumber.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = printable(String.valueOf(cells[i]));
    }
    rows.add(row);
    return this;
  }

  /** Names are chosen by clients: they must not play with the terminal, nor fill it. */
  private static String printable(String text) {
    String safe =
        text.codePoints()
            .limit(MAX_CELL)
            .collect(
                StringBuilder::new,
                (out, c) ->
                    out.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                            ? '?'
                            : c),
                StringBuilder::append)
            .toString();
    return safe;
  }

  /** Each line begins with two blanks. */
  String text() {
    int[] widths = new int[isNumber.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var out = new StringBuilder();
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - row[i].length());
        line.append(GAP).append(isNumber[i] ? pad + row[i] : row[i] + pad);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
