package cumulus.node;

import cumulus.transport.LoopStatistics;
import cumulus.transport.UdpSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cumulus run}: the server. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run the server (what happens without a command).")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin private RunOptions options;
  @Spec private @Nullable CommandSpec spec;

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
    List<String> arguments =
        spec == null ? List.of() : spec.root().commandLine().getParseResult().originalArgs();
    return run(arguments);
  }

  /**
   * Runs the server until it is asked to stop.
   *
   * @param arguments of the command line, for scripts
   */
  int run(List<String> arguments) throws CommandFailure, InterruptedException {
    Path directory = options.place().directory();
    IniFile file = options.place().read(arguments);
    options.override(file);
    Config.Reading reading = Config.read(directory, file);
    openLogs(reading);
    try {
      if (!reading.problems().isEmpty()) {
        throw new ConfigException(reading.problems());
      }
      reading.config().warnings().forEach(line -> LOG.warn(line));
      createFolder(directory.resolve("www"));
      try (PidFile _ = PidFile.write(options.pidFile())) {
        serve(reading.config());
      }
    } catch (CommandFailure | ConfigException e) {
      String text = String.valueOf(e.getMessage());
      text.lines().forEach(line -> LOG.error(LogLevel.FATAL.marker(), line));
      throw e;
    } catch (RuntimeException e) {
      LOG.error(LogLevel.FATAL.marker(), "an error of its own", e);
      throw e;
    } finally {
      Logs.close();
    }
    return ExitCode.OK;
  }

  /** Also where the settings are wrong, as far as possible: the log is where a service is read. */
  private void openLogs(Config.Reading reading) {
    Optional<PrintStream> console =
        terminal.isInteractive() && !options.isDaemon()
            ? Optional.of(terminal.out())
            : Optional.empty();
    try {
      Logs.open(reading.config().logs(), options.logLevel(), console);
    } catch (ConfigException e) {
      if (reading.problems().isEmpty()) {
        throw e;
      }
      Logs.silence();
    }
  }

  private void serve(Config config) throws CommandFailure, InterruptedException {
    HeapGoal.keep();
    stop.watch(terminal.err());
    ServerNode.Applications applications =
        (thread, blacklist) -> {
          ServerNode.Hosted scripts = Scripts.open(config, thread, blacklist, stop::ask);
          return new ServerNode.Hosted(new ClientLog(scripts.application()), scripts.onLinks());
        };
    try (Administration administration = Administration.of(config, options.dump());
        ServerNode node = ServerNode.open(config, applications, administration.tracing())) {
      InetSocketAddress address = node.localAddress();
      administration.begin(node);
      LOG.info(
          LogLevel.NOTE.marker(), "RTMFP server listens on {}", Welcome.place(config, address));
      if (config.transport() == UdpSettings.Transport.AUTO
          && node.transport() == UdpSettings.Transport.PLAIN) {
        LOG.info(
            "datagrams are moved one by one; in batches they cost less, on 64-bit Linux with native"
                + " access");
      }
      LoopStatistics socket = node.socketStatistics();
      SocketBuffers.warnings(
              config.udpBufferBytes(), socket.receiveBufferBytes(), socket.sendBufferBytes())
          .forEach(line -> LOG.warn(line));
      Optional<Demo> demo =
          options.isDemo()
              ? Optional.of(
                  Demo.start(Welcome.host(config), address.getPort(), Demo.application(config)))
              : Optional.empty();
      say(out -> new Welcome(config, address.getPort(), options.isDemo()).print(out));
      stop.await();
      say(out -> out.println("Stopping."));
      LOG.info(LogLevel.NOTE.marker(), "RTMFP server stops");
      demo.ifPresent(Demo::close);
    } catch (IOException e) {
      throw cannotListen(config, e);
    }
  }

  private void say(Consumer<PrintStream> what) {
    if (!options.isDaemon()) {
      what.accept(terminal.out());
    }
  }

  private static CommandFailure cannotListen(Config config, IOException why) {
    String place = "UDP port " + config.port();
    String what =
        config.host().isPresent() && !LocalAddress.isOfThisMachine(config.host().get())
            ? config.host().get().getHostAddress()
                + " is no address of this machine: set host to one that is, or leave it out"
            : "is another server running? Choose another port with --port N or the key port";
    return new CommandFailure("cannot listen on " + place + " (" + why.getMessage() + "): " + what);
  }

  private static void createFolder(Path folder) throws CommandFailure {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot create the folder "
              + folder
              + " ("
              + Reason.of(e)
              + "): choose a writable place with --dir");
    }
  }
}
