package cumulus.node.admin;

/** The level of the log, at run time. */
public interface LogSwitch {
  /** Its name now. */
  String level();

  /** Sets it to a number, 0 to 8. */
  void set(int level);
}
