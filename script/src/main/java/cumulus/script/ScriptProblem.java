package cumulus.script;

/** Lua itself cannot be used; the message says what to do. */
public class ScriptProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScriptProblem(String message) {
    super(message);
  }
}
