package cumulus.node;

import cumulus.server.Application;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cumulus run}: the server. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run the server (what happens without a command).")
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin private RunOptions options;

  RunCommand(Terminal terminal, OrderlyStop stop) {
    this(terminal, stop, new RunOptions());
  }

  RunCommand(Terminal terminal, OrderlyStop stop, RunOptions options) {
    this.terminal = terminal;
    this.stop = stop;
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Path directory = options.directory();
    IniFile file = Config.file(directory, options.config());
    options.override(file);
    Config config = Config.of(directory, file);
    Logs.open(
        config.logs(),
        options.logLevel(),
        terminal.isInteractive() ? Optional.of(terminal.out()) : Optional.empty());
    Logger log = LoggerFactory.getLogger(RunCommand.class);
    try {
      config.warnings().forEach(log::warn);
      createFolder(directory.resolve("www"));
      writePid();
      serve(config, log);
    } finally {
      deletePid();
      Logs.close();
    }
    return ExitCode.OK;
  }

  private void serve(Config config, Logger log) throws CommandFailure, InterruptedException {
    stop.watch();
    try (ServerNode node = ServerNode.open(config, Application.ACCEPT_ALL)) {
      InetSocketAddress address = node.localAddress();
      log.info(
          LogLevel.NOTE.marker(),
          "RTMFP server listens on {}, receive buffer {} bytes",
          Welcome.place(config, address),
          node.receiveBufferBytes());
      Optional<Demo> demo =
          options.isDemo()
              ? Optional.of(Demo.start(Welcome.host(config), address.getPort()))
              : Optional.empty();
      new Welcome(config, address.getPort(), options.isDemo()).print(terminal.out());
      stop.await();
      terminal.out().println("Stopping.");
      log.info(LogLevel.NOTE.marker(), "RTMFP server stops");
      demo.ifPresent(Demo::close);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot listen on UDP port "
              + config.port()
              + " ("
              + e.getMessage()
              + "): is another server running? Choose another port with --port N");
    }
  }

  private static void createFolder(Path folder) throws CommandFailure {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot create the folder " + folder + ": choose a writable place with --dir");
    }
  }

  private void writePid() throws CommandFailure {
    if (options.pidFile().isEmpty()) {
      return;
    }
    Path path = options.pidFile().get();
    try {
      Files.writeString(path, ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      throw new CommandFailure("cannot write the process id to " + path + ": " + e.getMessage());
    }
  }

  private void deletePid() {
    options
        .pidFile()
        .ifPresent(
            path -> {
              try {
                Files.deleteIfExists(path);
              } catch (IOException e) {
                LoggerFactory.getLogger(RunCommand.class).warn("cannot delete {}", path, e);
              }
            });
  }
}
