package cumulus.script;

import java.nio.file.Path;

/** Library files that the build unpacked. */
final class Natives {
  private Natives() {}

  /**
   * The library that tests run with: LuaJIT, or what {@code -Dcumulus.lua} names, a file or {@code
   * 5.1} for the Lua 5.1 that comes with the server. One process can use one of them only.
   */
  static Path lua() {
    String wanted = System.getProperty("cumulus.lua", "");
    if (wanted.isEmpty()) {
      return luaJit();
    }
    return wanted.equals("5.1") ? lua51() : Path.of(wanted);
  }

  /** LuaJIT for this machine. */
  static Path luaJit() {
    return NativeLibrary.stock(Path.of(System.getProperty("cumulus.natives")));
  }

  /** Lua 5.1 for this machine. */
  static Path lua51() {
    return NativeLibrary.fallback(Path.of(System.getProperty("cumulus.natives")));
  }
}
