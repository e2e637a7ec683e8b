package cumulus.node;

import cumulus.node.admin.AdminClient;
import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cumulus dump}: the packets of one session without their encryption, as a capture file. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = "Write the decrypted packets of one client into a capture file (pcap).",
    footer = "The file holds what the client says, passwords too. Ctrl-C ends it before its time.")
final class DumpCommand implements Callable<Integer> {
  private static final int SECONDS = 10;
  private static final int MAX_SECONDS = 3600;
  private static final int MEGABYTES = 64;
  private static final int MAX_MEGABYTES = 1024;

  private final Terminal terminal;
  private final OrderlyStop stop;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(
      index = "0",
      paramLabel = "CLIENT",
      description = "Client or session of ./cumulus status, beginning of a peer id, or address.")
  private String client = "";

  @Parameters(index = "1", paramLabel = "FILE.pcap", description = "File to write.")
  private Path file = Path.of("");

  @Option(names = "--seconds", paramLabel = "N", description = "How long. Default: 10.")
  private int seconds = SECONDS;

  @Option(names = "--megabytes", paramLabel = "N", description = "How much at most. Default: 64.")
  private int megabytes = MEGABYTES;

  DumpCommand(Terminal terminal, OrderlyStop stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public Integer call() throws CommandFailure {
    check("--seconds", seconds, MAX_SECONDS);
    check("--megabytes", megabytes, MAX_MEGABYTES);
    stop.watch(terminal.err());
    options.ask(
        server -> {
          AdminClient.Dumped dumped =
              server.dump(
                  client,
                  seconds,
                  megabytes * 1_000_000L,
                  () -> new BufferedOutputStream(Files.newOutputStream(file)),
                  stop::isAsked);
          String leftOut =
              dumped.leftOut() == 0
                  ? ""
                  : ", " + dumped.leftOut() + " came too fast and are missing";
          terminal.out().println(dumped.packets() + " packets are in " + file + leftOut + ".");
        });
    return ExitCode.OK;
  }

  private static void check(String option, int value, int most) throws CommandFailure {
    if (value < 1 || value > most) {
      throw new CommandFailure(option + " must be 1 to " + most + ", not " + value, ExitCode.USAGE);
    }
  }
}
