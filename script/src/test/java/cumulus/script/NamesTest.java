package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import cumulus.script.bind.ObjectType;
import cumulus.script.object.ObjectTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Every name of the scripting API is bound, documented, and works on a live object. */
class NamesTest {
  private static final Set<String> WITHOUT_TYPE = Set.of("()", "...");

  @TempDir private static Path directory;
  private static NamesWorld world;

  @BeforeAll
  static void live() {
    world = new NamesWorld(directory, "", "");
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @TestFactory
  Stream<DynamicTest> everyNameWorks() {
    return Names.all().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name.toString(), () -> assertThat(world.problem(name)).isEmpty()));
  }

  @Test
  void everyNameIsBoundAndEveryBindingIsListed() {
    Set<String> bound = new TreeSet<>();
    for (ObjectType<?> type : ObjectTypes.ALL) {
      type.names().forEach(name -> bound.add(type.name() + " " + name));
    }
    Set<String> listed =
        Names.all().stream()
            .filter(name -> !WITHOUT_TYPE.contains(name.name()))
            .filter(name -> !name.object().equals("events"))
            .map(Names.Name::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(bound);
  }

  @Test
  void everyNameHasItsEntryInTheDocumentation() throws IOException {
    var entries = new TreeSet<String>();
    try (Stream<Path> pages = Files.list(DocsTest.PAGES)) {
      for (Path page : pages.toList()) {
        entries.addAll(entries(Files.readAllLines(page)));
      }
    }
    assertThat(Names.all().stream().filter(name -> !entries.contains(entry(name)))).isEmpty();
  }

  /** What the first cells of the tables below the heading of an object begin with. */
  private static List<String> entries(List<String> lines) {
    var entries = new ArrayList<String>();
    String object = "";
    for (String line : lines) {
      if (line.startsWith("#")) {
        object = line.replaceAll("^#+ *|`|cumulus\\.", "").toLowerCase(Locale.ROOT);
      } else if (line.matches("\\| [`*a].*")) {
        for (String cell : line.split("\\|", 3)[1].strip().split(", `", -1)) {
          entries.add(
              object
                  + " "
                  + cell.replaceAll("^[`*:]+|[`*]", "")
                      .replaceFirst("\\(.*", "(")
                      .replaceFirst("(?<=\\w)\\($", ""));
        }
      }
    }
    return entries;
  }

  private static String entry(Names.Name name) {
    String member =
        switch (name.name()) {
          case "()" -> "(";
          case "..." -> "any other name";
          default -> name.name();
        };
    // A broadcaster is a part of the servers, with the members that they have.
    String object = name.object().equals("broadcaster") ? "servers" : name.object();
    return object.toLowerCase(Locale.ROOT) + " " + member;
  }

  /** By hand: takes the bindings away one at a time; the check of each must notice. */
  @Test
  @EnabledIfSystemProperty(named = "mutate", matches = ".*")
  void aBindingThatIsTakenAwayIsNoticed() throws IOException {
    var unnoticed = new ArrayList<String>();
    var needed = new ArrayList<String>();
    for (Names.Name name : Names.all()) {
      Path folder = Files.createTempDirectory(directory, "world");
      try (var without = new NamesWorld(folder, name.object(), name.name())) {
        if (without.problem(name).isEmpty()) {
          unnoticed.add(name.toString());
        }
      } catch (RuntimeException | AssertionError e) {
        needed.add(name.toString());
      }
    }
    System.out.println(
        Names.all().size()
            + " bindings taken away one at a time; without these nobody gets in at all: "
            + needed);
    assertThat(unnoticed).isEmpty();
  }
}
