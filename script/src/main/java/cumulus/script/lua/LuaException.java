package cumulus.script.lua;

/** A chunk of ours or the Lua library itself cannot be used; the message says what to do. */
public final class LuaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LuaException(String message) {
    super(message);
  }
}
