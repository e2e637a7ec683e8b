package cumulus.rtmfp;

/**
 * Strict sending priorities of flows within a session; equal ones take turns. Those above {@link
 * #ROUTINE} mark their packets as time critical (flag TC, RFC 7016 section 2.2.4).
 */
public enum Priority {
  BACKGROUND,
  BULK,
  DATA,
  ROUTINE,
  /** Video. */
  PRIORITY,
  /** Audio and commands. */
  IMMEDIATE;

  /** True if packets with such data carry the time critical flag. */
  public boolean isTimeCritical() {
    return compareTo(ROUTINE) > 0;
  }
}
