package cumulus.script;

import java.nio.file.Path;

/** Library files that the build unpacked. */
final class Natives {
  private Natives() {}

  /** LuaJIT for this machine. */
  static Path luaJit() {
    return NativeLibrary.stock(Path.of(System.getProperty("cumulus.natives")));
  }

  /** Lua 5.1 for this machine. */
  static Path lua51() {
    return NativeLibrary.fallback(Path.of(System.getProperty("cumulus.natives")));
  }
}
