package cumulus.node;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file that is rotated by size (configuration section 6): after a write that makes {@code
 * NAME.0} larger than the limit, {@code NAME.i} becomes {@code NAME.i+1} and the last one is
 * deleted. A restart appends. Used by one thread at a time.
 */
final class LogFile implements AutoCloseable {
  private final Path directory;
  private final String name;
  private final long maxBytes;
  private final int count;
  private OutputStream out;
  private long bytes;

  LogFile(Path directory, String name, long maxBytes, int count) throws IOException {
    this.directory = directory;
    this.name = name;
    this.maxBytes = maxBytes;
    this.count = count;
    Files.createDirectories(directory);
    this.out = open();
  }

  void write(String line) throws IOException {
    byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
    out.write(encoded);
    bytes += encoded.length;
    if (bytes > maxBytes) {
      rotate();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void rotate() throws IOException {
    out.close();
    Files.deleteIfExists(file(count));
    for (int i = count - 1; i >= 0; i--) {
      if (Files.exists(file(i))) {
        Files.move(file(i), file(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    out = open();
  }

  private OutputStream open() throws IOException {
    Path file = file(0);
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    bytes = Files.size(file);
    return opened;
  }

  private Path file(int number) {
    return directory.resolve(name + "." + number);
  }
}
