package cumulus.script.bind;

import cumulus.script.lua.LuaStack;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which Lua table stands for which Java object, by a number. The table is made when a script first
 * gets the object, and kept, with what scripts attached to it, until {@link #end}; one that scripts
 * own until they have forgotten it.
 */
public final class Objects {
  private static final int UNKNOWN = 0;

  private final ScriptRuntime runtime;
  private final IdentityHashMap<Object, Integer> handles = new IdentityHashMap<>();
  private final List<Object> byHandle = new ArrayList<>(List.of(UNKNOWN));
  private final Map<Integer, Consumer<Call>> owned = new HashMap<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final Set<Integer> loose = new HashSet<>();

  Objects(ScriptRuntime runtime) {
    this.runtime = runtime;
  }

  /** Pushes the table of an object, or nil if Lua has no memory left for one. */
  public <T> void push(LuaStack stack, ObjectType<T> type, T object) {
    int handle = handles.getOrDefault(object, UNKNOWN);
    if (handle == UNKNOWN) {
      make(stack, type, object);
      return;
    }
    boolean isLoose = !loose.isEmpty() && loose.contains(handle);
    stack.pushKept(isLoose ? runtime.looseSlot() : runtime.objectsSlot());
    stack.rawGet(-1, handle);
    stack.remove(-2);
  }

  /** The number of an object, which has a table from now on; 0 if Lua has no memory left. */
  public <T> int handle(LuaStack stack, ObjectType<T> type, T object) {
    int handle = handles.getOrDefault(object, UNKNOWN);
    if (handle == UNKNOWN) {
      make(stack, type, object);
      stack.pop(1);
      handle = handles.getOrDefault(object, UNKNOWN);
    }
    return handle;
  }

  /**
   * The table of an object lives from now on only as long as scripts refer to it: a socket that is
   * closed.
   */
  public void loosen(Object object) {
    int handle = handles.getOrDefault(object, UNKNOWN);
    if (handle != UNKNOWN && loose.add(handle)) {
      move(runtime.objectsSlot(), runtime.looseSlot(), handle);
    }
  }

  /** Takes back {@link #loosen}, while a script refers to the table. */
  public void hold(Object object) {
    int handle = handles.getOrDefault(object, UNKNOWN);
    if (loose.remove(handle)) {
      move(runtime.looseSlot(), runtime.objectsSlot(), handle);
    }
  }

  /** Forgets the objects whose tables were collected. */
  public void sweep() {
    if (loose.isEmpty()) {
      return;
    }
    runtime.guarded(
        "sweep",
        stack -> {
          stack.pushKept(runtime.looseSlot());
          loose.removeIf(handle -> isCollected(stack, handle));
          stack.pop(1);
        });
  }

  /** True if a script has ever got the object. */
  public boolean isKnown(Object object) {
    return handles.containsKey(object);
  }

  /** Number of objects that have a table. */
  public int size() {
    return handles.size();
  }

  /**
   * The object is no more: its table keeps what scripts attached to it and loses everything else
   * (lua-api section 3).
   */
  public void end(Object object) {
    runtime.guarded("end of an object", stack -> end(stack, object));
  }

  /** The same within a call of a script. */
  void end(LuaStack stack, Object object) {
    Integer handle = handles.remove(object);
    if (handle != null) {
      byHandle.set(handle, UNKNOWN);
      free.push(handle);
      loose.remove(handle);
      stack.pushKept(runtime.functionSlot("objectEnded"));
      stack.push(handle);
      if (!stack.call(1, 0)) {
        stack.pop(1);
      }
    }
  }

  /** The table of an object that scripts owned was collected. */
  void collected(Call call) {
    int handle = (int) call.number(1, UNKNOWN);
    Consumer<Call> abandon = owned.remove(handle);
    if (abandon != null) {
      abandon.accept(call);
      handles.remove(byHandle.get(handle));
      byHandle.set(handle, UNKNOWN);
      free.push(handle);
    }
  }

  Object get(int handle) {
    return byHandle.get(handle);
  }

  private void move(int from, int to, int handle) {
    LuaStack stack = runtime.stack();
    stack.pushKept(from);
    stack.pushKept(to);
    stack.rawGet(-2, handle);
    stack.rawSet(-2, handle);
    stack.pop(1);
    stack.pushNil();
    stack.rawSet(-2, handle);
    stack.pop(1);
  }

  private boolean isCollected(LuaStack stack, int handle) {
    stack.rawGet(-1, handle);
    boolean isCollected = stack.isNothing(-1);
    stack.pop(1);
    if (isCollected) {
      handles.remove(byHandle.get(handle));
      byHandle.set(handle, UNKNOWN);
      free.push(handle);
    }
    return isCollected;
  }

  private <T> void make(LuaStack stack, ObjectType<T> type, T object) {
    int handle = free.isEmpty() ? byHandle.size() : free.pop();
    stack.pushKept(runtime.functionSlot("newObject"));
    stack.push(runtime.typeNumber(type));
    stack.push(handle);
    if (!stack.call(2, 1)) {
      stack.pop(1);
      stack.pushNil();
      free.push(handle);
      return;
    }
    if (handle == byHandle.size()) {
      byHandle.add(object);
    } else {
      byHandle.set(handle, object);
    }
    handles.put(object, handle);
    type.abandoned().ifPresent(body -> owned.put(handle, call -> body.run(object, call)));
  }
}
