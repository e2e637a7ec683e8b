package cumulus.flash;

/**
 * Bytes of a peer or a file that break their format: the peer's fault, cheap, without a stack
 * trace. What was being read is dropped as a whole; what carried it lives on.
 */
public class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param reason what is wrong, in words for a log
   */
  public MalformedException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong, in words for a log. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
