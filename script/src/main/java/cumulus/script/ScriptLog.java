package cumulus.script;

/** Where scripts and their host write. Called on the application thread and, rarely, by a guard. */
@FunctionalInterface
public interface ScriptLog {
  /**
   * One entry.
   *
   * @param level how much it matters
   * @param file folder and name of the script file, {@code www/main.lua}
   * @param line of it, 0 if unknown
   * @param text of one or more lines
   */
  void write(ScriptLevel level, String file, int line, String text);
}
