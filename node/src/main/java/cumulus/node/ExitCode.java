package cumulus.node;

/** Exit codes of the program. */
final class ExitCode {
  static final int OK = 0;

  /** The command could not do its work. */
  static final int FAILURE = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  /** The configuration cannot be used (EX_CONFIG). */
  static final int CONFIG = 78;

  private ExitCode() {}
}
