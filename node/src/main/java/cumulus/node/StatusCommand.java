package cumulus.node;

import cumulus.node.admin.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cumulus status}: what the server of a folder does now. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show what the running server does: clients, streams, queues, drops, loops.",
    footer = "Exit code 1 if no server runs.")
final class StatusCommand implements Callable<Integer> {
  private static final int ENTRIES = 20;

  private final Terminal terminal;

  @Mixin private AdminOptions options = new AdminOptions();

  @Option(names = "--json", description = "Print one line of JSON with everything.")
  private boolean isJson;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Show so many sessions, publications and listeners. Default: 20.")
  private int top = ENTRIES;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    options.ask(
        server -> {
          String status = server.status(Math.max(0, top));
          terminal.out().print(isJson ? status + "\n" : AdminClient.text(status));
        });
    terminal.out().flush();
    return ExitCode.OK;
  }
}
