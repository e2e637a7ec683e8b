package cumulus.script;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs snippets in a process of its own: one process can use one Lua library only, and native
 * modules find the first.
 */
final class OtherProcess {
  private OtherProcess() {}

  /** What each snippet printed, or its error, a line each. */
  static List<String> run(Path library, String... snippets)
      throws IOException, InterruptedException {
    String classPath =
        Stream.of("jdk.module.path", "java.class.path")
            .map(name -> System.getProperty(name, ""))
            .collect(Collectors.joining(File.pathSeparator));
    String tests =
        Path.of(OtherProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .resolveSibling("test-classes")
            .toString();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                tests + File.pathSeparator + classPath,
                OtherProcess.class.getName(),
                library.toString()));
    command.addAll(List.of(snippets));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.lines().toList();
  }

  /** The process: its arguments are the library and the snippets. */
  public static void main(String[] arguments) {
    var settings =
        new ScriptSettings(
            Path.of(arguments[0]),
            500_000_000L,
            64L << 20,
            ScriptSettings.Jit.AUTO,
            false,
            false,
            false,
            false);
    try (var bed = new ScriptBed(settings, List.of())) {
      for (int i = 1; i < arguments.length; i++) {
        String error = bed.run("/test/www/main.lua", arguments[i]);
        bed.drainPrinted().forEach(System.out::println);
        error.lines().limit(1).forEach(System.out::println);
      }
    }
  }
}
