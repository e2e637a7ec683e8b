package cumulus.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file (configuration section 1).
 *
 * <pre>
 * ; a comment begins the line
 * key = value
 * [section]
 * key = ${other.key}/more      is section.key
 * </pre>
 *
 * <p>Keys are not case sensitive and the last of several equal ones counts. Blanks around keys and
 * values are cut. A {@code ${...}} that names no key stays as it is.
 */
final class IniFile {
  private static final int MAX_KEYS = 10_000;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_REFERENCES = 10_000;
  private static final int MAX_VALUE_CHARS = 1 << 20;

  /** Of all values together, those on the way to them included. */
  private static final int MAX_CHARS = 16 << 20;

  /**
   * One setting.
   *
   * @param key as written, with its section
   * @param value as written
   * @param place where it stands, for messages
   */
  record Entry(String key, String value, String place) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Entry> base = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private IniFile() {}

  /** No file. */
  static IniFile empty() {
    return new IniFile();
  }

  /**
   * Reads a file's text. Lines that cannot be read are among the {@link #problems}.
   *
   * @param name of the file, for messages
   */
  static IniFile parse(String name, String text) {
    var file = new IniFile();
    String section = "";
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = (number == 1 && raw.startsWith("\ufeff") ? raw.substring(1) : raw).strip();
      String place = name + " line " + number;
      if (line.isEmpty() || line.startsWith(";")) {
        continue;
      }
      if (line.startsWith("[")) {
        if (line.endsWith("]")) {
          String title = line.substring(1, line.length() - 1).strip();
          section = title.isEmpty() ? "" : title + ".";
        } else {
          file.problems.add(place + ": \"" + line + "\" misses its closing bracket ]");
        }
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      if (key.isEmpty()) {
        file.problems.add(place + ": there is no key before the = sign");
      } else if (file.entries.size() >= MAX_KEYS) {
        file.problems.add(place + ": there are more than " + MAX_KEYS + " keys");
        break;
      } else {
        file.put(section + key, equals < 0 ? "" : line.substring(equals + 1).strip(), place);
      }
    }
    return file;
  }

  /** Sets a key, as the command line does. */
  void put(String key, String value, String place) {
    entries.put(key.toLowerCase(Locale.ROOT), new Entry(key, value, place));
  }

  /** Gives values that hold where the file does not set the key. */
  void putBase(Map<String, String> values) {
    values.forEach(
        (key, value) -> base.put(key.toLowerCase(Locale.ROOT), new Entry(key, value, "system")));
  }

  /** The setting of the file with its value's references replaced. */
  Optional<Entry> find(String key) {
    Entry entry = entries.get(key.toLowerCase(Locale.ROOT));
    return Optional.ofNullable(entry)
        .map(found -> new Entry(found.key, expanded(found, new Expansion()), found.place));
  }

  /** All settings and base values by their keys as written, references replaced. */
  Map<String, String> values() {
    var all = new LinkedHashMap<>(base);
    all.putAll(entries);
    var values = new LinkedHashMap<String, String>();
    var expansion = new Expansion();
    all.values().forEach(entry -> values.put(entry.key, expanded(entry, expansion)));
    return values;
  }

  /** All settings of the file as written. */
  Iterable<Entry> entries() {
    return entries.values();
  }

  /** What cannot be read, a line each. */
  List<String> problems() {
    var all = new ArrayList<>(problems);
    var expansion = new Expansion();
    for (Entry entry : entries.values()) {
      try {
        expansion.expand(entry);
      } catch (ConfigException e) {
        all.addAll(e.problems());
        if (expansion.isOver()) {
          break;
        }
      }
    }
    return all;
  }

  /** A value whose references cannot be replaced stays as written; {@link #problems} names it. */
  private static String expanded(Entry entry, Expansion expansion) {
    try {
      return expansion.expand(entry);
    } catch (ConfigException _) {
      return entry.value;
    }
  }

  /** Replaces references, within bounds of depth, number and length. */
  private final class Expansion {
    private int references;
    private long chars;

    String expand(Entry entry) {
      references = 0;
      return expand(entry, 0);
    }

    /** True if nothing more can be expanded. */
    boolean isOver() {
      return chars > MAX_CHARS;
    }

    private String expand(Entry entry, int depth) {
      if (depth > MAX_DEPTH) {
        throw new ConfigException(
            entry.place + ": the references of \"" + entry.key + "\" lead back to themselves");
      }
      var out = new StringBuilder();
      String value = entry.value;
      int at = 0;
      for (int open = value.indexOf("${"); open >= 0; open = value.indexOf("${", at)) {
        int close = value.indexOf('}', open);
        if (close < 0) {
          break;
        }
        Optional<Entry> named = named(value.substring(open + 2, close));
        out.append(value, at, open)
            .append(
                named.isEmpty()
                    ? value.substring(open, close + 1)
                    : expand(named.get(), depth + 1));
        at = close + 1;
        chars++;
        if (out.length() > MAX_VALUE_CHARS || ++references > MAX_REFERENCES) {
          chars += out.length();
          throw new ConfigException(
              entry.place
                  + ": the value of \""
                  + entry.key
                  + "\" grows too long by its references");
        }
      }
      out.append(value, at, value.length());
      chars += out.length();
      if (isOver()) {
        throw new ConfigException(
            entry.place
                + ": from here on the values grow longer than "
                + MAX_CHARS
                + " characters together by their references");
      }
      return out.toString();
    }

    private Optional<Entry> named(String key) {
      String folded = key.toLowerCase(Locale.ROOT);
      return Optional.ofNullable(entries.getOrDefault(folded, base.get(folded)));
    }
  }
}
