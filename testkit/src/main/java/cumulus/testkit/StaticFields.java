package cumulus.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells static fields from other static things, and mutable ones from constants. */
final class StaticFields {
  /** The modifiers of a static declaration, then its type and name up to what tells its kind. */
  static final String PATTERN =
      "(?<!import\\s)(?<!requires\\s)(?<!transitive\\s)(?<modifiers>\\b(?:(?:public|protected|private|final|volatile|transient|abstract|strictfp)\\s+)*"
          + "static\\s+(?:(?:public|protected|private|final|volatile|transient|abstract|strictfp|synchronized|native)\\s+)*)"
          + "(?<declared>[^;={(]*)(?<kind>[;={(])";

  private static final Pattern FINAL = Pattern.compile("\\bfinal\\b");
  private static final Pattern TYPE = Pattern.compile("^(class|interface|enum|record)\\b");
  private static final Pattern MUTABLE =
      Pattern.compile(
          "\\bnew\\s+([\\w.]*\\.)?(\\w*(HashMap|HashSet|TreeMap|TreeSet|ArrayList|LinkedList|Deque|Queue|EnumMap|Vector"
              + "|Hashtable|IdentityHashMap|BitSet|StringBuilder|StringBuffer|Adder|SkipListMap|SkipListSet)"
              + "|Atomic\\w+|Random|SplittableRandom)\\b|\\bThreadLocal\\b|\\bEnumSet\\s*\\.\\s*(of|noneOf|allOf)\\b");
  private static final Pattern WRAPPED = Pattern.compile("\\bunmodifiable\\w+|\\bcopyOf\\b");

  private StaticFields() {}

  /** Whether a match of {@link #PATTERN} declares mutable state. */
  static boolean isMutable(Matcher match, String code) {
    var declared = match.group("declared");
    var kind = match.group("kind");
    boolean field = (kind.equals(";") || kind.equals("=")) && !TYPE.matcher(declared).find();
    if (!field) {
      return false;
    }
    if (!FINAL.matcher(match.group("modifiers")).find()) {
      return true;
    }
    int end = code.indexOf(';', match.end("declared"));
    var value = code.substring(match.end("declared"), end < 0 ? code.length() : end);
    return MUTABLE.matcher(value).find() && !WRAPPED.matcher(value).find();
  }
}
