package cumulus.script.bind;

import cumulus.script.ScriptLevel;
import cumulus.script.ScriptLog;
import cumulus.script.ScriptSettings;
import cumulus.script.lua.LuaException;
import cumulus.script.lua.LuaGuard;
import cumulus.script.lua.LuaReferences;
import cumulus.script.lua.LuaStack;
import cumulus.script.lua.LuaState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Lua state with the chunks of ours that make it a host: guarded calls into it, functions of Java
 * for it, and objects. To be used by one thread, the application thread.
 */
public final class ScriptRuntime implements AutoCloseable {
  /** As many results as the function returns. */
  public static final int ALL = -1;

  /** What a function and its arguments take of a stack. */
  private static final int ROOM = 20;

  /** A call is one number: that of the function, then a bit for object[key], then the handle. */
  private static final int FUNCTION_SHIFT = 32;

  private static final int QUIET = 1 << 31;

  /** EX_SOFTWARE of sysexits. */
  private static final int HANG_EXIT_CODE = 70;

  /** Resources beside {@link ScriptSettings}; each is given the host's table. */
  private static final List<String> CHUNKS =
      List.of(
          "host.lua",
          "log.lua",
          "objects.lua",
          "protect.lua",
          "amf.lua",
          "events.lua",
          "environments.lua",
          "links.lua",
          "guard.lua");

  private final ScriptLog log;
  private final LuaState state;
  private final LuaStack stack;

  /** That of the coroutine which calls Java, while it does: the main one must rest then. */
  private LuaStack current;

  private final LuaReferences references;
  private final Objects objects = new Objects(this);
  private final List<Body<?>> functions = new ArrayList<>();
  private final Map<String, Double> javaNames = new HashMap<>();
  private final IdentityHashMap<ObjectType<?>, Integer> types = new IdentityHashMap<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private Optional<LuaGuard> guard = Optional.empty();
  private final int hostSlot;
  private int objectsSlot;
  private int looseSlot;

  /** What a call into Lua gave: values of the stack from a position on, valid until it returns. */
  @FunctionalInterface
  public interface Results<R> {
    R read(LuaStack stack, int first, int count);
  }

  /** What a call gave that did not just return nothing: its results, or the error. */
  @FunctionalInterface
  public interface Told {
    boolean read(LuaStack stack, boolean isDone, int first, int count);
  }

  /**
   * Opens a state; {@link #boot} makes it usable.
   *
   * @throws LuaException if the library cannot be used
   */
  public ScriptRuntime(ScriptSettings settings, ScriptLog log) {
    this.log = log;
    state = new LuaState(settings.library(), this::invoke);
    stack = state.stack();
    current = stack;
    references = new LuaReferences(state);
    stack.newTable(0, 0);
    hostSlot = state.keep();
    host("invoke", state::pushEntry);
    host("failure", state::pushFailure);
    host("jit", () -> stack.push(settings.jit().name().toLowerCase(Locale.ROOT)));
    host("sandbox", () -> stack.push(settings.isSandbox()));
    host("warnGlobals", () -> stack.push(settings.warnsOfGlobals()));
    function("log", this::log);
    function("collected", objects::collected);
    function("interruption", call -> guard().reason().ifPresent(call::push));
    function("isInterrupting", call -> call.push(guard().isInterrupting()));
  }

  /** Gives Lua a function of Java by name, before {@link #boot}. */
  public void function(String name, Consumer<Call> body) {
    javaNames.put(name, add((Body<Object>) (_, call) -> body.accept(call)));
  }

  /** Makes the host: gives it the functions and types, and runs its chunks in their order. */
  public void boot(ScriptSettings settings, List<ObjectType<?>> objectTypes) {
    host("java", this::pushNames);
    host("types", () -> pushTypes(objectTypes));
    for (String chunk : CHUNKS) {
      extend(chunk, resource(chunk));
    }
    objectsSlot = functionSlot("objects");
    looseSlot = functionSlot("loose");
    guard =
        Optional.of(
            new LuaGuard(
                state,
                settings.timeLimitNanos(),
                settings.memoryBytes(),
                activity -> hangs(settings, activity)));
    guard().start();
  }

  /** Runs a chunk of ours, which is given the table of the host. */
  public void extend(String name, String text) {
    state.load("=[cumulus " + name + "]", text);
    stack.pushKept(hostSlot);
    if (!stack.call(1, 0)) {
      throw new LuaException(stack.text(-1));
    }
  }

