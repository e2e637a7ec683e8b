package cumulus.script;

import cumulus.script.DocPage.Block;
import cumulus.script.DocPage.Section;
import cumulus.server.ServerSettings;
import cumulus.testkit.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One section of a page as it is lived through by a server: see {@link DocsTest}. */
final class DocStory implements AutoCloseable {
  private static final String FOLDER = "snippet/";

  /** A port where nothing listens. */
  private static final int NO_MAIL = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The port of pages, which becomes a free one. */
  private static final String PORT = "7070";

  /** Runs a snippet when its client asks, so that there is one. */
  private static final String HARNESS =
      """
      function onConnection(who)
        client = who
        function who:run() dofile(cumulus:absolutePath("/snippet") .. "snippet.lua") end
      end
      """;

  private static final Pattern NETWORK = Pattern.compile("create(TCP|UDP)|sendMail");

  private static final String PRINT =
      """
      loadstring([=[function _G.print(...)
        local texts = {}
        for i = 1, select("#", ...) do texts[i] = tostring((select(i, ...))) end
        NOTE(table.concat(texts, " "))
      end]=], "=[cumulus docs]")()
      """
          .replace("\n", " ");

  private final SessionBed bed;
  private final DocPage page;
  private final DocExpectations expected;
  private final Set<String> applications = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private Optional<DocPeople> people = Optional.empty();
  private final String port = freePort();
  private boolean usesNetwork;

  private DocStory(DocPage page, Path directory, int mailPort) {
    this.page = page;
    bed =
        new SessionBed(
            directory,
            ScriptSettings.standard(Natives.luaJit()),
            ServerSettings.DEFAULT,
            Variant.loops(),
            new ScriptNetwork(
                Optional.of(TcpPeer.LOOPBACK), "127.0.0.1", mailPort, Duration.ofSeconds(5)));
    bed.file("main.lua", PRINT);
    expected = new DocExpectations(page.name());
  }

  /** What went otherwise than the section says, with places on the page. */
  static List<String> run(DocPage page, Section section, Path directory) {
    return run(page, section, directory, NO_MAIL);
  }

  /**
   * The same, where mails can be sent.
   *
   * @param mailPort of a mail server on loopback
   */
  static List<String> run(DocPage page, Section section, Path directory, int mailPort) {
    var problems = new ArrayList<String>();
    for (Block block : section.blocks()) {
      if (block.isLua() && block.file().isEmpty()) {
        problems.addAll(live(page, directory, mailPort, story -> story.snippet(block)));
      }
    }
    if (section.blocks().stream().anyMatch(block -> block.file().isPresent())) {
      problems.addAll(
          live(page, directory, mailPort, story -> story.application(section.blocks())));
    }
    return problems;
  }

  private static List<String> live(
      DocPage page, Path directory, int mailPort, Consumer<DocStory> story) {
    try (var lived = new DocStory(page, Files.createTempDirectory(directory, "server"), mailPort)) {
      story.accept(lived);
      lived.finish();
      return lived.problems;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void snippet(Block block) {
    write(FOLDER + "snippet.lua", block);
    bed.file(FOLDER + "main.lua", HARNESS).start();
    bed.connect("snippet").call("run");
  }

  private void application(List<Block> blocks) {
    for (Block block : blocks) {
      if (block.file().isPresent()) {
        write(block.file().get(), block);
        if (people.isPresent()) {
          bed.tick();
        }
      } else if (!block.isLua()) {
        people().act(block);
      }
    }
    if (people.isEmpty()) {
      people();
      applications.forEach(bed::connect);
    }
  }

  private DocPeople people() {
    if (people.isEmpty()) {
      bed.start();
      people = Optional.of(new DocPeople(bed, page.name(), expected, problems::add));
    }
    return people.get();
  }

  private void write(String file, Block block) {
    var lines = new ArrayList<>(block.lines());
    if (file.equals("main.lua")) {
      lines.set(0, PRINT);
    }
    String text = String.join("\n", lines).replace(PORT, port);
    usesNetwork |= NETWORK.matcher(text).find();
    bed.file(file, text);
    expected.add(file, block);
    if (file.endsWith("main.lua")) {
      applications.add(file.substring(0, file.length() - "main.lua".length()));
    }
  }

  /** Sockets and mail live in the time of the machine: they are waited for. */
  private void finish() {
    if (!isStopped()) {
      bed.tick();
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (usesNetwork
        && expected.isWaiting(bed.log)
        && problems.isEmpty()
        && System.nanoTime() < deadline) {
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      bed.run(Duration.ofMillis(2));
    }
    problems.addAll(expected.problems(bed.log));
  }

  private static String freePort() {
    try {
      return Integer.toString(TcpPeer.freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isStopped() {
    return people.filter(DocPeople::isStopped).isPresent();
  }

  @Override
  public void close() {
    if (!isStopped()) {
      bed.close();
    }
  }
}
