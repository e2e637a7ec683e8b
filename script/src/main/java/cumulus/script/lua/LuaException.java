package cumulus.script.lua;

import cumulus.script.ScriptProblem;

/** A chunk of ours or the Lua library itself cannot be used; the message says what to do. */
public final class LuaException extends ScriptProblem {
  private static final long serialVersionUID = 1L;

  public LuaException(String message) {
    super(message);
  }
}
