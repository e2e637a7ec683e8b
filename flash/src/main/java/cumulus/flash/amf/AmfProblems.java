package cumulus.flash.amf;

/** Hears what a writer could not say in AMF; the writer then wrote null, or left it out. */
@FunctionalInterface
public interface AmfProblems {
  /** For values known to be expressible. */
  AmfProblems NONE = problem -> {};

  /**
   * Takes one problem.
   *
   * @param problem what was not written and why, in words for a log
   */
  void report(String problem);
}
