package cumulus.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds the process id while the server runs. */
final class PidFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

  private final Optional<Path> path;

  private PidFile(Optional<Path> path) {
    this.path = path;
  }

  /** Writes it, if one is asked for. */
  static PidFile write(Optional<Path> wanted) throws CommandFailure {
    if (wanted.isPresent()) {
      try {
        Files.writeString(wanted.get(), content());
      } catch (IOException e) {
        throw new CommandFailure(
            "cannot write the process id ("
                + Reason.of(e)
                + "): choose another place with --pidfile");
      }
    }
    return new PidFile(wanted);
  }

  /** Deletes it, unless another process has taken it over. */
  @Override
  public void close() {
    if (path.isEmpty()) {
      return;
    }
    try {
      if (Files.exists(path.get()) && Files.readString(path.get()).equals(content())) {
        Files.delete(path.get());
      }
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", path.get(), Reason.of(e));
    }
  }

  private static String content() {
    return ProcessHandle.current().pid() + "\n";
  }
}
