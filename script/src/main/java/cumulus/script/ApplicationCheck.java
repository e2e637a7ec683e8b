package cumulus.script;

import cumulus.script.bind.ScriptRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the main.lua of every application without running it. */
public final class ApplicationCheck {
  private static final int MAX_DEPTH = 32;

  private ApplicationCheck() {}

  /**
   * Compiles all: what is wrong, one line for each file, in the order of their paths.
   *
   * @param www folder of the applications; may be missing
   * @throws ScriptProblem if Lua cannot be used
   */
  public static List<String> run(ScriptSettings settings, Path www) {
    var problems = new ArrayList<String>();
    try (var runtime = new ScriptRuntime(settings, (_, _, _, _) -> {})) {
      runtime.boot(settings, List.of());
      for (Path file : files(www)) {
        problem(runtime, file).ifPresent(problems::add);
      }
    }
    return problems;
  }

  /**
   * Whether there is an application below a folder.
   *
   * @param www folder of the applications; may be missing
   * @throws ScriptProblem if it cannot be read
   */
  public static boolean isAny(Path www) {
    return !files(www).isEmpty();
  }

  private static List<Path> files(Path www) {
    if (!Files.isDirectory(www)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(www, MAX_DEPTH)) {
      return all.filter(file -> file.endsWith("main.lua")).sorted().toList();
    } catch (IOException e) {
      throw new ScriptProblem("cannot read the folder " + www + ": " + e.getMessage());
    }
  }

  private static Optional<String> problem(ScriptRuntime runtime, Path file) {
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (IOException e) {
      return Optional.of(file + ": cannot be read");
    }
    return runtime
        .call(
            "check of " + file,
            runtime.functionSlot("compiles"),
            stack -> {
              stack.push(file.toString());
              stack.push(text);
            },
            (stack, first, _) -> stack.truth(first) ? "" : file + message(stack.text(first + 1)))
        .filter(found -> !found.isEmpty());
  }

  /** The compiler cuts long names, but the line and what follows stand behind them. */
  private static String message(String text) {
    int line = text.indexOf(".lua:");
    return line < 0 ? ": " + text : text.substring(line + ".lua".length());
  }
}
