package cumulus.script;

import java.nio.file.Path;
import java.util.Locale;

/** The names of the Lua library files that come with the server, for this machine. */
public final class NativeLibrary {
  private static final boolean IS_WINDOWS = isSystem("windows");
  private static final boolean IS_MAC = isSystem("mac");

  private NativeLibrary() {}

  /** LuaJIT, in the folder that the build unpacked the libraries to. */
  public static Path stock(Path folder) {
    return folder.resolve(name("luajit"));
  }

  /** Lua 5.1, for machines that LuaJIT does not run on. */
  public static Path fallback(Path folder) {
    return folder.resolve(name("lua51"));
  }

  private static String name(String stem) {
    String machine =
        switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "64";
          case "aarch64", "arm64" -> "arm64";
          default -> System.getProperty("os.arch");
        };
    return IS_WINDOWS
        ? stem + machine + ".dll"
        : "lib" + stem + machine + (IS_MAC ? ".dylib" : ".so");
  }

  private static boolean isSystem(String name) {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains(name);
  }
}
