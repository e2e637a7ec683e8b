package cumulus.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Resident memory of a process, as Linux counts it. */
public final class MemoryMeter {
  private static final String FIELD = "VmRSS:";

  private final Path status;

  /** That of a process with this id. */
  public MemoryMeter(long pid) {
    status = Path.of("/proc", String.valueOf(pid), "status");
  }

  /** At present; none where it cannot be read. */
  public OptionalLong bytes() {
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
