package cumulus.flash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sections of vectors.json whose values are texts. */
public final class Vectors {
  private final String json;
  private int position;

  private Vectors(String json) {
    this.json = json;
  }

  /** The names and values of one section. */
  public static Map<String, String> section(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors.json")) {
      if (in == null) {
        throw new IllegalStateException("vectors.json is not among the test resources");
      }
      var vectors = new Vectors(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      String start = "\"" + name + "\": {";
      vectors.position = vectors.json.indexOf(start) + start.length();
      if (vectors.position < start.length()) {
        throw new IllegalArgumentException("no section " + name);
      }
      return vectors.entries();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> entries() {
    var entries = new LinkedHashMap<String, String>();
    while (skipTo('"', '}') == '"') {
      String key = text();
      skipTo('"', '"');
      entries.put(key, text());
    }
    return entries;
  }

  private char skipTo(char one, char other) {
    while (json.charAt(position) != one && json.charAt(position) != other) {
      position++;
    }
    return json.charAt(position++);
  }

  private String text() {
    var text = new StringBuilder();
    for (char c = json.charAt(position++); c != '"'; c = json.charAt(position++)) {
      if (c == '\\') {
        c = json.charAt(position++);
        if (c == 'u') {
          c = (char) Integer.parseInt(json, position, position + 4, 16);
          position += 4;
        }
      }
      text.append(c);
    }
    return text.toString();
  }
}
