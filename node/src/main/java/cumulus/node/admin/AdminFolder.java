package cumulus.node.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder {@code data} of a server, held by its one server: a lock that the system takes back
 * when the process ends, however it ends. Who holds it owns the socket beside it.
 */
public final class AdminFolder implements AutoCloseable {
  private static final String FOLDER = "data";
  private static final String LOCK = "lock";
  private static final String SOCKET = "admin.socket";
  private static final int MAX_NUMBER = 20;

  private final Path folder;
  private final FileChannel lock;

  private AdminFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes the folder below {@code directory}; it is made if need be, for its owner only.
   *
   * @throws AdminException when another server holds it
   * @throws IOException when it cannot be written
   */
  public static AdminFolder take(Path directory) throws AdminException, IOException {
    Path folder = directory.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      onlyForOwner(folder, "rwx------");
    }
    FileChannel lock =
        FileChannel.open(
            folder.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw taken(directory, lock);
      }
      write(lock, ProcessHandle.current().pid() + "\n");
      return new AdminFolder(folder, lock);
    } catch (OverlappingFileLockException e) {
      AdminException taken = taken(directory, lock);
      lock.close();
      throw taken;
    } catch (IOException | AdminException e) {
      lock.close();
      throw e;
    }
  }

  /** The socket of the server that holds the folder below {@code directory}. */
  static Path socket(Path directory) {
    return directory.resolve(FOLDER).resolve(SOCKET);
  }

  Path socket() {
    return folder.resolve(SOCKET);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** Takes every right from everybody else, where the file system knows rights. */
  static void onlyForOwner(Path path, String rights) throws IOException {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    } catch (UnsupportedOperationException e) {
      // Windows: what is below a user's folder is the user's.
    }
  }

  private static AdminException taken(Path directory, FileChannel lock) throws IOException {
    var text = ByteBuffer.allocate(MAX_NUMBER);
    lock.read(text, 0);
    String process = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return new AdminException(
        "a server runs in the folder "
            + directory
            + " (process "
            + process
            + "): stop it, or choose another folder with --dir");
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }
}