  /** Gives all scripts an object by a name. */
  public <T> void global(String name, ObjectType<T> type, T object) {
    run(
        "global " + name,
        "setGlobal",
        at -> {
          at.push(name);
          objects.push(at, type, object);
        });
  }

  public Objects objects() {
    return objects;
  }

  /** Values of Lua that Java keeps for a while. */
  public LuaReferences references() {
    return references;
  }

  public boolean isLuaJit() {
    return state.isLuaJit();
  }

  /** Bytes that Lua has in use. */
  public long memoryBytes() {
    return state.memoryBytes();
  }

  /** Collects all garbage of Lua. */
  public void collect() {
    state.collect();
  }

  /** The guard of running calls, for what must not count for their time. */
  public LuaGuard guard() {
    return guard.orElseThrow(() -> new IllegalStateException("not booted"));
  }

  /** The stack of the Lua thread that waits for Java, for what is done in {@link #guarded}. */
  public LuaStack stack() {
    return current;
  }

  /** Does something with Lua that may call scripts or collect garbage. */
  public void guarded(String activity, Consumer<LuaStack> work) {
    guard().begin(activity);
    try {
      work.accept(current);
    } finally {
      guard().end();
    }
  }

  /** Runs a function of the host, for its effect. */
  public void run(String activity, String function, Consumer<LuaStack> arguments) {
    var _ = call(activity, functionSlot(function), arguments, (_, _, count) -> count);
  }

  /**
   * Calls a function of the host, guarded; also while a script waits for Java.
   *
   * @param activity application and event, for messages about the call
   * @param function from {@link #functionSlot}
   * @param arguments pushes them
   * @param results reads what it returned; not called if the host's function itself failed
   */
  public <R> Optional<R> call(
      String activity, int function, Consumer<LuaStack> arguments, Results<R> results) {
    LuaStack on = current;
    int base = on.top();
    guard().begin(activity);
    try {
      if (!on.hasRoom(ROOM)) {
        tooDeep(activity);
        return Optional.empty();
      }
      on.pushKept(function);
      arguments.accept(on);
      if (on.call(on.top() - base - 1, ALL)) {
        return Optional.of(results.read(on, base + 1, on.top() - base));
      }
      log.write(ScriptLevel.ERROR, "", 0, activity + ": " + on.text(-1));
      return Optional.empty();
    } finally {
      on.setTop(base);
      guard().end();
    }
  }

  /**
   * Calls a kept function, guarded, for its effect.
   *
   * @param handler of errors, kept too
   * @param told answers for this call, unless it returned and gave nothing: then it is false
   */
  public boolean quick(
      String activity, int handler, int function, Consumer<LuaStack> arguments, Told told) {
    LuaStack on = current;
    int base = on.top();
    guard().begin(activity);
    try {
      // With nothing on the stack there is room.
      if (base > 0 && !on.hasRoom(ROOM)) {
        tooDeep(activity);
        return false;
      }
      on.pushKept(handler);
      on.pushKept(function);
      arguments.accept(on);
      boolean isDone = on.call(on.top() - base - 2, ALL, base + 1);
      int count = on.top() - base - 1;
      if (isDone && count == 0 || !on.hasRoom(ROOM)) {
        return false;
      }
      return told.read(on, isDone, base + 2, count);
    } finally {
      on.setTop(base);
      guard().end();
    }
  }

  /**
   * Keeps what a function of the host makes of some texts, for {@link LuaStack#pushKept}.
   *
   * @throws LuaException if it fails
   */
  public int kept(String function, String... texts) {
    current.pushKept(functionSlot(function));
    for (String text : texts) {
      current.push(text);
    }
    if (!current.call(texts.length, 1)) {
      throw new LuaException(current.text(-1));
    }
    return state.keep();
  }

  /** The number by which {@link #call} knows a function of the host's table. */
  public int functionSlot(String name) {
    return slots.computeIfAbsent(name, this::findFunction);
  }

  /** Writes a line at the place of the script that runs on a stack. */
  public void log(LuaStack at, ScriptLevel level, String text) {
    at.pushKept(functionSlot("place"));
    boolean isKnown = at.call(0, 2);
    String source = isKnown ? at.text(-2) : "";
    int line = isKnown ? (int) at.number(-1) : 0;
    at.pop(isKnown ? 2 : 1);
    log.write(level, shortened(source), line, text);
  }

