package cumulus.node;

import java.util.List;

/**
 * The user's fault: settings that cannot be used. Each problem is a line that names the setting and
 * says what would be right.
 */
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(String problem) {
    super(problem, null, false, false);
  }

  ConfigException(List<String> problems) {
    this(String.join("\n", problems));
  }

  /** A line each. */
  List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
