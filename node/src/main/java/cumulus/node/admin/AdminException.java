package cumulus.node.admin;

/** A question that cannot be answered: one line that names the thing and says what to do. */
public final class AdminException extends Exception {
  private static final long serialVersionUID = 1;

  AdminException(String message) {
    super(message, null, false, false);
  }
}
