package cumulus.script.app;

import cumulus.script.ScriptLevel;
import cumulus.script.ScriptServices;
import cumulus.script.bind.Call;
import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The server applications: folders below {@code www}, started when they are first needed, reloaded
 * when their files change, and stopped (lua-api section 2). Their environments are in Lua.
 */
public final class Applications {
  /** What a client that asks for an application finds. */
  public enum State {
    /** No such folder. */
    MISSING,
    /** A folder without main.lua: no scripts. */
    EMPTY,
    /** Its main.lua cannot be loaded. */
    BROKEN,
    STARTED
  }

  private static final int MAX_LOOKS = 200;

  private final ScriptRuntime runtime;
  private final ScriptServices services;
  private final Path www;
  private final ErrorLog errors;
  private final Hooks hooks;
  private final Map<String, Watched> known = new TreeMap<>(AppPath::compare);
  private Optional<Calls> calls = Optional.empty();
  private final TreeSet<String> running = new TreeSet<>(AppPath::compare);
  private boolean isSurveying;

  /** What others do when applications come and go. */
  public interface Hooks {
    /** An application runs. */
    void started(String path);

    /** An application is about to stop: what it holds is to be closed. */
    void released(String path);

    /** Which packet events applications want may have changed. */
    void packetEvents();

    /** True if clients are connected to the application or to one below it. */
    boolean hasClients(String path);
  }

  /** Gives Lua what it asks of folders and files; before the runtime boots. */
  public Applications(
      ScriptRuntime runtime, ScriptServices services, ErrorLog errors, Hooks hooks) {
    this.runtime = runtime;
    this.services = services;
    this.www = services.directory().toAbsolutePath().normalize().resolve("www");
    this.errors = errors;
    this.hooks = hooks;
    runtime.function("serving", call -> call.push(calls().serving()));
    runtime.function("serve", call -> call.push(calls().serve(call.text(1))));
    runtime.function("folders", this::pushFolders);
    runtime.function("source", this::pushSource);
    runtime.function("included", call -> include(call.text(1), call.text(2)));
    runtime.function("failure", this::failed);
    runtime.function("started", call -> started(call.text(1)));
    runtime.function("released", call -> released(call.text(1)));
    runtime.function("packetEvents", _ -> hooks.packetEvents());
  }

  /** After the runtime has booted. */
  public void attach(Calls scriptCalls) {
    calls = Optional.of(scriptCalls);
  }

  /** Starts an application that is not running; says what became of it. */
  public State start(String path) {
    if (!exists(path)) {
      return isDeserted() ? State.EMPTY : State.MISSING;
    }
    return runtime
        .call(
            "start of application " + AppPath.shown(path),
            runtime.functionSlot("start"),
            stack -> stack.push(path),
            (stack, first, _) -> state(stack.text(first)))
        .orElse(State.BROKEN);
  }

  /** Paths of all applications that were ever looked at, the root first, then in path order. */
  public List<String> paths() {
    var paths = new ArrayList<>(known.keySet());
    paths.sort(AppPath::compare);
    return paths;
  }

  /** Paths of the applications that run, in the same order. */
  public List<String> running() {
    return List.copyOf(running);
  }

  public boolean isRunning(String path) {
    return running.contains(path);
  }

