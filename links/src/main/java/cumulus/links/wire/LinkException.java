package cumulus.links.wire;

/** What the far end did makes the link impossible: it is closed. Cheap, without a stack trace. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param reason what is wrong and what helps, in words for a log, about "it", the far end
   */
  public LinkException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong and what helps, in words for a log. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
