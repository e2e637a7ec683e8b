package cumulus.script.lua;

import java.util.ArrayDeque;

/** Values of Lua that Java keeps for a while, by number. Owned by the application thread. */
public final class LuaReferences {
  private final int table;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private int last;

  /** Keeps nothing so far. */
  public LuaReferences(LuaState state) {
    state.stack().newTable(0, 0);
    table = state.keep();
  }

  /** Takes the value at the top away and keeps it under the number returned. */
  public int keep(LuaStack stack) {
    int reference = free.isEmpty() ? ++last : free.pop();
    stack.pushKept(table);
    stack.insert(-2);
    stack.rawSet(-2, reference);
    stack.pop(1);
    return reference;
  }

  /** Pushes what is kept under a number. */
  public void push(LuaStack stack, int reference) {
    stack.pushKept(table);
    stack.rawGet(-1, reference);
    stack.remove(-2);
  }

  /** Lets a value go. */
  public void release(LuaStack stack, int reference) {
    stack.pushKept(table);
    stack.pushNil();
    stack.rawSet(-2, reference);
    stack.pop(1);
    free.push(reference);
  }

  /** Number of values kept. */
  public int size() {
    return last - free.size();
  }
}
