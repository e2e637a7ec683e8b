package cumulus.script.lua;

import java.util.Locale;

/** The types of Lua 5.1 values, with their numbers in the C library. */
public enum LuaType {
  /** No value: a position beyond the top of the stack. */
  NONE(-1),
  NIL(0),
  BOOLEAN(1),
  LIGHT_USERDATA(2),
  NUMBER(3),
  STRING(4),
  TABLE(5),
  FUNCTION(6),
  USERDATA(7),
  THREAD(8),
  /** A value that only LuaJIT has: cdata of its ffi library. */
  CDATA(10);

  private static final LuaType[] ALL = values();

  private final int number;

  LuaType(int number) {
    this.number = number;
  }

  static LuaType of(int number) {
    return number < 0 ? NONE : number < CDATA.number - 1 ? ALL[number + 1] : CDATA;
  }

  int number() {
    return number;
  }

  /** The name as Lua gives it. */
  public String text() {
    return this == LIGHT_USERDATA ? USERDATA.text() : name().toLowerCase(Locale.ROOT);
  }
}
