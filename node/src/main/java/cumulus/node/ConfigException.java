package cumulus.node;

/**
 * The user's fault: a setting that cannot be used. The message names it and says what would be
 * right.
 */
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message, null, false, false);
  }
}
