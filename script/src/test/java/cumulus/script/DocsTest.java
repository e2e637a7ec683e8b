package cumulus.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every snippet of docs/script. What a section (between two headings) has is one test:
 *
 * <ul>
 *   <li>a block {@code lua} that begins with {@code -- www/chat/main.lua} is that file; the server
 *       starts with the files that stand before the section's first {@code client} block, and a
 *       file that comes later is an edit. Without any {@code client} block somebody connects to
 *       each application.
 *   <li>a block {@code client} is what people do then, line by line: see {@link DocStory}.
 *   <li>any other block {@code lua} is run by itself, in a server of its own, for a connected
 *       {@code client}.
 * </ul>
 *
 * <p>In Lua, {@code --> text} at the end of a line is what {@code print}, {@code NOTE} and so on,
 * or a message of the server, write for that line; {@code --> one --> two} where it runs more than
 * once; {@code ...} stands for anything. An error or a warning fails in a line without {@code -->},
 * but in one that calls {@code error(}.
 */
class DocsTest {
  static final Path PAGES = Path.of("..", "docs", "script");

  private static final Pattern LINK = Pattern.compile("]\\(([\\w./-]*)(#[\\w-]+)?\\)");

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicNode> everySnippetOfThePagesShowsWhatItSays() {
    return pages()
        .map(
            page ->
                DynamicContainer.dynamicContainer(
                    page.name(),
                    page.sections().stream()
                        .map(
                            section ->
                                DynamicTest.dynamicTest(
                                    section.heading(), () -> run(page, section)))));
  }

  @Test
  void aWrongSnippetIsNoticed() {
    assertThat(problems("```lua\nprint(1)  --> 2\n```")).first().asString().contains("page:3: '1'");
    assertThat(problems("```lua\nprint(1)  --> 1\nif false then\n  print(2) --> 2\nend\n```"))
        .singleElement()
        .asString()
        .contains("page:5");
    assertThat(problems("```lua\nlocal x = nil + 1\n```")).isNotEmpty();
    assertThat(
            problems(
                """
                ```lua
                -- www/a/main.lua
                function onConnection(client) function client:f() return 1 end end
                ```
                ```client
                ann connects a
                ann calls f  --> 2
                ```
                """))
        .singleElement()
        .asString()
        .contains("page:8");
  }

  @Test
  void everyLinkOfThePagesLeadsSomewhere() throws IOException {
    for (Path file : files()) {
      Matcher links = LINK.matcher(Files.readString(file));
      while (links.find()) {
        Path target = links.group(1).isEmpty() ? file : file.resolveSibling(links.group(1));
        assertThat(target).as("a link of " + file).exists();
        String anchor = Objects.requireNonNullElse(links.group(2), "");
        if (!anchor.isEmpty()) {
          assertThat(anchors(target)).as("anchors of " + target).contains(anchor);
        }
      }
    }
  }

  /** Headings as a web page would name them. */
  private static List<String> anchors(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT))
        .map(line -> "#" + line.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> files() {
    try (Stream<Path> all = Files.list(PAGES)) {
      return all.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<DocPage> pages() {
    return files().stream().map(DocPage::read);
  }

  private List<String> problems(String text) {
    var page = DocPage.parse("page", "\n" + text);
    return DocStory.run(page, page.sections().getFirst(), directory);
  }

  private void run(DocPage page, DocPage.Section section) {
    assertThat(DocStory.run(page, section, directory)).isEmpty();
  }
}
