package cumulus.script.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the files of applications, on a thread that may wait for the disk, and tells what has
 * changed. Nothing of the application thread is touched: it is given copies.
 */
record Survey(List<Subject> subjects) {
  /** An application as it is known. */
  record Subject(String path, Path folder, Map<Path, Stamp> files, Set<String> folders) {}

  /**
   * What has changed.
   *
   * @param isGone the folder is not there any more
   * @param folders in it now
   * @param files changed or gone, with their stamps
   * @param texts of the changed files that can be read
   */
  record Change(
      String path,
      boolean isGone,
      Set<String> folders,
      Map<Path, Stamp> files,
      Map<Path, byte[]> texts) {}

  /** Changes in the order of the paths, parents first. */
  List<Change> look() {
    var changes = new ArrayList<Change>();
    for (Subject subject : subjects) {
      boolean isGone = !Files.isDirectory(subject.folder);
      Set<String> folders = isGone ? Set.of() : Watched.folders(subject.folder);
      var files = new LinkedHashMap<Path, Stamp>();
      var texts = new LinkedHashMap<Path, byte[]>();
      subject.files.forEach(
          (file, known) -> {
            Stamp now = Stamp.of(file);
            if (!now.equals(known)) {
              files.put(file, now);
              if (now.isFile()) {
                read(file, texts);
              }
            }
          });
      if (isGone || !files.isEmpty() || !folders.equals(subject.folders)) {
        changes.add(new Change(subject.path, isGone, folders, files, texts));
      }
    }
    return changes;
  }

  private static void read(Path file, Map<Path, byte[]> texts) {
    try {
      texts.put(file, Files.readAllBytes(file));
    } catch (IOException _) {
      // gone again, or not yet readable: the next survey sees it
    }
  }
}
