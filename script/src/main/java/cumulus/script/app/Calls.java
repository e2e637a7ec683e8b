package cumulus.script.app;

import cumulus.script.bind.ScriptRuntime;
import cumulus.script.lua.LuaStack;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls events and members of scripts. One call at a time; while it runs the application it is for
 * is the one being served.
 */
public final class Calls {
  private static final int DONE = 1;
  private static final int FAILED = 2;

  private final ScriptRuntime runtime;
  private final ErrorLog errors;
  private final Runnable afterwards;
  private final int event;
  private final int member;
  private final int remote;
  private final int defines;
  private String serving = "";

  /**
   * @param afterwards runs when a call has ended: what was written leaves
   */
  public Calls(ScriptRuntime runtime, ErrorLog errors, Runnable afterwards) {
    this.runtime = runtime;
    this.errors = errors;
    this.afterwards = afterwards;
    this.event = runtime.functionSlot("event");
    this.member = runtime.functionSlot("member");
    this.remote = runtime.functionSlot("remote");
    this.defines = runtime.functionSlot("defines");
  }

  /** Path of the application that is being served. */
  public String serving() {
    return serving;
  }

  /** Another application is served from now on; answers the former. */
  public String serve(String path) {
    String former = serving;
    serving = path;
    return former;
  }

  /** Whether an application runs and has a function for an event, or inherits one. */
  public boolean isDefined(String path, String name) {
    return runtime
        .call(
            name + " of application " + AppPath.shown(path),
            defines,
            stack -> {
              stack.push(path);
              stack.push(name);
            },
            (stack, first, _) -> stack.truth(first))
        .orElse(false);
  }

  /**
   * Calls an event of an application.
   *
   * @param who the client concerned, for messages; may be empty
   * @param allowed results that the event may have
   * @param arguments pushes them
   * @param results reads them
   */
  public <R> Outcome<R> event(
      String path,
      String name,
      String who,
      int allowed,
      Consumer<LuaStack> arguments,
      ScriptRuntime.Results<R> results) {
    return call(
        event,
        path,
        name,
        who,
        stack -> {
          stack.push(path);
          stack.push(name);
          stack.push(allowed);
          arguments.accept(stack);
        },
        results);
  }

  /** True if an application that runs has itself assigned an event. */
  public boolean registers(String path, String name) {
    return runtime
        .call(
            name,
            runtime.functionSlot("registers"),
            stack -> {
              stack.push(path);
              stack.push(name);
            },
            (stack, first, _) -> stack.truth(first))
        .orElse(false);
  }

  /** What scripts wrote outside of calls leaves. */
  public void finish() {
    afterwards.run();
  }

  /** Calls an event for its effect. */
  public void event(String path, String name, String who, Consumer<LuaStack> arguments) {
    var _ = event(path, name, who, 0, arguments, (_, _, count) -> count);
  }

  /** Logs the error of a call that tells on the stack, from a position on, how it ended. */
  public void report(String path, String name, String who, LuaStack stack, int first) {
    if ((int) stack.number(first) == FAILED) {
      errors.add(path, name, who, error(stack, first + 1));
    }
  }

  /** Calls a function that a script attached to an object, and that may have one result. */
  public <R> Outcome<R> member(
      String path,
      String name,
      String who,
      Consumer<LuaStack> object,
      Consumer<LuaStack> more,
      ScriptRuntime.Results<R> results) {
    return member(path, name, who, 1, object, more, results);
  }

  /**
   * Calls a function that a script attached to an object.
   *
   * @param allowed results that the function may have
   * @param object pushes the object
   * @param more pushes the arguments behind the name
   */
  public <R> Outcome<R> member(
      String path,
      String name,
      String who,
      int allowed,
      Consumer<LuaStack> object,
      Consumer<LuaStack> more,
      ScriptRuntime.Results<R> results) {
    return call(
        member,
        path,
        name,
        who,
        stack -> {
          object.accept(stack);
          stack.push(name);
          stack.push(allowed);
          more.accept(stack);
        },
        results);
  }

  /**
   * Calls a function that a script attached to a linked server, for its effect.
   *
   * @param function pushes the server and the name
   * @param more pushes the arguments
   */
  public void remote(
      String path, String name, String who, Consumer<LuaStack> function, Consumer<LuaStack> more) {
    var _ =
        call(
            remote,
            path,
            name,
            who,
            stack -> {
              function.accept(stack);
              more.accept(stack);
            },
            (_, _, count) -> count);
  }

  private <R> Outcome<R> call(
      int function,
      String path,
      String name,
      String who,
      Consumer<LuaStack> arguments,
      ScriptRuntime.Results<R> results) {
    String former = serve(path);
    try {
      Outcome<R> outcome =
          runtime
              .call(
                  name + " of application " + AppPath.shown(path),
                  function,
                  arguments,
                  (stack, first, count) -> outcome(stack, first, count, results))
              .orElseGet(Outcome.Absent::new);
      if (outcome instanceof Outcome.Failed<R>(ScriptError error)) {
        errors.add(path, name, who, error);
      }
      return outcome;
    } finally {
      serve(former);
      afterwards.run();
    }
  }

  private static <R> Outcome<R> outcome(
      LuaStack stack, int first, int count, ScriptRuntime.Results<R> results) {
    return switch ((int) stack.number(first)) {
      case DONE -> new Outcome.Done<>(results.read(stack, first + 1, count - 1));
      case FAILED -> new Outcome.Failed<>(error(stack, first + 1));
      default -> new Outcome.Absent<>();
    };
  }

  /** Reads text, whether it was one, the text without its place, traceback, file and line. */
  static ScriptError error(LuaStack stack, int first) {
    boolean isText = stack.truth(first + 1);
    return new ScriptError(
        stack.text(first),
        isText ? Optional.of(stack.text(first + 2)) : Optional.empty(),
        stack.text(first + 3),
        stack.text(first + 4),
        (int) stack.number(first + 5));
  }
}
