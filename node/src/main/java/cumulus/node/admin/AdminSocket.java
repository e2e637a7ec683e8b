package cumulus.node.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local socket that answers operators of this machine who may use the server's files. A
 * connection asks one question, in one line, and gets its answer in lines of JSON.
 */
public final class AdminSocket implements AutoCloseable {
  /** Connections at a time. */
  static final int MAX_CONNECTIONS = 8;

  /** Bytes of a question. */
  static final int MAX_REQUEST = 1024;

  /** Bytes of a path that every system takes for a local socket. */
  static final int MAX_PATH = 103;

  /** Longest wait for a question, and for an answer that says nothing else. */
  static final Duration TIME = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);

  private final ServerSocketChannel listening;
  private final Path path;
  private final AdminRequests requests;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);

  private AdminSocket(ServerSocketChannel listening, Path path, AdminRequests requests) {
    this.listening = listening;
    this.path = path;
    this.requests = requests;
  }

  /**
   * Listens in the folder, for its owner only. A socket left by a process that was killed is
   * replaced: whoever holds the folder owns it.
   *
   * @throws AdminException when the path is too long for a socket
   * @throws IOException when there can be none
   */
  public static AdminSocket open(AdminFolder folder, AdminRequests requests)
      throws AdminException, IOException {
    Path path = folder.socket();
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH) {
      throw new AdminException(
          "the path "
              + path
              + " has "
              + length
              + " bytes, and a local socket takes "
              + MAX_PATH
              + ": choose a folder with a shorter name with --dir");
    }
    Files.deleteIfExists(path);
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(path), MAX_CONNECTIONS);
      AdminFolder.onlyForOwner(path, "rw-------");
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
    var socket = new AdminSocket(listening, path, requests);
    Thread.ofPlatform().daemon().name("admin").start(socket::accept);
    return socket;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    Files.deleteIfExists(path);
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel connection = listening.accept();
        Thread.ofVirtual().name("admin-connection").start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("the local socket {} fails: ./cumulus status will not answer", path, e);
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    boolean isFree = free.tryAcquire();
    try (connection;
        var deadline = new Deadline(connection, TIME)) {
      var output = new Lines(connection, deadline);
      if (isFree) {
        serve(connection, output);
      } else {
        output.line(new Answers.Failure("too many ask at once: try again"));
      }
    } catch (IOException e) {
      // Whoever asked has gone, or took too long: nobody is left to be told.
      LOG.debug("a connection to the local socket ended: {}", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (isFree) {
        free.release();
      }
    }
  }

  private void serve(SocketChannel connection, Lines output)
      throws IOException, InterruptedException {
    try {
      requests.answer(read(connection), output);
    } catch (AdminException e) {
      output.line(new Answers.Failure(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("a question on the local socket failed", e);
      output.line(new Answers.Failure("an error of our own: see the log"));
    }
  }

  /** Reads up to the end of the first line. */
  private static String read(SocketChannel connection) throws IOException, AdminException {
    var buffer = ByteBuffer.allocate(MAX_REQUEST);
    while (buffer.hasRemaining() && connection.read(buffer) >= 0) {
      for (int i = 0; i < buffer.position(); i++) {
        if (buffer.get(i) == '\n') {
          return new String(buffer.array(), 0, i, StandardCharsets.UTF_8).strip();
        }
      }
    }
    throw new AdminException("a question is a line of at most " + MAX_REQUEST + " bytes");
  }

  private record Lines(SocketChannel connection, Deadline deadline)
      implements AdminRequests.Output {
    @Override
    public void line(Object answer) throws IOException {
      write(Json.MAPPER.writeValueAsString(answer) + "\n");
    }

    @Override
    public void emptyLine() throws IOException {
      write("\n");
    }

    @Override
    public void expect(Duration time) {
      deadline.extend(time);
    }

    private void write(String text) throws IOException {
      OutputStream out = Channels.newOutputStream(connection);
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
