package cumulus.script.amf;

import cumulus.flash.amf.AmfString;
import java.util.Collection;

/** Which names of an array are numbers (amf-lua section 3). */
final class NumericNames {
  /** Digits of a number that a double holds exactly. */
  private static final int MAX_DIGITS = 15;

  private final long smallest;
  private final boolean isSequence;

  NumericNames(Collection<AmfString> names) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    int count = 0;
    for (AmfString name : names) {
      if (isNumber(name)) {
        long number = (long) number(name);
        least = Math.min(least, number);
        most = Math.max(most, number);
        count++;
      }
    }
    smallest = least;
    // Names are distinct, so a span as long as their number has no hole.
    isSequence = count > 0 && (least == 0 || least == 1) && most - least == count - 1;
  }

  /** True if the numbers are 0 to n-1 or 1 to n. */
  boolean isSequence() {
    return isSequence;
  }

  int smallest() {
    return (int) smallest;
  }

  /** True for an integer as it is written in decimal: no sign but minus, no leading zero. */
  static boolean isNumber(AmfString name) {
    String text = name.toString();
    int from = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - from;
    if (digits < 1 || digits > MAX_DIGITS) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.charAt(from) != '0' || text.equals("0");
  }

  static double number(AmfString name) {
    return Long.parseLong(name.toString());
  }
}
