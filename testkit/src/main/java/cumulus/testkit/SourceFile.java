package cumulus.testkit;

import java.nio.file.Path;
import java.util.Arrays;

/** A Java file, its code and its comments apart; offsets are the same in all three. */
final class SourceFile {
  private static final String TEXT_BLOCK = "\"\"\"";

  final Path path;

  /** The text with comments, strings and characters blanked out. */
  final String code;

  /** The text with all but comments blanked out. */
  final String comments;

  private final int[] lineStarts;

  SourceFile(Path path, String text) {
    this.path = path;
    var inCode = text.toCharArray();
    var inComments = text.toCharArray();
    int at = 0;
    while (at < inCode.length) {
      boolean comment = text.startsWith("//", at) || text.startsWith("/*", at);
      int end = endOfPiece(text, at);
      boolean literal = !comment && end > at + 1;
      if (comment || literal) {
        blank(inCode, at, end);
      }
      if (!comment) {
        blank(inComments, at, end);
      }
      at = end;
    }
    this.code = new String(inCode);
    this.comments = new String(inComments);
    this.lineStarts = lineStarts(text);
  }

  /** The line of an offset, counted from 1. */
  int lineOf(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** How many lines the file has; the end of the last line begins no other. */
  int lines() {
    return lineOf(Math.max(0, code.length() - 1));
  }

  /** The package, or an empty string. */
  String packageName() {
    var words = code.split("\\bpackage\\s+", 2);
    int end = words.length == 2 ? words[1].indexOf(';') : -1;
    return end < 0 ? "" : words[1].substring(0, end).strip();
  }

  /** The end of the comment or literal that begins here, or of one other character. */
  private static int endOfPiece(String text, int at) {
    if (text.startsWith("//", at)) {
      return endAfter(text, text.indexOf('\n', at), 0);
    }
    if (text.startsWith("/*", at)) {
      return endAfter(text, text.indexOf("*/", at + 2), 2);
    }
    if (text.startsWith(TEXT_BLOCK, at)) {
      return endOfLiteral(text, at + TEXT_BLOCK.length(), TEXT_BLOCK);
    }
    char first = text.charAt(at);
    return first == '"' || first == '\''
        ? endOfLiteral(text, at + 1, String.valueOf(first))
        : at + 1;
  }

  private static int endOfLiteral(String text, int from, String quotes) {
    int at = from;
    while (at < text.length() && !text.startsWith(quotes, at)) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), at + quotes.length());
  }

  private static int endAfter(String text, int found, int length) {
    return found < 0 ? text.length() : found + length;
  }

  private static void blank(char[] chars, int from, int to) {
    for (int i = from; i < to; i++) {
      if (chars[i] != '\n') {
        chars[i] = ' ';
      }
    }
  }

  private static int[] lineStarts(String text) {
    var starts = new int[(int) text.chars().filter(c -> c == '\n').count() + 1];
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts[line++] = i + 1;
      }
    }
    return starts;
  }
}
