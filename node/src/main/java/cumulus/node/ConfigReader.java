package cumulus.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads single settings. A value that cannot be used is kept as a problem that names key, place and
 * what would be right, and the standard value stands in for it.
 */
final class ConfigReader {
  private final IniFile file;
  private final List<String> problems = new ArrayList<>();

  ConfigReader(IniFile file) {
    this.file = file;
  }

  /** The value of a key that has a standard value. An empty value counts as absent. */
  <T> T get(ConfigKey<T> key) {
    return find(key).orElseGet(() -> key.form().read(key.standard()));
  }

  /** The value that stands in the file. */
  <T> Optional<T> find(ConfigKey<T> key) {
    return file.find(key.name())
        .filter(entry -> !entry.value().isEmpty())
        .flatMap(entry -> read(key, entry));
  }

  /** What was wrong, a line each. */
  List<String> problems() {
    return problems;
  }

  private <T> Optional<T> read(ConfigKey<T> key, IniFile.Entry entry) {
    try {
      return Optional.of(key.form().read(entry.value()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(
          entry.place()
              + ": "
              + entry.key()
              + " = "
              + entry.value()
              + ": must be "
              + key.form().rule());
      return Optional.empty();
    }
  }
}
