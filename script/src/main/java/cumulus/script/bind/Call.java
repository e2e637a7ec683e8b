package cumulus.script.bind;

import cumulus.script.ScriptLevel;
import cumulus.script.lua.LuaStack;
import cumulus.script.lua.LuaType;

/**
 * One call of a script into Java: its arguments, counted from 1 without the object itself, and its
 * results, in the order of pushing. Arguments follow lua-api section 3: a number stands for a text
 * and a numeric text for a number; what is missing or of another type is the default.
 */
public final class Call {
  /** The number of the function with the handle of the object stands before the arguments. */
  private static final int HIDDEN = 1;

  /** Results for which there is room: Lua promises 20 values, some are for the work itself. */
  private static final int PROMISED = 10;

  private static final int ROOM = 10;

  private final ScriptRuntime runtime;
  private final LuaStack stack;
  private final int top;
  private final boolean isQuiet;
  private int pushed;

  Call(ScriptRuntime runtime, LuaStack stack, boolean isQuiet) {
    this.runtime = runtime;
    this.stack = stack;
    this.top = stack.top();
    this.isQuiet = isQuiet;
  }

  public ScriptRuntime runtime() {
    return runtime;
  }

  /** Number of arguments. */
  public int count() {
    return top - HIDDEN;
  }

  /** The text of an argument, empty if it is none. */
  public String text(int argument) {
    return argument > count() ? "" : stack.text(argument + HIDDEN);
  }

  /** The bytes of an argument, none if it is no text. */
  public byte[] bytes(int argument) {
    return argument > count() ? new byte[0] : stack.bytes(argument + HIDDEN);
  }

  /** True for a text and for a number. */
  public boolean isText(int argument) {
    return argument <= count() && stack.isText(argument + HIDDEN);
  }

  public double number(int argument, double otherwise) {
    boolean isNumber = argument <= count() && stack.isNumber(argument + HIDDEN);
    return isNumber ? stack.number(argument + HIDDEN) : otherwise;
  }

  /** The truth of an argument as Lua sees it; the default only if there is no argument. */
  public boolean truth(int argument, boolean otherwise) {
    return argument > count() ? otherwise : stack.truth(argument + HIDDEN);
  }

  public LuaType type(int argument) {
    return argument > count() ? LuaType.NONE : stack.type(argument + HIDDEN);
  }

  /** Position of an argument on {@link #stack}. */
  public int position(int argument) {
    return argument + HIDDEN;
  }

  /** For what this class does not do: arguments at {@link #position}, results at the top. */
  public LuaStack stack() {
    return stack;
  }

  public void push(String text) {
    room();
    stack.push(text);
  }

  public void push(byte[] bytes) {
    room();
    stack.push(bytes);
  }

  public void push(double number) {
    room();
    stack.push(number);
  }

  public void push(boolean truth) {
    room();
    stack.push(truth);
  }

  public void pushNil() {
    room();
    stack.pushNil();
  }

  /** Pushes the table of an object; the same object always has the same table. */
  public <T> void push(ObjectType<T> type, T object) {
    room();
    runtime.objects().push(stack, type, object);
  }

  /** The object is no more, see {@link Objects#end}. */
  public void end(Object object) {
    runtime.objects().end(stack, object);
  }

  /** Writes a line at the place in the script that makes this call. */
  public void log(ScriptLevel level, String text) {
    runtime.log(stack, level, text);
  }

  /**
   * An argument that cannot be used: the call goes on, or returns nothing (lua-api section 3).
   * Reading {@code object[key]} never complains.
   */
  public void error(String text) {
    if (!isQuiet) {
      log(ScriptLevel.ERROR, text);
    }
  }

  int results() {
    return stack.top() - top;
  }

  private void room() {
    if (++pushed > PROMISED && !stack.hasRoom(ROOM)) {
      throw new IllegalStateException("too many results");
    }
  }
}
