package cumulus.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The repository that the tests run in. */
final class Repository {
  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder above holds mvnw: run this inside the sources");
      }
    }
    return folder;
  }

  static String read(String path) throws IOException {
    return Files.readString(root().resolve(path));
  }
}
