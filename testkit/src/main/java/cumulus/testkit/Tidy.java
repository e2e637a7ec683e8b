package cumulus.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rules for source text that the compiler cannot hold. Looks at the Java files below one folder;
 * each rule gives its findings, none if all is well. Strings, characters and comments are no code
 * here. Regular expressions and brace counting decide, so a rule can be wrong about strange code;
 * code that misleads it may as well be written plainly.
 */
public final class Tidy {
  /** Files looked at; a tree with more is not one of our modules. */
  public static final int MAX_FILES = 5_000;

  private final List<SourceFile> files;

  private Tidy(List<SourceFile> files) {
    this.files = files;
  }

  /**
   * Reads all Java files below a folder, for example {@code src/main/java} of a module.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static Tidy of(Path folder) {
    try (var walk = Files.walk(folder)) {
      var paths = walk.filter(path -> path.toString().endsWith(".java")).sorted().toList();
      if (paths.size() > MAX_FILES) {
        throw new IllegalArgumentException("more than " + MAX_FILES + " files in " + folder);
      }
      var files = new ArrayList<SourceFile>();
      for (var path : paths) {
        files.add(new SourceFile(path, Files.readString(path)));
      }
      return new Tidy(files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the sources in " + folder, e);
    }
  }

  /** The lines of each file, in the order of their paths. */
  public List<Integer> lines() {
    return files.stream().map(SourceFile::lines).toList();
  }

  /** Where the sources break through walls. */
  public List<Finding> walls(Set<Wall> walls) {
    var findings = new ArrayList<Finding>();
    for (var file : files) {
      for (var wall : walls) {
        var text = wall == Wall.UNFINISHED ? file.comments : file.code;
        var match = wall.pattern.matcher(text);
        while (match.find()) {
          if (wall != Wall.MUTABLE_STATICS || StaticFields.isMutable(match, text)) {
            var what = wall.sin + ": " + match.group().strip().replaceAll("\\s+", " ");
            findings.add(new Finding(file.path, file.lineOf(match.start()), what));
          }
        }
      }
    }
    return findings;
  }

  /** Files and methods that are too long; a method counts from the line of its name to its end. */
  public List<Finding> sizes(int maxFileLines, int maxMethodLines) {
    var findings = new ArrayList<Finding>();
    for (var file : files) {
      if (file.lines() > maxFileLines) {
        var what = "file of " + file.lines() + " lines, more than " + maxFileLines;
        findings.add(new Finding(file.path, 1, what));
      }
      for (var method : MethodScan.of(file)) {
        if (method.lines() > maxMethodLines) {
          var what =
              "method %s of %d lines, more than %d"
                  .formatted(method.name(), method.lines(), maxMethodLines);
          findings.add(new Finding(file.path, method.line(), what));
        }
      }
    }
    return findings;
  }

  /**
   * Uses that point upwards. A package may use those of its own layer and of later ones. The base
   * package itself is outside the order: its small values (an address, an exception) are used from
   * everywhere, and its facade uses everything.
   *
   * @param base the package whose inner packages are ordered, for example {@code cumulus.rtmfp}
   * @param layers names of inner packages, from the top down; all that use others must be named
   */
  public List<Finding> upwardUses(String base, List<Set<String>> layers) {
    return new PackageOrder(base, files).against(layers);
  }

  /** Uses between the packages below a base that belong to a cycle; the base does not count. */
  public List<Finding> cycles(String base) {
    return new PackageOrder(base, files).cycles();
  }
}