  @Override
  public void close() {
    guard.ifPresent(LuaGuard::close);
    state.close();
  }

  int objectsSlot() {
    return objectsSlot;
  }

  int looseSlot() {
    return looseSlot;
  }

  int typeNumber(ObjectType<?> type) {
    Integer number = types.get(type);
    if (number == null) {
      throw new IllegalArgumentException("not among the types of boot: " + type.name());
    }
    return number;
  }

  private int invoke(LuaStack at) {
    long key = (long) at.number(1);
    Body<?> function = functions.get((int) (key >>> FUNCTION_SHIFT));
    int target = (int) key;
    Object self = objects.get(target & ~QUIET);
    if (function instanceof Figure<?> figure) {
      at.push(figure.of(self));
      return 1;
    }
    var call = new Call(this, at, target < 0);
    LuaStack outer = current;
    current = at;
    try {
      run(function, self, call);
    } finally {
      current = outer;
    }
    return call.results();
  }

  @SuppressWarnings("unchecked") // a function gets handles of its own type only: objects.lua
  private static <T> void run(Body<T> body, Object self, Call call) {
    body.run((T) self, call);
  }

  /** The number by which Lua calls a function, to be added to the handle of an object. */
  private double add(Body<?> body) {
    functions.add(body);
    return (double) ((long) (functions.size() - 1) << FUNCTION_SHIFT);
  }

  private void log(Call call) {
    log.write(
        ScriptLevel.valueOf(call.text(1)),
        shortened(call.text(2)),
        (int) call.number(3, 0),
        call.text(4));
  }

  private void hangs(ScriptSettings settings, String activity) {
    log.write(
        settings.endsOnHang() ? ScriptLevel.FATAL : ScriptLevel.ERROR,
        "",
        0,
        activity
            + " hangs in a function that cannot be interrupted, such as string.find with a"
            + " pattern that backtracks without end (script.hang)");
    if (settings.endsOnHang()) {
      Runtime.getRuntime().halt(HANG_EXIT_CODE);
    }
  }

  private void tooDeep(String activity) {
    log.write(ScriptLevel.ERROR, "", 0, activity + ": the calls are nested too deeply");
  }

  private int findFunction(String name) {
    stack.pushKept(hostSlot);
    stack.push(name);
    stack.rawGet(-2);
    stack.remove(-2);
    return state.keep();
  }

  private void host(String name, Runnable pushes) {
    stack.pushKept(hostSlot);
    stack.push(name);
    pushes.run();
    stack.rawSet(-3);
    stack.pop(1);
  }

  private void pushNames() {
    stack.newTable(0, javaNames.size());
    javaNames.forEach(
        (name, number) -> {
          stack.push(name);
          stack.push(number);
          stack.rawSet(-3);
        });
  }

  private void pushTypes(List<ObjectType<?>> objectTypes) {
    stack.newTable(objectTypes.size(), 0);
    for (ObjectType<?> type : objectTypes) {
      int number = types.size() + 1;
      types.put(type, number);
      pushType(type);
      stack.rawSet(-2, number);
    }
  }

  private <T> void pushType(ObjectType<T> type) {
    stack.newTable(0, 4);
    field("name", () -> stack.push(type.name()));
    field("outlived", () -> stack.push(type.isOutlived()));
    field("owned", () -> stack.push(type.abandoned().isPresent()));
    type.lookup().ifPresent(body -> field("lookup", () -> stack.push(add(body))));
    type.dynamic().ifPresent(body -> field("dynamic", () -> stack.push(add(body))));
    field(
        "members",
        () -> {
          stack.newTable(0, 0);
          int count = 0;
          for (Member<T> member : type.members()) {
            stack.newTable(0, 4);
            field("name", () -> stack.push(member.name()));
            field("kind", () -> stack.push(member.kind().name()));
            field("read", () -> stack.push(add(member.read())));
            field("write", () -> stack.push(add(member.write())));
            stack.rawSet(-2, ++count);
          }
        });
  }

  private void field(String name, Runnable pushes) {
    stack.push(name);
    pushes.run();
    stack.rawSet(-3);
  }

  private static String resource(String name) {
    try (var in = ScriptSettings.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new LuaException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path cut to its last folder and the file name. */
  private static String shortened(String path) {
    int name = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    int folder = Math.max(path.lastIndexOf('/', name - 1), path.lastIndexOf('\\', name - 1));
    return path.substring(folder + 1);
  }
}