  /** True if an application that does not run has a main.lua that might load. */
  public boolean mayStart(String path) {
    try {
      Path folder = folder(path);
      return !isRunning(path)
          && Stamp.of(folder.resolve("main.lua")).isFile()
          && !(known.containsKey(path) && watched(path).isUnchanged());
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /**
   * True if an application may be in a folder that nobody has looked at yet. Of a tree of many
   * folders not all are looked at: then one may.
   */
  public boolean mayStartMore() {
    var unread = new ArrayDeque<String>();
    known.forEach((path, watched) -> addUnread(path, watched.folders(), unread));
    for (int looks = 0; !unread.isEmpty(); looks++) {
      String path = unread.remove();
      if (looks == MAX_LOOKS || mayStart(path)) {
        return true;
      }
      addUnread(path, Watched.folders(folder(path)), unread);
    }
    return false;
  }

  private void addUnread(String path, Set<String> folders, Collection<String> unread) {
    folders.stream()
        .map(name -> path + "/" + name)
        .filter(below -> !known.containsKey(below))
        .forEach(unread::add);
  }

  private void started(String path) {
    running.add(path);
    hooks.started(path);
  }

  private void released(String path) {
    running.remove(path);
    hooks.released(path);
  }

  /** Stops all, those below others first, siblings in the order of their names. */
  public void stopAll() {
    var paths = new ArrayList<>(known.keySet());
    paths.sort(AppPath::compareDeepestFirst);
    paths.forEach(this::stop);
  }

  /**
   * Looks for changed files, off this thread, and takes them in when it is done (README 21). Does
   * nothing while the last look has not ended.
   */
  public void survey() {
    if (isSurveying) {
      return;
    }
    isSurveying = true;
    var subjects = new ArrayList<Survey.Subject>();
    known.forEach(
        (path, watched) ->
            subjects.add(
                new Survey.Subject(path, watched.folder(), watched.files(), watched.folders())));
    var survey = new Survey(List.copyOf(subjects));
    services
        .background()
        .execute(
            () -> {
              List<Survey.Change> changes = survey.look();
              services.applicationThread().execute(() -> take(changes));
            });
  }

  private void take(List<Survey.Change> changes) {
    isSurveying = false;
    for (Survey.Change change : changes) {
      Watched watched = known.get(change.path());
      if (watched == null) {
        continue;
      }
      if (change.isGone()) {
        gone(change.path());
        continue;
      }
      if (!change.folders().equals(watched.folders())) {
        watched.setFolders(change.folders());
        run(change.path(), "setFolders", stack -> pushFolders(stack, change.folders()));
      }
      if (!change.files().isEmpty()) {
        changed(change, watched);
      }
    }
  }

  private void changed(Survey.Change change, Watched watched) {
    String path = change.path();
    change.files().forEach(watched::setStamp);
    Stamp main = change.files().get(watched.main());
    if (main != null && !main.isFile()) {
      stop(path);
      return;
    }
    errors.forget(path);
    if (change.texts().entrySet().stream().allMatch(file -> compiles(path, file))) {
      services
          .log()
          .write(
              ScriptLevel.NOTE,
              Places.shortened(watched.main().toString()),
              0,
              "application " + AppPath.shown(path) + " has changed and starts again");
      stop(path);
      start(path);
    }
  }

  private boolean compiles(String path, Map.Entry<Path, byte[]> file) {
    return runtime
        .call(
            "compilation of application " + AppPath.shown(path),
            runtime.functionSlot("compiles"),
            stack -> {
              stack.push(file.getKey().toString());
              stack.push(file.getValue());
            },
            (stack, first, _) -> {
              if (!stack.truth(first)) {
                ScriptError error = Calls.error(stack, first + 1);
                errors.add(path, "new version, the old one stays", "", error);
              }
              return stack.truth(first);
            })
        .orElse(false);
  }

  private void gone(String path) {
    if (path.isEmpty() || hooks.hasClients(path)) {
      return;
    }
    var below = new ArrayList<>(known.keySet());
    below.removeIf(other -> !other.equals(path) && !other.startsWith(path + "/"));
    below.sort(AppPath::compareDeepestFirst);
    for (String each : below) {
      run(each, "remove", _ -> {});
      known.remove(each);
    }
  }

  private void stop(String path) {
    run(path, "stop", _ -> {});
  }

  private void run(String path, String function, Consumer<LuaStack> more) {
    runtime.run(
        function + " of application " + AppPath.shown(path),
        function,
        stack -> {
          stack.push(path);
          more.accept(stack);
        });
  }

  /** Nobody has put an application there: then every path is welcome, as without scripts. */
  private boolean isDeserted() {
    return watched("").folders().isEmpty() && !Stamp.of(watched("").main()).isFile();
  }

  private boolean exists(String path) {
    try {
      return Files.isDirectory(folder(path));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private Path folder(String path) {
    return path.isEmpty() ? www : www.resolve(path.substring(1));
  }

  private Watched watched(String path) {
    return known.computeIfAbsent(path, missing -> new Watched(folder(missing)));
  }

  private void pushFolders(Call call) {
    pushFolders(call.stack(), watched(call.text(1)).folders());
  }

  private static void pushFolders(LuaStack stack, Set<String> folders) {
    stack.newTable(0, folders.size());
    for (String name : folders) {
      stack.push(name);
      stack.push(true);
      stack.rawSet(-3);
    }
  }

  /** Text and file of main.lua; nothing if there is none, false if it is known to be broken. */
  private void pushSource(Call call) {
    Watched watched = watched(call.text(1));
    if (call.truth(2, false) && watched.isUnchanged()) {
      call.push(false);
      return;
    }
    watched
        .read()
        .ifPresent(
            text -> {
              call.push(text);
              call.push(watched.main().toString());
            });
  }

  private void include(String path, String file) {
    try {
      watched(path).include(Path.of(file).toAbsolutePath());
    } catch (InvalidPathException _) {
      // a file of that name was loaded all the same: it is just not watched
    }
  }

  private void failed(Call call) {
    errors.add(call.text(1), call.text(2), "", Calls.error(call.stack(), call.position(3)));
  }

  private Calls calls() {
    return calls.orElseThrow(() -> new IllegalStateException("not attached"));
  }

  private static State state(String name) {
    return switch (name) {
      case "started", "loading" -> State.STARTED;
      case "empty" -> State.EMPTY;
      default -> State.BROKEN;
    };
  }
}
