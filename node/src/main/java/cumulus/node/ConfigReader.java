package cumulus.node;

import java.util.Locale;
import java.util.Optional;

/** Reads single settings with their ranges; a value that cannot be used is named with its place. */
final class ConfigReader {
  private final IniFile file;

  ConfigReader(IniFile file) {
    this.file = file;
  }

  String text(String key, String standard) {
    return file.find(key).map(IniFile.Entry::value).orElse(standard);
  }

  /** A value that counts as absent when it is empty. */
  Optional<String> optionalText(String key) {
    return file.find(key).map(IniFile.Entry::value).filter(value -> !value.isEmpty());
  }

  int integer(String key, int standard, int min, int max) {
    return (int) number(key, standard, min, max, false);
  }

  /** A number of bytes; k, m and g behind it are powers of 1024. */
  long size(String key, long standard, long min, long max) {
    return number(key, standard, min, max, true);
  }

  String choice(String key, String standard, String... others) {
    String value = text(key, standard).toLowerCase(Locale.ROOT);
    for (String other : others) {
      if (value.equals(other)) {
        return other;
      }
    }
    if (value.equals(standard)) {
      return standard;
    }
    throw wrong(key, "must be " + standard + " or " + String.join(" or ", others));
  }

  ConfigException wrong(String key, String why) {
    return file.find(key)
        .map(e -> new ConfigException(e.place() + ": " + e.key() + " = " + e.value() + ": " + why))
        .orElseGet(() -> new ConfigException(key + ": " + why));
  }

  private long number(String key, long standard, long min, long max, boolean isSize) {
    Optional<IniFile.Entry> entry = file.find(key);
    if (entry.isEmpty() || entry.get().value().isEmpty()) {
      return standard;
    }
    String why =
        "must be a number from "
            + min
            + " to "
            + max
            + (isSize ? ", in bytes or with k, m or g behind it" : "");
    String value = entry.get().value().toLowerCase(Locale.ROOT);
    int shift = 0;
    if (isSize) {
      shift = 10 * (1 + "kmg".indexOf(value.charAt(value.length() - 1)));
      value = shift == 0 ? value : value.substring(0, value.length() - 1).strip();
    }
    try {
      long number = Math.multiplyExact(Long.parseLong(value), 1L << shift);
      if (number < min || number > max) {
        throw wrong(key, why);
      }
      return number;
    } catch (NumberFormatException | ArithmeticException e) {
      throw wrong(key, why);
    }
  }
}
