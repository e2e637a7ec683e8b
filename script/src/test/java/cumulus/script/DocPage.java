package cumulus.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sections of a page in Markdown that have snippets to run. */
record DocPage(String name, List<Section> sections) {
  private static final Pattern FILE = Pattern.compile("-- www/(\\S+)\\s*");

  /** Languages of blocks that nothing runs. */
  private static final Set<String> SHOWN = Set.of("ini", "sh", "text", "actionscript", "java");

  /**
   * What stands between two headings.
   *
   * @param line of the heading
   */
  record Section(String heading, int line, List<Block> blocks) {}

  /**
   * One block.
   *
   * @param line of its first line on the page
   */
  record Block(boolean isLua, int line, List<String> lines) {
    /** The file below {@code www} that a block of Lua says to be, by its first line. */
    Optional<String> file() {
      Matcher matcher = FILE.matcher(lines.isEmpty() ? "" : lines.getFirst());
      return isLua && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
  }

  static DocPage read(Path file) {
    try {
      return parse(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DocPage parse(String name, String text) {
    var sections = new ArrayList<Section>();
    var current = new Section(name, 1, new ArrayList<>());
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        sections.add(current);
        current = new Section(line.replaceFirst("^#+ *", ""), i + 1, new ArrayList<>());
      } else if (line.startsWith("```")) {
        String language = line.substring(3).strip();
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).startsWith("```")) {
          end++;
        }
        boolean isRun = language.equals("lua") || language.equals("client");
        if (!isRun && !SHOWN.contains(language)) {
          throw new AssertionError(
              name + ":" + (i + 1) + ": a block of language '" + language + "'");
        }
        if (isRun) {
          current.blocks.add(new Block(language.equals("lua"), i + 2, lines.subList(i + 1, end)));
        }
        i = end;
      }
    }
    sections.add(current);
    return new DocPage(
        name, sections.stream().filter(section -> !section.blocks.isEmpty()).toList());
  }
}
