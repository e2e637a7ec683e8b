package cumulus.script;

import cumulus.script.DocPage.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lines of a server's files write into the log, as their comments say. */
final class DocExpectations {
  private static final Pattern ENTRY =
      Pattern.compile("(\\w+) (\\S*)\\[(\\d+)] (.*)", Pattern.DOTALL);

  /** A line of a file, as the log names it. */
  private record Place(String file, int line) {}

  private record Expected(String text, String where) {}

  private final String page;
  private final Map<Place, List<Expected>> expected = new LinkedHashMap<>();
  private final Set<Place> raising = new HashSet<>();

  /** Entries that somebody has looked for in the log. */
  private final List<String> seen = new ArrayList<>();

  DocExpectations(String page) {
    this.page = page;
  }

  /** Texts behind the arrows of a line. */
  static List<String> of(String line) {
    String[] parts = line.split("-->", -1);
    var texts = new ArrayList<String>();
    for (int i = 1; i < parts.length; i++) {
      texts.add(parts[i].strip());
    }
    return texts;
  }

  /** True if a text is what an arrow says: three dots stand for anything. */
  static boolean matches(String expected, String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : expected.split("\\.\\.\\.", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  void add(String file, Block block) {
    for (int i = 0; i < block.lines().size(); i++) {
      var place = new Place(shown(file), i + 1);
      var all = expected.computeIfAbsent(place, _ -> new ArrayList<>());
      String line = block.lines().get(i);
      if (line.contains("error(")) {
        raising.add(place);
      }
      for (String text : of(line)) {
        var next = new Expected(text, page + ":" + (block.line() + i));
        if (all.isEmpty() || !all.getLast().text.equals(text)) {
          all.add(next);
        }
      }
    }
  }

  /** An entry that has been looked for: it may be an error. */
  void saw(String entry) {
    seen.add(entry);
  }

  /** True while nothing is wrong but something is missing. */
  boolean isWaiting(List<String> log) {
    List<String> problems = problems(log);
    return !problems.isEmpty() && problems.stream().allMatch(text -> text.contains(" not written"));
  }

  List<String> problems(List<String> log) {
    var problems = new ArrayList<String>();
    var reached = new LinkedHashMap<Place, Integer>();
    for (String entry : List.copyOf(log)) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new AssertionError("no entry of a log: " + entry);
      }
      var place = new Place(matcher.group(2), Integer.parseInt(matcher.group(3)));
      List<Expected> texts = expected.getOrDefault(place, List.of());
      if (!texts.isEmpty()) {
        follow(
            texts,
            place,
            matcher.group(4).lines().findFirst().orElse("").strip(),
            reached,
            problems);
      } else if (isBad(matcher.group(1)) && !raising.contains(place) && !seen.contains(entry)) {
        problems.add(page + ": " + entry);
      }
    }
    expected.forEach(
        (place, texts) -> {
          for (int i = reached.getOrDefault(place, -1) + 1; i < texts.size(); i++) {
            problems.add(texts.get(i).where + ": '" + texts.get(i).text + "' was not written");
          }
        });
    return problems;
  }

  private static void follow(
      List<Expected> texts,
      Place place,
      String text,
      Map<Place, Integer> reached,
      List<String> problems) {
    int at = reached.getOrDefault(place, -1);
    if (at >= 0 && matches(texts.get(at).text, text)) {
      return;
    }
    if (at + 1 < texts.size() && matches(texts.get(at + 1).text, text)) {
      reached.put(place, at + 1);
      return;
    }
    problems.add(texts.get(Math.max(0, at)).where + ": '" + text + "' is not what it says");
  }

  private static boolean isBad(String level) {
    return List.of("FATAL", "CRITIC", "ERROR", "WARN").contains(level);
  }

  /** A file as the log shows it: with its folder. */
  private static String shown(String file) {
    var path = Path.of("www", file);
    return path.subpath(path.getNameCount() - 2, path.getNameCount()).toString();
  }
}
