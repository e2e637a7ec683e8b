package cumulus.node;

import java.util.LinkedHashMap;
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
  private static final int MAX_VALUE_CHARS = 1 << 20;

  /**
   * One setting.
   *
   * @param key as written, with its section
   * @param value as written
   * @param place where it stands, for messages
   */
  record Entry(String key, String value, String place) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private IniFile() {}

  /** No file. */
  static IniFile empty() {
    return new IniFile();
  }

  /**
   * Reads a file's text.
   *
   * @param name of the file, for messages
   * @throws ConfigException naming the line that cannot be read
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
        if (!line.endsWith("]")) {
          throw new ConfigException(place + ": \"" + line + "\" misses its closing bracket ]");
        }
        String title = line.substring(1, line.length() - 1).strip();
        section = title.isEmpty() ? "" : title + ".";
        continue;
      }
      int equals = line.indexOf('=');
      String key = equals < 0 ? line : line.substring(0, equals).strip();
      if (key.isEmpty()) {
        throw new ConfigException(place + ": there is no key before the = sign");
      }
      file.put(section + key, equals < 0 ? "" : line.substring(equals + 1).strip(), place);
    }
    return file;
  }

  /** Sets a key, as the command line does. */
  void put(String key, String value, String place) {
    if (entries.size() >= MAX_KEYS) {
      throw new ConfigException(place + ": there are more than " + MAX_KEYS + " keys");
    }
    entries.put(key.toLowerCase(Locale.ROOT), new Entry(key, value, place));
  }

  /** The setting with its value's references replaced. */
  Optional<Entry> find(String key) {
    Entry entry = entries.get(key.toLowerCase(Locale.ROOT));
    if (entry == null) {
      return Optional.empty();
    }
    return Optional.of(new Entry(entry.key, expand(entry, 0), entry.place));
  }

  /** All settings by their keys as written, references replaced. */
  Map<String, String> values() {
    var values = new LinkedHashMap<String, String>();
    for (Entry entry : entries.values()) {
      values.put(entry.key, expand(entry, 0));
    }
    return values;
  }

  /** All settings as written. */
  Iterable<Entry> entries() {
    return entries.values();
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
      Entry referred = entries.get(value.substring(open + 2, close).toLowerCase(Locale.ROOT));
      out.append(value, at, open)
          .append(
              referred == null ? value.substring(open, close + 1) : expand(referred, depth + 1));
      at = close + 1;
      if (out.length() > MAX_VALUE_CHARS) {
        throw new ConfigException(
            entry.place + ": the value of \"" + entry.key + "\" grows too long by its references");
      }
    }
    return out.append(value, at, value.length()).toString();
  }
}
