package cumulus.script.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that an application was made of, and the folders beside them, as they were when they
 * were read. {@link Survey} finds what has changed since.
 */
final class Watched {
  /** Files of one application; more are not watched. */
  private static final int MAX_FILES = 10_000;

  private static final int MAX_FOLDERS = 10_000;

  private final Path folder;
  private final Path main;
  private final Map<Path, Stamp> files = new LinkedHashMap<>();
  private Set<String> folders;

  Watched(Path folder) {
    this.folder = folder;
    this.main = folder.resolve("main.lua");
    this.folders = folders(folder);
  }

  Path folder() {
    return folder;
  }

  Path main() {
    return main;
  }

  Set<String> folders() {
    return folders;
  }

  void setFolders(Set<String> found) {
    folders = found;
  }

  /** The stamps of its files. */
  Map<Path, Stamp> files() {
    return Map.copyOf(files);
  }

  /** True if main.lua is the file that was read last. */
  boolean isUnchanged() {
    return Stamp.of(main).equals(files.getOrDefault(main, Stamp.NONE));
  }

  /** Reads main.lua, as the first of its files; empty if there is none. */
  Optional<byte[]> read() {
    files.clear();
    Stamp stamp = Stamp.of(main);
    files.put(main, stamp);
    if (!stamp.isFile()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(main));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + main, e);
    }
  }

  /** Another file belongs to it. */
  void include(Path file) {
    if (files.size() < MAX_FILES) {
      files.put(file, Stamp.of(file));
    }
  }

  void setStamp(Path file, Stamp stamp) {
    files.put(file, stamp);
  }

  /** The names of the folders in a folder. */
  static Set<String> folders(Path folder) {
    var names = new TreeSet<String>();
    try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path entry : entries) {
        if (names.size() < MAX_FOLDERS) {
          names.add(entry.getFileName().toString());
        }
      }
    } catch (IOException e) {
      return Set.of(); // the folder is gone: it has none
    }
    return names;
  }
}
