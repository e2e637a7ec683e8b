package cumulus.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The list of the names of the scripting API, as data. */
final class Names {
  /**
   * One name.
   *
   * @param object as in {@code ObjectType.name()}, or {@code events}
   * @param name {@code ()} for the look-up of a collection, {@code ...} for names of its own
   * @param kind the first word of the kind
   * @param check Lua that is true where the name works
   */
  record Name(String object, String name, String kind, String check) {
    @Override
    public String toString() {
      return object + " " + name;
    }
  }

  private Names() {}

  static List<Name> all() {
    var in = Names.class.getResourceAsStream("names/names.txt");
    if (in == null) {
      throw new AssertionError("no resource names/names.txt");
    }
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Names::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Name parse(String line) {
    String[] fields = line.split(" \\| ", 4);
    return new Name(fields[0], fields[1], fields[2].replace(" ours", ""), fields[3]);
  }
}
