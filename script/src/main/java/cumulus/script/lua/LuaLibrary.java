package cumulus.script.lua;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/**
 * The functions of a Lua 5.1 library (LuaJIT, or Lua itself) that we call, bound by their C
 * signatures. One handle serves all functions of a signature; the function's address is its first
 * argument. Pointers are plain numbers.
 *
 * <p>Short functions that neither allocate nor call back are bound as critical, which saves the
 * change of thread state. Whatever allocates may collect garbage, and a collection may run a
 * finalizer of a script, which may call back into Java: it must never be critical.
 *
 * <p>The only class of this module that may do what the JVM calls restricted.
 */
@SuppressWarnings("restricted")
final class LuaLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option QUICK = Linker.Option.critical(false);

  /** {@code RTLD_NOW | RTLD_GLOBAL}: native modules find the Lua functions of this file. */
  private static final int GLOBAL_LINUX = 0x102;

  private static final int GLOBAL_MAC = 0x00a;

  static final MethodHandle OPEN = bind(JAVA_LONG);
  static final MethodHandle VOID_L = bindVoid(JAVA_LONG);
  static final MethodHandle VOID_LI = bindVoid(JAVA_LONG, JAVA_INT);
  static final MethodHandle VOID_LII = bindVoid(JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle VOID_LJJ = bindVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final MethodHandle VOID_LJI = bindVoid(JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle INT_LII = bind(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle INT_LIII = bind(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle INT_LI = bind(JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle INT_LJJJ = bind(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final MethodHandle INT_LJII = bind(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle LONG_LIJ = bind(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);

  static final MethodHandle QUICK_VOID_L = quickVoid(JAVA_LONG);
  static final MethodHandle QUICK_VOID_LI = quickVoid(JAVA_LONG, JAVA_INT);
  static final MethodHandle QUICK_VOID_LII = quickVoid(JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle QUICK_VOID_LD = quickVoid(JAVA_LONG, JAVA_DOUBLE);
  static final MethodHandle QUICK_INT_L = quick(JAVA_INT, JAVA_LONG);
  static final MethodHandle QUICK_INT_LI = quick(JAVA_INT, JAVA_LONG, JAVA_INT);
  static final MethodHandle QUICK_INT_LII = quick(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  static final MethodHandle QUICK_DOUBLE_LI = quick(JAVA_DOUBLE, JAVA_LONG, JAVA_INT);
  static final MethodHandle QUICK_LONG_LI = quick(JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final MethodHandle QUICK_LONG_L = quick(JAVA_LONG, JAVA_LONG);
  static final MethodHandle QUICK_LONG_LIJ = quick(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);

  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Path file;
  private final SymbolLookup symbols;

  private LuaLibrary(Path file, SymbolLookup symbols) {
    this.file = file;
    this.symbols = symbols;
  }

  /**
   * Opens a library file for the life of the process.
   *
   * @throws LuaException if it cannot be loaded
   */
  static LuaLibrary open(Path file) {
    if (!Files.isReadable(file)) {
      throw new LuaException(
          "the Lua library "
              + file
              + " is not there: set script.library to a file of LuaJIT 2.1 or Lua 5.1");
    }
    Path whole = file.toAbsolutePath();
    try {
      openGlobally(whole);
      return new LuaLibrary(whole, SymbolLookup.libraryLookup(whole, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new LuaException(
          "the Lua library "
              + file
              + " cannot be loaded on this machine ("
              + e.getMessage()
              + "): set script.library to a file of LuaJIT 2.1 or Lua 5.1");
    }
  }

  /** The address of a function. */
  MemorySegment function(String name) {
    return symbols
        .find(name)
        .orElseThrow(
            () ->
                new LuaException(
                    "the Lua library "
                        + file
                        + " has no "
                        + name
                        + ": set script.library to a file of LuaJIT 2.1 or Lua 5.1"));
  }

  Optional<MemorySegment> find(String name) {
    return symbols.find(name);
  }

  /** A {@code lua_CFunction} that runs {@code body}, which must not throw. */
  static MemorySegment callback(LongToIntFunction body, Arena lifetime) {
    try {
      MethodHandle target =
          MethodHandles.lookup()
              .findVirtual(
                  LongToIntFunction.class,
                  "applyAsInt",
                  MethodType.methodType(int.class, long.class))
              .bindTo(body);
      return LINKER.upcallStub(target, FunctionDescriptor.of(JAVA_INT, JAVA_LONG), lifetime);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("java.util.function.LongToIntFunction", e);
    }
  }

  /** The bytes at an address. */
  static byte[] bytes(long address, long length) {
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(MEMORY, JAVA_BYTE, address, bytes, 0, bytes.length);
    return bytes;
  }

  private static void openGlobally(Path file) {
    Optional<MemorySegment> dlopen = LINKER.defaultLookup().find("dlopen");
    if (dlopen.isEmpty()) {
      return; // Windows: symbols of a library are visible to those that name it
    }
    boolean isMac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    MethodHandle open = LINKER.downcallHandle(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      var _ =
          (MemorySegment) open.invokeExact(dlopen.get(), name, isMac ? GLOBAL_MAC : GLOBAL_LINUX);
    } catch (Throwable e) {
      throw new LinkageError("dlopen", e);
    }
  }

  private static MethodHandle bind(MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle bindVoid(MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.ofVoid(arguments));
  }

  private static MethodHandle quick(MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.of(result, arguments), QUICK);
  }

  private static MethodHandle quickVoid(MemoryLayout... arguments) {
    return LINKER.downcallHandle(FunctionDescriptor.ofVoid(arguments), QUICK);
  }
}
