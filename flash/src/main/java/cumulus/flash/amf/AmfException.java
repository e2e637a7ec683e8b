package cumulus.flash.amf;

import cumulus.flash.MalformedException;

/** AMF that cannot be read: truncated, of unknown type, or beyond {@link AmfLimits}. */
public final class AmfException extends MalformedException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * A failure.
   *
   * @param reason what is wrong, in words for a log
   * @param position where reading stopped, as an index of the array that was read
   */
  public AmfException(String reason, int position) {
    super(reason + " (at byte " + position + ")");
    this.position = position;
  }

  /** Where reading stopped, as an index of the array that was read. */
  public int position() {
    return position;
  }
}
