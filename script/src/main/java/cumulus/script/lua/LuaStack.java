package cumulus.script.lua;

import java.nio.charset.StandardCharsets;

/**
 * The stack of a Lua thread: what Java reads from Lua and gives to it. Positions count from 1 at
 * the bottom, or from -1 at the top. To be used on the application thread, only while Lua waits for
 * Java or is not running.
 *
 * <p>Nothing here makes Lua raise an error, but for the end of the process's memory. Texts are
 * bytes; a {@code String} stands for its UTF-8.
 */
public final class LuaStack {
  /** Longest text that Lua can hold. */
  private static final int MAX_TEXT = 0x7fff_ff00 - 64;

  private final LuaApi api;
  private final long state;

  LuaStack(LuaApi api, long state) {
    this.api = api;
    this.state = state;
  }

  long state() {
    return state;
  }

  /** Number of values. */
  public int top() {
    return api.gettop(state);
  }

  /** Cuts or fills with nil to this number of values. */
  public void setTop(int count) {
    api.settop(state, count);
  }

  public void pop(int count) {
    api.settop(state, -count - 1);
  }

  /** Makes room for further values; false if the stack of Lua cannot grow by that much. */
  public boolean hasRoom(int values) {
    return api.checkstack(state, values);
  }

  /** What stands at a position; {@link LuaType#NONE} beyond the top. */
  public LuaType type(int index) {
    return LuaType.of(api.type(state, index));
  }

  public boolean isNothing(int index) {
    return api.type(state, index) <= LuaType.NIL.number();
  }

  /** True for a text and for a number, which Lua takes for one another. */
  public boolean isText(int index) {
    return api.isstring(state, index);
  }

  /** True for a number and for a text that reads as one. */
  public boolean isNumber(int index) {
    return api.isnumber(state, index);
  }

  /** The truth of a value: all but nil and false is true. */
  public boolean truth(int index) {
    return api.toboolean(state, index);
  }

  /** The number, 0 if it is none. */
  public double number(int index) {
    return api.tonumber(state, index);
  }

  /** The bytes of a text or number; empty for anything else. */
  public byte[] bytes(int index) {
    int type = api.type(state, index);
    if (type == LuaType.STRING.number()) {
      return api.text(state, index);
    }
    if (type != LuaType.NUMBER.number()) {
      return new byte[0];
    }
    // A number is turned into a text in its place, which would disturb a walk through a table.
    api.pushvalue(state, index);
    byte[] bytes = api.tolstring(state, -1);
    pop(1);
    return bytes;
  }

  /** The text of a text or number; empty for anything else. */
  public String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** Length of a text in bytes, or the border of a table. */
  public long length(int index) {
    return api.objlen(state, index);
  }

  /** Names a table, function, userdata or thread for as long as it lives. */
  public long identity(int index) {
    return api.topointer(state, index);
  }

  public boolean isSame(int one, int other) {
    return api.rawequal(state, one, other);
  }

  public void pushNil() {
    api.pushnil(state);
  }

  public void push(boolean truth) {
    api.pushboolean(state, truth);
  }

  public void push(double number) {
    api.pushnumber(state, number);
  }

  public void push(String text) {
    push(text.getBytes(StandardCharsets.UTF_8));
  }

  public void push(byte[] bytes) {
    push(bytes, 0, bytes.length);
  }

  public void push(byte[] bytes, int offset, int length) {
    api.pushlstring(state, bytes, offset, Math.min(length, MAX_TEXT));
  }

  /** Pushes the value at a position once more. */
  public void copy(int index) {
    api.pushvalue(state, index);
  }

  /** Moves the value at the top to a position. */
  public void insert(int index) {
    api.insert(state, index);
  }

  public void remove(int index) {
    api.remove(state, index);
  }

  /** Pushes a new table with room for elements 1 to n and for names. */
  public void newTable(int elements, int names) {
    api.createtable(state, elements, names);
  }

  /** Replaces the key at the top by the value of the table at a position, metatables aside. */
  public void rawGet(int table) {
    api.rawget(state, table);
  }

  /**
   * Sets {@code table[key] = value} for the key and value at the top and takes both away,
   * metatables aside. A key that is nil or not a number (NaN) is an error of the caller.
   */
  public void rawSet(int table) {
    api.rawset(state, table);
  }

  /** Pushes an element of the table at a position. */
  public void rawGet(int table, int element) {
    api.rawgeti(state, table, element);
  }

  /** Sets an element of the table at a position to the value at the top, and takes it away. */
  public void rawSet(int table, int element) {
    api.rawseti(state, table, element);
  }

  /**
   * Walks a table: replaces the key at the top (nil to begin) by the next key and its value; false,
   * with nothing pushed, behind the last. The table must not change meanwhile.
   */
  public boolean next(int table) {
    return api.next(state, table);
  }

  /** Pushes what is kept for Java under a number, see {@link LuaState#keep}. */
  public void pushKept(int slot) {
    api.rawgeti(state, LuaApi.REGISTRY, slot);
  }

  /**
   * Calls the function below the arguments at the top, protected: true with its results at the top,
   * false with the error there.
   */
  public boolean call(int arguments, int results) {
    return api.pcall(state, arguments, results, 0) == 0;
  }

  /** The same; the function at a position makes of an error what will be at the top. */
  public boolean call(int arguments, int results, int handler) {
    return api.pcall(state, arguments, results, handler) == 0;
  }
}
