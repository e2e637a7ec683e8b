package cumulus.node.admin;

import cumulus.rtmfp.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Asks the server of a folder. */
public final class AdminClient {
  /** A server that answers at all does so long before. */
  private static final Duration TIME = Duration.ofSeconds(20);

  private final Path directory;

  /** Asks the server whose folder this is. */
  public AdminClient(Path directory) {
    this.directory = directory;
  }

  /**
   * Traces as they are now.
   *
   * @param traced names of who is traced
   * @param clients that the last switch concerned
   */
  public record Traces(List<String> traced, int clients, String file) {}

  /** Packets written, and packets left out because they came faster. */
  public record Dumped(long packets, long leftOut) {}

  /**
   * The status as one line of JSON.
   *
   * @param most entries of each list
   */
  public String status(int most) throws AdminException, IOException {
    return one("status " + most);
  }

  /** A status as people read it. */
  public static String text(String status) {
    return StatusText.of(Json.MAPPER.readValue(status, StatusReport.class));
  }

  public Traces traces() throws AdminException, IOException {
    return read(one("traces"), Traces.class);
  }

  /** Switches the trace of some clients. */
  public Traces trace(String who, boolean isOn) throws AdminException, IOException {
    return read(one("trace " + word(who) + (isOn ? " on" : " off")), Traces.class);
  }

  /** Name of the level of the log. */
  public String log() throws AdminException, IOException {
    return read(one("log"), Answers.Log.class).level();
  }

  /** Sets the level of the log, 0 to 8. */
  public String log(int level) throws AdminException, IOException {
    return read(one("log " + level), Answers.Log.class).level();
  }

  /**
   * Writes the packets of a session into a capture file, until the time is over, the size reached
   * or it is stopped.
   *
   * @param file opened when the session is found
   */
  public Dumped dump(
      String who, int seconds, long bytes, FileOpener file, BooleanSupplier isStopped)
      throws AdminException, IOException {
    Duration time = TIME.plusSeconds(seconds);
    try (var connection = new Connection(directory, time)) {
      connection.ask("dump " + word(who) + " " + seconds + " " + bytes);
      var began = read(connection.line(), Answers.DumpBegan.class);
      try (var pcap = new Pcap(file.open())) {
        return write(connection, began.near().address(), pcap, isStopped);
      }
    }
  }

  /** Opens the capture file. */
  @FunctionalInterface
  public interface FileOpener {
    OutputStream open() throws IOException;
  }

  private Dumped write(Connection connection, Address socket, Pcap pcap, BooleanSupplier isStopped)
      throws AdminException, IOException {
    long packets = 0;
    while (!isStopped.getAsBoolean()) {
      String line = connection.line();
      if (line.isEmpty()) {
        continue;
      }
      if (line.contains("\"leftOut\"")) {
        return new Dumped(packets, read(line, Answers.DumpEnded.class).leftOut());
      }
      var packet = read(line, Answers.DumpPacket.class);
      packets++;
      Address far = packet.far().address();
      Address near = like(far, socket);
      pcap.write(
          packet.time(),
          packet.isSent() ? near : far,
          packet.isSent() ? far : near,
          packet.packet());
    }
    return new Dumped(packets, 0);
  }

  /** The socket's address, of the same kind as the far one: a wildcard of IPv6 takes IPv4 too. */
  private static Address like(Address far, Address socket) {
    return far.isIpv4() == socket.isIpv4()
        ? socket
        : Address.of(new byte[far.isIpv4() ? 4 : 16], socket.port());
  }

  private String one(String request) throws AdminException, IOException {
    try (var connection = new Connection(directory, TIME)) {
      connection.ask(request);
      String line = connection.line();
      failIfError(line);
      return line;
    }
  }

  /** Words of a request have blanks between them. */
  private static String word(String text) throws AdminException {
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new AdminException("\"" + text + "\" names no client: write " + ClientSelector.FORMS);
    }
    return text;
  }

  private static <T> T read(String line, Class<T> kind) throws AdminException {
    failIfError(line);
    return Json.MAPPER.readValue(line, kind);
  }

  private static void failIfError(String line) throws AdminException {
    if (line.startsWith("{\"error\"")) {
      throw new AdminException(Json.MAPPER.readValue(line, Answers.Failure.class).error());
    }
  }

  /** One question and its answer. */
  private static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final Deadline deadline;
    private final BufferedReader lines;

    Connection(Path directory, Duration time) throws AdminException, IOException {
      Path path = AdminFolder.socket(directory);
      channel = connected(directory, path);
      deadline = new Deadline(channel, time);
      lines =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    private static SocketChannel connected(Path directory, Path path)
        throws AdminException, IOException {
      if (!Files.exists(path)) {
        throw nobody(directory);
      }
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
      } catch (IOException e) {
        channel.close();
        if (!Files.isWritable(path)) {
          throw new AdminException(
              "no permission for " + path + ": run this as the user who runs the server");
        }
        throw nobody(directory);
      }
    }

    private static AdminException nobody(Path directory) {
      return new AdminException(
          "no server runs in the folder "
              + directory
              + ": start one with ./cumulus, or name the folder of one with --dir");
    }

    void ask(String request) throws IOException {
      var bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    String line() throws AdminException, IOException {
      String line;
      try {
        line = lines.readLine();
      } catch (IOException e) {
        throw gone();
      }
      if (line == null) {
        throw gone();
      }
      return line;
    }

    private static AdminException gone() {
      return new AdminException("the server ended without an answer: look at its log");
    }

    @Override
    public void close() throws IOException {
      deadline.close();
      channel.close();
    }
  }
}
