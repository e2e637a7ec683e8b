package cumulus.script;

import java.nio.file.Path;

/**
 * What the keys {@code script.*} of the configuration say (configuration section 3).
 *
 * @param library file of LuaJIT 2.1 or Lua 5.1
 * @param timeLimitNanos longest call into script, 0 for no limit
 * @param memoryBytes cap of the Lua heap
 * @param jit when code is compiled
 * @param endsOnHang whether a call that cannot be interrupted ends the process
 * @param isSandbox whether scripts go without files, processes, ffi, debug and native modules
 * @param warnsOfGlobals whether accidental globals are warned about
 * @param failedOnClose whether an orderly close of a client raises onFailed, as in the original
 */
public record ScriptSettings(
    Path library,
    long timeLimitNanos,
    long memoryBytes,
    Jit jit,
    boolean endsOnHang,
    boolean isSandbox,
    boolean warnsOfGlobals,
    boolean failedOnClose) {
  /** When Lua code is compiled to machine code. */
  public enum Jit {
    /** Only if the library is a build that checks hooks in compiled code. */
    AUTO,
    ON,
    OFF
  }

  /** What a server starts with. */
  public static ScriptSettings standard(Path library) {
    return new ScriptSettings(
        library, 5_000_000_000L, 512L << 20, Jit.AUTO, false, false, false, false);
  }
}
