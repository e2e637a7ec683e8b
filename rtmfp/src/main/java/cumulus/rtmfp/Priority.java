package cumulus.rtmfp;

/**
 * Strict sending priorities of flows within a session; equal ones take turns. Those above {@link
 * #ROUTINE} mark their packets as time critical (flag TC, RFC 7016 section 2.2.4).
 */
public enum Priority {
  BACKGROUND(0),
  BULK(1),
  DATA(2),
  ROUTINE(3),
  /** Video. */
  PRIORITY(4),
  /** Audio and commands. */
  IMMEDIATE(5);

  private final int rank;

  Priority(int rank) {
    this.rank = rank;
  }

  /** Place in the order, from 0, the lowest, on. */
  public int rank() {
    return rank;
  }

  /** True if packets with such data carry the time critical flag. */
  public boolean isTimeCritical() {
    return compareTo(ROUTINE) > 0;
  }
}
