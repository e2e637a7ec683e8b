package cumulus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.testkit.Finding;
import cumulus.testkit.Tidy;
import cumulus.testkit.Wall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house that the compiler cannot hold, applied to the whole repository. */
class TidyTest {
  private static final int MAX_FILE_LINES = 500;
  private static final int MAX_METHOD_LINES = 60;

  /** What holds for every module: also a program keeps its state in objects. */
  private static final Set<Wall> EVERYWHERE = EnumSet.of(Wall.MUTABLE_STATICS, Wall.UNFINISHED);

  /** What the executable and the tools may do, but no library. */
  private static final Set<Wall> LIBRARIES = EnumSet.of(Wall.CONSOLE);

  /** Time, network and threads are arguments of the core, never its own. */
  private static final Set<Wall> CORE =
      EnumSet.of(Wall.CLOCK, Wall.NETWORK, Wall.THREADS, Wall.LOCKS, Wall.RETURN_NULL);

  private static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder above holds mvnw: run this inside the sources");
      }
    }
    return folder;
  }

  private static Path sources(Path module) {
    return module.resolve("src/main/java");
  }

  private static Tidy tidy(String module) {
    return Tidy.of(sources(root().resolve(module)));
  }

  /** All folders of the repository that hold main code. */
  static List<String> modules() throws IOException {
    try (var folders = Files.list(root())) {
      return folders
          .filter(folder -> Files.isDirectory(sources(folder)))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theModulesAreFound() throws IOException {
    assertThat(modules()).contains("rtmfp", "flash", "server", "transport", "client", "testkit");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleKeepsItsFilesAndMethodsShort(String module) {
    assertThat(tidy(module).sizes(MAX_FILE_LINES, MAX_METHOD_LINES)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleKeepsStateInObjectsAndIsFinished(String module) {
    assertThat(tidy(module).walls(EVERYWHERE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtmfp",
        "flash",
        "group",
        "server",
        "transport",
        "client",
        "links",
        "script",
        "testkit"
      })
  void librariesDoNotWriteToTheConsole(String module) {
    assertThat(tidy(module).walls(LIBRARIES)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtmfp", "flash", "group", "server"})
  void theCoreOwnsNoClockSocketThreadOrLock(String module) {
    assertThat(tidy(module).walls(CORE)).isEmpty();
  }

  @Test
  void whatIsSaidOnLinksOwnsNoClockSocketThreadOrLock() {
    var wire = sources(root().resolve("links")).resolve("cumulus/links/wire");
    assertThat(Tidy.of(wire).walls(CORE)).isEmpty();
  }

  @Test
  void packagesOfRtmfpPointDownwards() {
    var order =
        List.of(
            Set.of("session"),
            Set.of("flow"),
            Set.of("congestion", "wire", "crypto"),
            Set.of("trace"));
    assertThat(tidy("rtmfp").upwardUses("cumulus.rtmfp", order)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packagesOfAModuleFormNoCycle(String module) {
    assertThat(tidy(module).cycles("cumulus." + module)).isEmpty();
  }

  /** {@code -Dpages=write} writes what the sources say. */
  @Test
  void thePageOfLimitsSaysWhatTheSourcesSay() throws Exception {
    Path page = root().resolve("docs/limits.md");
    String renewed = new LimitsPage(root()).renewed(Files.readString(page));
    if ("write".equals(System.getProperty("pages"))) {
      Files.writeString(page, renewed);
    }
    assertThat(Files.readString(page))
        .as("docs/limits.md is not up to date: run this test with -Dpages=write")
        .isEqualTo(renewed);
  }

  @Test
  void testsAreFinishedToo() throws IOException {
    var findings = new TreeMap<String, List<Finding>>();
    for (var module : modules()) {
      var tests = root().resolve(module).resolve("src/test/java");
      if (Files.isDirectory(tests)) {
        findings.put(module, Tidy.of(tests).walls(Set.of(Wall.UNFINISHED)));
      }
    }
    assertThat(findings).containsKey("testkit");
    assertThat(findings.values()).allSatisfy(each -> assertThat(each).isEmpty());
  }

  /** The house aims at a median of 110 lines and 350 for nine files of ten: shown, not enforced. */
  @Test
  void theLinesOfFilesAreShown() throws IOException {
    for (var module : modules()) {
      var lines = tidy(module).lines().stream().sorted().toList();
      assertThat(lines).as(module).isNotEmpty();
      System.out.printf(
          "%s: %d files, median %d lines, p90 %d, max %d%n",
          module,
          lines.size(),
          lines.get(lines.size() / 2),
          lines.get(lines.size() * 9 / 10),
          lines.getLast());
    }
  }
}
