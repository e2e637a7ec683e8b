package cumulus.script.lua;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The C functions of Lua 5.1 by their names without the prefix, typed. Nothing here checks: a call
 * that makes Lua raise an error outside of {@link #pcall} ends the process, so {@link LuaStack}
 * stands before it.
 */
final class LuaApi {
  static final int REGISTRY = -10000;
  static final int GLOBALS = -10002;

  private final MemorySegment newstate;
  private final MemorySegment close;
  private final MemorySegment openlibs;
  private final MemorySegment gettop;
  private final MemorySegment settop;
  private final MemorySegment pushvalue;
  private final MemorySegment insert;
  private final MemorySegment remove;
  private final MemorySegment checkstack;
  private final MemorySegment type;
  private final MemorySegment toboolean;
  private final MemorySegment tonumber;
  private final MemorySegment tolstring;
  private final MemorySegment isnumber;
  private final MemorySegment isstring;
  private final MemorySegment objlen;
  private final MemorySegment topointer;
  private final MemorySegment rawequal;
  private final MemorySegment pushnil;
  private final MemorySegment pushnumber;
  private final MemorySegment pushboolean;
  private final MemorySegment pushlstring;
  private final MemorySegment pushcclosure;
  private final MemorySegment createtable;
  private final MemorySegment rawget;
  private final MemorySegment rawset;
  private final MemorySegment rawgeti;
  private final MemorySegment rawseti;
  private final MemorySegment next;
  private final MemorySegment loadbuffer;
  private final MemorySegment pcall;
  private final MemorySegment gc;
  private final MemorySegment sethook;
  private final MemorySegment gethook;
  private final boolean isLuaJit;
  private final Scratch scratch = new Scratch();

  LuaApi(Path file) {
    LuaLibrary library = LuaLibrary.open(file);
    newstate = library.function("luaL_newstate");
    close = library.function("lua_close");
    openlibs = library.function("luaL_openlibs");
    gettop = library.function("lua_gettop");
    settop = library.function("lua_settop");
    pushvalue = library.function("lua_pushvalue");
    insert = library.function("lua_insert");
    remove = library.function("lua_remove");
    checkstack = library.function("lua_checkstack");
    type = library.function("lua_type");
    toboolean = library.function("lua_toboolean");
    tonumber = library.function("lua_tonumber");
    tolstring = library.function("lua_tolstring");
    isnumber = library.function("lua_isnumber");
    isstring = library.function("lua_isstring");
    objlen = library.function("lua_objlen");
    topointer = library.function("lua_topointer");
    rawequal = library.function("lua_rawequal");
    pushnil = library.function("lua_pushnil");
    pushnumber = library.function("lua_pushnumber");
    pushboolean = library.function("lua_pushboolean");
    pushlstring = library.function("lua_pushlstring");
    pushcclosure = library.function("lua_pushcclosure");
    createtable = library.function("lua_createtable");
    rawget = library.function("lua_rawget");
    rawset = library.function("lua_rawset");
    rawgeti = library.function("lua_rawgeti");
    rawseti = library.function("lua_rawseti");
    next = library.function("lua_next");
    loadbuffer = library.function("luaL_loadbuffer");
    pcall = library.function("lua_pcall");
    gc = library.function("lua_gc");
    sethook = library.function("lua_sethook");
    gethook = library.function("lua_gethook");
    isLuaJit = library.find("luaJIT_setmode").isPresent();
  }

  /** True for LuaJIT, false for Lua itself. */
  boolean isLuaJit() {
    return isLuaJit;
  }

  /** A new state with the standard libraries. */
  long open() {
    try {
      long state = (long) LuaLibrary.OPEN.invokeExact(newstate);
      if (state == 0) {
        throw new LuaException("Lua has no memory for a state");
      }
      LuaLibrary.VOID_L.invokeExact(openlibs, state);
      return state;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(long l) {
    try {
      LuaLibrary.VOID_L.invokeExact(close, l);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int gettop(long l) {
    try {
      return (int) LuaLibrary.QUICK_INT_L.invokeExact(gettop, l);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void settop(long l, int index) {
    quick(settop, l, index);
  }

  void pushvalue(long l, int index) {
    quick(pushvalue, l, index);
  }

  void insert(long l, int index) {
    quick(insert, l, index);
  }

  void remove(long l, int index) {
    quick(remove, l, index);
  }

  boolean checkstack(long l, int slots) {
    try {
      return (int) LuaLibrary.INT_LI.invokeExact(checkstack, l, slots) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int type(long l, int index) {
    return quickInt(type, l, index);
  }

  boolean toboolean(long l, int index) {
    return quickInt(toboolean, l, index) != 0;
  }

  boolean isnumber(long l, int index) {
    return quickInt(isnumber, l, index) != 0;
  }

  boolean isstring(long l, int index) {
    return quickInt(isstring, l, index) != 0;
  }

  double tonumber(long l, int index) {
    try {
      return (double) LuaLibrary.QUICK_DOUBLE_LI.invokeExact(tonumber, l, index);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The bytes of a text or number; a number becomes a text in its place. */
  byte[] tolstring(long l, int index) {
    try {
      MemorySegment length = scratch.word();
      long address = (long) LuaLibrary.LONG_LIJ.invokeExact(tolstring, l, index, length.address());
      return LuaLibrary.bytes(address, length.get(ValueLayout.JAVA_LONG, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The bytes of what is a text already, so that nothing is allocated. */
  byte[] text(long l, int index) {
    try {
      MemorySegment length = scratch.word();
      long address =
          (long) LuaLibrary.QUICK_LONG_LIJ.invokeExact(tolstring, l, index, length.address());
      return LuaLibrary.bytes(address, length.get(ValueLayout.JAVA_LONG, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  long objlen(long l, int index) {
    return quickLong(objlen, l, index);
  }

  long topointer(long l, int index) {
    return quickLong(topointer, l, index);
  }

  boolean rawequal(long l, int one, int other) {
    try {
      return (int) LuaLibrary.QUICK_INT_LII.invokeExact(rawequal, l, one, other) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void pushnil(long l) {
    try {
      LuaLibrary.QUICK_VOID_L.invokeExact(pushnil, l);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void pushnumber(long l, double number) {
    try {
      LuaLibrary.QUICK_VOID_LD.invokeExact(pushnumber, l, number);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void pushboolean(long l, boolean truth) {
    quick(pushboolean, l, truth ? 1 : 0);
  }

  void pushlstring(long l, byte[] bytes, int offset, int length) {
    MemorySegment copy = scratch.copy(bytes, offset, length);
    try {
      LuaLibrary.VOID_LJJ.invokeExact(pushlstring, l, copy.address(), (long) length);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      Reference.reachabilityFence(copy);
    }
  }

  void pushcfunction(long l, MemorySegment function) {
    try {
      LuaLibrary.VOID_LJI.invokeExact(pushcclosure, l, function.address(), 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void createtable(long l, int elements, int names) {
    try {
      LuaLibrary.VOID_LII.invokeExact(createtable, l, elements, names);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void rawget(long l, int index) {
    quick(rawget, l, index);
  }

  void rawset(long l, int index) {
    try {
      LuaLibrary.VOID_LI.invokeExact(rawset, l, index);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void rawgeti(long l, int index, int key) {
    try {
      LuaLibrary.QUICK_VOID_LII.invokeExact(rawgeti, l, index, key);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void rawseti(long l, int index, int key) {
    try {
      LuaLibrary.VOID_LII.invokeExact(rawseti, l, index, key);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  boolean next(long l, int index) {
    return quickInt(next, l, index) != 0;
  }

  int loadbuffer(long l, byte[] chunk, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, chunk.length));
      MemorySegment.copy(chunk, 0, bytes, ValueLayout.JAVA_BYTE, 0, chunk.length);
      MemorySegment title = arena.allocateFrom(name, StandardCharsets.UTF_8);
      return (int)
          LuaLibrary.INT_LJJJ.invokeExact(
              loadbuffer, l, bytes.address(), (long) chunk.length, title.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** With the position of a function that is given an error, 0 for none. */
  int pcall(long l, int arguments, int results, int handler) {
    try {
      return (int) LuaLibrary.INT_LIII.invokeExact(pcall, l, arguments, results, handler);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  int gc(long l, int what, int data) {
    try {
      return (int) LuaLibrary.INT_LII.invokeExact(gc, l, what, data);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void sethook(long l, long hook, int mask, int count) {
    try {
      var _ = (int) LuaLibrary.INT_LJII.invokeExact(sethook, l, hook, mask, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  long gethook(long l) {
    try {
      return (long) LuaLibrary.QUICK_LONG_L.invokeExact(gethook, l);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void quick(MemorySegment function, long l, int argument) {
    try {
      LuaLibrary.QUICK_VOID_LI.invokeExact(function, l, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int quickInt(MemorySegment function, long l, int argument) {
    try {
      return (int) LuaLibrary.QUICK_INT_LI.invokeExact(function, l, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static long quickLong(MemorySegment function, long l, int argument) {
    try {
      return (long) LuaLibrary.QUICK_LONG_LI.invokeExact(function, l, argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A downcall throws nothing of its own; what comes is an error of ours, or of the JVM. */
  private static RuntimeException unexpected(Throwable failure) {
    return switch (failure) {
      case RuntimeException ours -> ours;
      case Error fatal -> throw fatal;
      default -> new LinkageException(failure);
    };
  }

  private static final class LinkageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkageException(Throwable cause) {
      super(cause);
    }
  }

  /** Memory outside of the heap that arguments are copied to. */
  private static final class Scratch {
    private static final int KEPT = 1 << 20;

    private final MemorySegment word = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment kept = Arena.ofAuto().allocate(KEPT);

    MemorySegment word() {
      return word;
    }

    MemorySegment copy(byte[] bytes, int offset, int length) {
      MemorySegment target = length <= KEPT ? kept : Arena.ofAuto().allocate(length);
      MemorySegment.copy(bytes, offset, target, ValueLayout.JAVA_BYTE, 0, length);
      return target;
    }
  }
}
