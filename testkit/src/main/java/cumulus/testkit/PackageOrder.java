package cumulus.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who uses whom among the packages below one base package, as imports and full names tell. */
final class PackageOrder {
  private final String base;
  private final List<Use> uses = new ArrayList<>();
  private final Map<String, Set<String>> edges = new TreeMap<>();

  PackageOrder(String base, List<SourceFile> files) {
    this.base = base;
    var name = Pattern.compile("\\b" + Pattern.quote(base) + "\\.([a-z]\\w*)(?=\\s*\\.)");
    for (var file : files) {
      var user = inner(file.packageName());
      if (!user.isEmpty()) {
        edges.computeIfAbsent(user, ignored -> new TreeSet<>());
        var match = name.matcher(file.code);
        while (match.find()) {
          var used = match.group(1);
          if (!used.equals(user)) {
            uses.add(new Use(file, match.start(), user, used));
            edges.get(user).add(used);
          }
        }
      }
    }
  }

  private record Use(SourceFile file, int offset, String user, String used) {}

  /** The first name below the base package; empty for the base itself and for strangers. */
  private String inner(String packageName) {
    return packageName.startsWith(base + ".")
        ? packageName.substring(base.length() + 1).split("\\.", 2)[0]
        : "";
  }

  List<Finding> against(List<Set<String>> layers) {
    var findings = new ArrayList<Finding>();
    for (var use : uses) {
      int from = layerOf(use.user, layers);
      int to = layerOf(use.used, layers);
      if (from < 0 || to < from) {
        var what =
            from < 0
                ? "package " + use.user + " has no place in the order of " + base
                : "package " + use.user + " must not use " + use.used;
        findings.add(new Finding(use.file.path, use.file.lineOf(use.offset), what));
      }
    }
    return findings;
  }

  private static int layerOf(String name, List<Set<String>> layers) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).contains(name)) {
        return i;
      }
    }
    return -1;
  }

  List<Finding> cycles() {
    var findings = new ArrayList<Finding>();
    for (var use : uses) {
      if (reaches(use.used, use.user)) {
        var what = "packages " + use.user + " and " + use.used + " use each other in a cycle";
        findings.add(new Finding(use.file.path, use.file.lineOf(use.offset), what));
      }
    }
    return findings;
  }

  private boolean reaches(String from, String to) {
    var seen = new HashSet<String>();
    var next = new ArrayList<>(List.of(from));
    while (!next.isEmpty()) {
      var name = next.removeLast();
      if (name.equals(to)) {
        return true;
      }
      if (seen.add(name)) {
        next.addAll(edges.getOrDefault(name, Set.of()));
      }
    }
    return false;
  }
}
