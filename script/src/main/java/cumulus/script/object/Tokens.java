package cumulus.script.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tokens of {@code cumulus:split} (lua-api section 4). */
final class Tokens {
  private static final int DROP_EMPTY = 1;
  private static final int TRIM = 2;

  private Tokens() {}

  /**
   * Splits at every byte that is among the separators; an empty text has no token.
   *
   * @param option bit 1 drops empty tokens, bit 2 trims white space
   */
  static List<byte[]> split(byte[] text, byte[] separators, int option) {
    var tokens = new ArrayList<byte[]>();
    if (text.length == 0) {
      return tokens;
    }
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || isAmong(separators, text[i])) {
        add(tokens, text, start, i, option);
        start = i + 1;
      }
    }
    return tokens;
  }

  private static void add(List<byte[]> tokens, byte[] text, int from, int to, int option) {
    int start = from;
    int end = to;
    if ((option & TRIM) != 0) {
      while (start < end && isSpace(text[start])) {
        start++;
      }
      while (end > start && isSpace(text[end - 1])) {
        end--;
      }
    }
    if (start < end || (option & DROP_EMPTY) == 0) {
      tokens.add(Arrays.copyOfRange(text, start, end));
    }
  }

  private static boolean isAmong(byte[] separators, byte wanted) {
    for (byte separator : separators) {
      if (separator == wanted) {
        return true;
      }
    }
    return false;
  }

  /** White space of C: blank, and tab to carriage return. */
  private static boolean isSpace(byte value) {
    return value == ' ' || value >= '\t' && value <= '\r';
  }
}
