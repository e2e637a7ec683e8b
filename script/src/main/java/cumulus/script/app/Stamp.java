package cumulus.script.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells whether a file has changed: any other time or size, also an older time.
 *
 * @param bytes of the file, -1 if there is none
 */
record Stamp(FileTime modified, long bytes) {
  /** No file. */
  static final Stamp NONE = new Stamp(FileTime.fromMillis(0), -1);

  static Stamp of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? new Stamp(attributes.lastModifiedTime(), attributes.size())
          : NONE;
    } catch (IOException e) {
      return NONE;
    }
  }

  boolean isFile() {
    return bytes >= 0;
  }
}
