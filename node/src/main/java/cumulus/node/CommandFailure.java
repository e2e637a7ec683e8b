package cumulus.node;

/** A command that cannot do its work: one line that names the thing and says what to do. */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  CommandFailure(String message) {
    this(message, ExitCode.FAILURE);
  }

  CommandFailure(String message, int exitCode) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
