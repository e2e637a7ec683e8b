package cumulus.rtmfp.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The computed test vectors, {@code vectors.json}, and just enough JSON to read them. */
public final class Vectors {
  private final String text;
  private int at;

  private Vectors(String text) {
    this.text = text;
  }

  /** An object of the file, found by the names that lead to it; its members in file order. */
  public static Map<String, Object> object(String... path) {
    Map<String, Object> found = load();
    for (String name : path) {
      found = asObject(Objects.requireNonNull(found.get(name), name));
    }
    return found;
  }

  /** An object of which only the members with plain values count, as text. */
  public static Map<String, String> strings(String... path) {
    Map<String, String> strings = new LinkedHashMap<>();
    object(path)
        .forEach(
            (name, value) -> {
              if (!(value instanceof Map) && !(value instanceof List)) {
                strings.put(name, value.toString());
              }
            });
    return strings;
  }

  /** The bytes of a text of hexadecimal digits. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** The digits of some bytes. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Map<String, Object> load() {
    try (InputStream file = Vectors.class.getResourceAsStream("/vectors.json")) {
      byte[] bytes = Objects.requireNonNull(file, "vectors.json").readAllBytes();
      return asObject(new Vectors(new String(bytes, StandardCharsets.UTF_8)).value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> asObject(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    ((Map<?, ?>) value)
        .forEach((name, member) -> object.put((String) name, Objects.requireNonNull(member)));
    return object;
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> members();
      case '[' -> elements();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    for (at++; peek() != '}'; skip(',')) {
      peek();
      String name = string();
      peek();
      skip(':');
      members.put(name, value());
      peek();
    }
    at++;
    return members;
  }

  private List<Object> elements() {
    List<Object> elements = new ArrayList<>();
    for (at++; peek() != ']'; skip(',')) {
      elements.add(value());
      peek();
    }
    at++;
    return elements;
  }

  private String string() {
    var string = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      if (text.charAt(at) != '\\') {
        string.append(text.charAt(at));
      } else if (text.charAt(++at) == 'u') {
        string.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
        at += 4;
      } else {
        int escape = "nrtbf".indexOf(text.charAt(at));
        string.append(escape < 0 ? text.charAt(at) : "\n\r\t\b\f".charAt(escape));
      }
    }
    at++;
    return string.toString();
  }

  /** A number or one of the three words, as text. */
  private String word() {
    int from = at;
    while (",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void skip(char optional) {
    if (text.charAt(at) == optional) {
      at++;
    }
  }
}
