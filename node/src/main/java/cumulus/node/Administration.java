package cumulus.node;

import cumulus.node.admin.AdminException;
import cumulus.node.admin.AdminFolder;
import cumulus.node.admin.AdminRequests;
import cumulus.node.admin.AdminSocket;
import cumulus.node.admin.HexLog;
import cumulus.node.admin.LogSwitch;
import cumulus.node.admin.TraceFile;
import cumulus.node.admin.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets an operator look into a server while it runs: its hold on the data folder, its traces
 * and its local socket. A server whose socket cannot be made serves its clients all the same.
 */
final class Administration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Administration.class);

  /** Name of the trace file in the folder of the logs. */
  private static final String TRACE = "trace";

  private final Config config;
  private final AdminFolder folder;
  private final Tracing tracing;
  private Optional<AdminSocket> socket = Optional.empty();

  private Administration(Config config, AdminFolder folder, HexLog log) {
    this.config = config;
    this.folder = folder;
    this.tracing =
        new Tracing(
            config.logs().directory().resolve(TRACE + ".0"), () -> file(config.logs()), log);
  }

  /**
   * Takes the data folder.
   *
   * @throws CommandFailure when another server has it, or it cannot be written
   */
  static Administration of(Config config) throws CommandFailure {
    return of(config, HexLog.Scope.NOTHING);
  }

  /** The same, with a dump in the log. */
  static Administration of(Config config, HexLog.Scope dump) throws CommandFailure {
    Path directory = config.directory();
    try {
      return new Administration(config, AdminFolder.take(directory), new HexLog(dump));
    } catch (AdminException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot use the folder "
              + directory.resolve("data")
              + " ("
              + Reason.of(e)
              + "): choose a writable place with --dir");
    }
  }

  Tracing tracing() {
    return tracing;
  }

  /** Answers questions about the server from now on. */
  void begin(ServerNode node) {
    var about =
        new AdminRequests.About(
            Version.text(),
            Welcome.place(config, node.localAddress()),
            config.directory().toString());
    var requests = new AdminRequests(about, node.access(), tracing, new Level());
    try {
      socket = Optional.of(AdminSocket.open(folder, requests));
    } catch (AdminException e) {
      LOG.warn("./cumulus status will not work: {}", e.getMessage());
    } catch (IOException e) {
      LOG.warn("./cumulus status will not work: no local socket here ({})", Reason.of(e));
    }
  }

  @Override
  public void close() {
    try {
      if (socket.isPresent()) {
        socket.get().close();
      }
      tracing.close();
      folder.close();
    } catch (IOException e) {
      LOG.warn("cannot give the data folder back: {}", Reason.of(e));
    }
  }

  private static TraceFile file(Config.LogConfig logs) throws IOException {
    var file = new LogFile(logs.directory(), TRACE, logs.bytes(), logs.count());
    return new TraceFile() {
      @Override
      public void write(String line) throws IOException {
        file.write(line);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  private static final class Level implements LogSwitch {
    @Override
    public String level() {
      return Logs.level().name();
    }

    @Override
    public void set(int level) {
      Logs.setLevel(LogLevel.of(level));
    }
  }
}
