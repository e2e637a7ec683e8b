package cumulus.script.lua;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One Lua state with the standard libraries. Errors never cross the border: Lua is entered by
 * protected calls only, and Java answers errors of its own as values that a wrapper in Lua raises.
 * One owner thread, the application thread; only {@link LuaGuard} touches it from another.
 */
public final class LuaState implements AutoCloseable {
  private static final int COLLECT = 2;
  private static final int COUNT = 3;
  private static final int KIBI = 1024;

  private final LuaApi api;
  private final long state;
  private final LuaStack stack;
  private final Arena callbacks = Arena.ofShared();
  private final LuaEntry entry;
  private int lastSlot = -1000;
  private int failureSlot;

  /** Where Lua enters Java: reads arguments from the stack and pushes results. */
  @FunctionalInterface
  public interface LuaEntry {
    /** Returns the number of results, which stand at the top. */
    int call(LuaStack stack);
  }

  /**
   * Opens a state.
   *
   * @param library file of LuaJIT 2.1 or Lua 5.1
   * @param entry what {@link #pushEntry} calls
   * @throws LuaException if the library cannot be used
   */
  public LuaState(Path library, LuaEntry entry) {
    this.api = new LuaApi(library);
    this.state = api.open();
    this.stack = new LuaStack(api, state);
    this.entry = entry;
    failureSlot = keepNewTable();
  }

  /** The stack of the main thread. */
  public LuaStack stack() {
    return stack;
  }

  public boolean isLuaJit() {
    return api.isLuaJit();
  }

  /** Pushes the function through which Lua enters Java; to be called once. */
  public void pushEntry() {
    MemorySegment callback = LuaLibrary.callback(this::enter, callbacks);
    api.pushcfunction(state, callback);
  }

  /** Pushes the value that stands before the message of a failed entry. */
  public void pushFailure() {
    stack.pushKept(failureSlot);
  }

  /** Takes the value at the top away and keeps it under the number returned. */
  public int keep() {
    int slot = --lastSlot;
    api.rawseti(state, LuaApi.REGISTRY, slot);
    return slot;
  }

  /**
   * Pushes the function of a chunk of ours.
   *
   * @param name shown in tracebacks
   * @throws LuaException if it does not compile
   */
  public void load(String name, String chunk) {
    if (api.loadbuffer(state, chunk.getBytes(StandardCharsets.UTF_8), name) != 0) {
      throw new LuaException(stack.text(-1));
    }
  }

  /** Bytes that Lua has in use. Any thread. */
  public long memoryBytes() {
    return (long) api.gc(state, COUNT, 0) * KIBI;
  }

  /** Collects all garbage. */
  public void collect() {
    api.gc(state, COLLECT, 0);
  }

  @Override
  public void close() {
    api.close(state);
    callbacks.close();
  }

  LuaApi api() {
    return api;
  }

  private int keepNewTable() {
    stack.newTable(0, 0);
    return keep();
  }

  private int enter(long caller) {
    LuaStack at = caller == state ? stack : new LuaStack(api, caller);
    try {
      return entry.call(at);
    } catch (RuntimeException | Error failure) {
      // Nothing of Java may pass through frames of Lua: the wrapper in Lua raises it there.
      at.pushKept(failureSlot);
      at.push(failure.toString());
      return 2;
    }
  }
}
