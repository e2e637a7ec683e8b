package cumulus.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A log file that is rotated by size (configuration section 6): after a write that makes {@code
 * NAME.0} larger than the limit, {@code NAME.i} becomes {@code NAME.i+1} and the last one is
 * deleted. A restart appends. After a failure the file is opened anew. Used by one thread at a
 * time.
 */
final class LogFile implements AutoCloseable {
  private final Path directory;
  private final String name;
  private final long maxBytes;
  private final int count;
  private Optional<OutputStream> out = Optional.empty();
  private long bytes;

  LogFile(Path directory, String name, long maxBytes, int count) throws IOException {
    this.directory = directory;
    this.name = name;
    this.maxBytes = maxBytes;
    this.count = count;
    open();
  }

  void write(String line) throws IOException {
    byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
    if (out.isEmpty()) {
      open();
    }
    try {
      out.orElseThrow().write(encoded);
    } catch (IOException e) {
      close();
      throw e;
    }
    bytes += encoded.length;
    if (bytes > maxBytes) {
      rotate();
    }
  }

  @Override
  public void close() throws IOException {
    if (out.isPresent()) {
      OutputStream closed = out.get();
      out = Optional.empty();
      closed.close();
    }
  }

  private void rotate() throws IOException {
    close();
    Files.deleteIfExists(file(count));
    for (int i = count - 1; i >= 0; i--) {
      if (Files.exists(file(i))) {
        Files.move(file(i), file(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    open();
  }

  private void open() throws IOException {
    Files.createDirectories(directory);
    Path file = file(0);
    out =
        Optional.of(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    bytes = Files.size(file);
  }

  private Path file(int number) {
    return directory.resolve(name + "." + number);
  }
}
